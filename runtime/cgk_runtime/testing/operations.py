"""Conformance tests of what operators rely on: listing and erasing runs, payloads, and turns of tenants."""

from __future__ import annotations

import asyncio
import json
from typing import ClassVar

import pytest

from cgk_runtime.client.administration import ErasingProvider, ListingProvider, PayloadProvider, RunFilter
from cgk_runtime.client.client import JobClient
from cgk_runtime.client.provider import JobProvider, Run
from cgk_runtime.sdk import Sdk
from cgk_runtime.testing.echo import EVENT, make_item, make_payload, make_sdk

_TIMEOUT_SECONDS = 20
_BUSY_JOBS = 200


class OperationsConformance:
    """Tests that `ProviderConformance` includes, and the fixtures of both."""

    runs_handlers: ClassVar[bool] = True
    is_fair: ClassVar[bool] = True

    @pytest.fixture
    def started(self) -> list[str]:
        """The tenants of started jobs, in their order, if handlers run in this process."""
        return []

    @pytest.fixture
    def sdk(self, started: list[str]) -> Sdk:
        """An SDK with one handler, which returns what it receives."""
        return make_sdk(started)

    @pytest.fixture
    def client(self, sdk: Sdk, provider: JobProvider) -> JobClient:
        """A client for the provider under test."""
        client = JobClient(sdk.catalog, provider)
        sdk.set_job_client(client)
        return client

    async def test_runs_are_listed_by_filter(self, client: JobClient, provider: JobProvider) -> None:
        """A listing has the runs of one tenant, event and status, newest first."""
        self.skip_without_handlers()
        if not isinstance(provider, ListingProvider):
            pytest.skip("the provider cannot list runs")
        failed = [
            await client.send_job_dynamic(EVENT, make_payload(str(n), tenant="shop-1", fail=True)) for n in range(2)
        ]
        others = [
            await client.send_job_dynamic(EVENT, make_payload("well", tenant="shop-1")),
            await client.send_job_dynamic(EVENT, make_payload("other", tenant="shop-2", fail=True)),
        ]
        for handle in (*failed, *others):
            await self.wait_until_ended(client, handle.id)
        conditions = RunFilter("shop-1", EVENT, frozenset({"failed"}))
        runs = await self._list_expected(provider, conditions, 2)
        assert {run.job_id or run.id for run in runs} == {handle.id for handle in failed}
        assert all(run.status == "failed" and run.tenant_id == "shop-1" and run.event == EVENT for run in runs)
        queued = [run.queued_at for run in runs if run.queued_at is not None]
        assert queued == sorted(queued, reverse=True)
        assert len(await self._list_expected(provider, RunFilter("shop-1"), 3)) == 3
        assert await self._list_expected(provider, RunFilter("shop-3"), 0) == []

    async def test_payload_is_read(self, client: JobClient, provider: JobProvider) -> None:
        """The payload of a job is what was sent, before and after its run."""
        if not isinstance(provider, PayloadProvider):
            pytest.skip("the provider does not return payloads")
        sent = make_payload("read", tenant="shop-1")
        handle = await client.send_job_dynamic(EVENT, sent)
        if self.runs_handlers:
            await self.wait_until_ended(client, handle.id)
        document = await provider.read_payload(handle.id)
        assert document is not None
        assert json.loads(document) == sent

    async def test_tenant_is_erased(self, client: JobClient, provider: JobProvider) -> None:
        """A tenant's jobs are gone or canceled, and what remains is named; another tenant keeps its jobs."""
        if not (self.runs_handlers and isinstance(provider, ErasingProvider) and isinstance(provider, ListingProvider)):
            pytest.skip("the provider cannot erase tenants")
        ended = await client.send_job_dynamic(EVENT, make_payload("ended", tenant="shop-1"))
        await self.wait_until_ended(client, ended.id)
        if "delay" in provider.supported_options:
            await client.send_job_dynamic(EVENT, make_payload("waiting", tenant="shop-1"), delay=3600)
        kept = await client.send_job_dynamic(EVENT, make_payload("kept", tenant="shop-2"))
        await self.wait_until_ended(client, kept.id)
        number = 2 if "delay" in provider.supported_options else 1
        await self._list_expected(provider, RunFilter("shop-1"), number)
        erasure = await provider.erase_tenant("shop-1")
        runs = [run async for run in provider.list_runs(RunFilter("shop-1"))]
        if erasure.erased:
            assert (erasure.erased, runs) == (number, [])
        else:
            assert erasure.remaining
        assert len(await self._list_expected(provider, RunFilter("shop-2"), 1)) == 1

    async def test_busy_tenant_starves_no_other(self, client: JobClient, started: list[str]) -> None:
        """The first job of a tenant does not wait for all jobs of another one."""
        self.skip_without_handlers()
        if not self.is_fair:
            pytest.skip("tenants do not take turns at the provider")
        await client.send_jobs([make_item(str(n), tenant="busy", seconds=0.02) for n in range(_BUSY_JOBS)])
        quiet = await client.send_job_dynamic(EVENT, make_payload("quiet", tenant="quiet"))
        started_before = len(started)
        await quiet.wait(_TIMEOUT_SECONDS)
        assert started.index("quiet") - started_before <= _BUSY_JOBS // 4

    def skip_without_handlers(self) -> None:
        """Skip a test that needs handlers."""
        if not self.runs_handlers:
            pytest.skip("the provider runs no handlers here")

    async def wait_until_ended(self, client: JobClient, job_id: str) -> Run:
        """Wait for the end of a job's run, and return it."""
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            while True:
                run = await client.get_run_status(job_id)
                if run.is_final:
                    return run
                await asyncio.sleep(0.02)

    async def _list_expected(self, provider: ListingProvider, conditions: RunFilter, expected: int) -> list[Run]:
        """List runs until there are as many as expected, and return them; servers list runs with a delay."""
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            while True:
                runs = [run async for run in provider.list_runs(conditions)]
                if len(runs) == expected:
                    return runs
                await asyncio.sleep(0.05)
