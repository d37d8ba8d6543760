"""Conformance suite: tests that every provider must pass."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import timedelta
from typing import Any, cast

import pytest

from cgk_runtime.client.client import JobClient
from cgk_runtime.client.options import SendOptions
from cgk_runtime.client.provider import JobProvider
from cgk_runtime.errors import JobsError, NotSupportedError, RunNotFoundError, WaitTimeoutError
from cgk_runtime.testing.echo import EVENT, make_item, make_payload
from cgk_runtime.testing.operations import OperationsConformance

_OPTIONS: dict[str, Any] = {
    "delay": 0.01,
    "idempotency_key": "key",
    "max_attempts": 1,
    "queue": "conformance",
    "concurrency_key": "one",
    "priority": 1,
    "ttl": 60,
    "tags": ["conformance"],
    "metadata": {"suite": "conformance"},
}


@pytest.mark.anyio
class ProviderConformance(OperationsConformance):
    """Tests of a provider; inherit from it and define the fixture `provider`.

    Attributes:
        runs_handlers: False if handlers do not run in this process; then only sending is tested.
        is_fair: False if the provider may let one tenant's jobs wait for all jobs of another.

    Example:
        class TestMyProvider(ProviderConformance):
            @pytest.fixture
            def provider(self, sdk: Sdk) -> JobProvider:
                return MyProvider(sdk.runner)
    """

    async def test_protocol_is_implemented(self, provider: JobProvider) -> None:
        """The provider has a name and every method, and supports only known options."""
        assert isinstance(provider, JobProvider)
        assert provider.name
        assert provider.max_payload_bytes > 0
        assert provider.supported_options <= SendOptions.__annotations__.keys()

    async def test_job_ids_are_unique(self, client: JobClient) -> None:
        """Each send is a new job."""
        ids = [(await client.send_job_dynamic(EVENT, make_payload(str(n)))).id for n in range(3)]
        assert all(ids)
        assert len(set(ids)) == 3

    async def test_batch_keeps_its_order(self, client: JobClient, provider: JobProvider) -> None:
        """A batch has one outcome per message, in order."""
        handles = await client.send_jobs([make_item(str(n)) for n in range(5)])
        assert len({handle.id for handle in handles}) == 5
        assert list(await provider.send_many([])) == []
        if self.runs_handlers:
            assert [(await handle.wait(20))["text"] for handle in handles] == ["0", "1", "2", "3", "4"]

    async def test_option_is_supported_or_refused(self, client: JobClient, provider: JobProvider) -> None:
        """An unsupported option is refused before anything is sent."""
        for name, value in _OPTIONS.items():
            options = cast("SendOptions", {name: value})
            if name in provider.supported_options:
                assert (await client.send_job_dynamic(EVENT, make_payload(name), **options)).id
            else:
                with pytest.raises(NotSupportedError, match=name):
                    await client.send_job_dynamic(EVENT, make_payload(name), **options)

    async def test_idempotency_key_identifies_one_job(self, client: JobClient, provider: JobProvider) -> None:
        """The same key within one tenant and event returns the first job."""
        if "idempotency_key" not in provider.supported_options:
            pytest.skip("the provider does not support idempotency_key")
        first = await client.send_job_dynamic(EVENT, make_payload("a"), idempotency_key="same")
        again = await client.send_job_dynamic(EVENT, make_payload("b"), idempotency_key="same")
        other = await client.send_job_dynamic(EVENT, make_payload("c", tenant="other"), idempotency_key="same")
        assert first.id == again.id
        assert first.id != other.id

    async def test_unknown_run_is_reported(self, provider: JobProvider) -> None:
        """An unknown id raises `RunNotFoundError`."""
        with pytest.raises((RunNotFoundError, NotSupportedError)):
            await provider.runs("run_that_never_was")

    @pytest.mark.parametrize(
        "text",
        ["", "ünïcödé ☃ 𝄞", 'quote " \\ / \u2028 \u0000 \x7f', "x" * 50_000],
        ids=["empty", "unicode", "control", "long"],
    )
    async def test_payload_arrives_unchanged(self, client: JobClient, text: str) -> None:
        """The handler receives the same text and runs for the payload's tenant."""
        self.skip_without_handlers()
        result = await client.trigger_and_wait_dynamic(EVENT, make_payload(text), timeout=20)
        assert result == {"text": text, "tenant": "conformance"}

    async def test_run_is_described(self, client: JobClient) -> None:
        """An ended run has its event, tenant and output."""
        self.skip_without_handlers()
        handle = await client.send_job_dynamic(EVENT, make_payload("described"))
        assert await handle.wait(20) == await handle.wait(0)
        run = await handle.status()
        assert (run.status, run.is_final) == ("completed", True)
        assert run.event in {EVENT, None}
        assert run.tenant_id in {"conformance", None}
        assert json.loads(run.output or b"null") == {"text": "described", "tenant": "conformance"}

    async def test_failed_run_has_the_handlers_error(self, client: JobClient) -> None:
        """The run fails after all attempts, with the handler's error."""
        self.skip_without_handlers()
        handle = await client.send_job_dynamic(EVENT, make_payload("went wrong", fail=True))
        run = await self.wait_until_ended(client, handle.id)
        assert run.status == "failed"
        assert run.attempt in {0, 2}  # 0 if the provider does not report it, else the catalog's max_attempts
        assert run.error is not None
        assert (run.error.type, run.error.message) == ("EchoError", "went wrong")

    async def test_step_whose_value_is_not_json_is_not_retried(self, client: JobClient) -> None:
        """A step whose value JSON cannot represent fails without a retry, and the error names the step."""
        self.skip_without_handlers()
        handle = await client.send_job_dynamic(EVENT, {**make_payload("unwritable"), "unwritable": True})
        run = await self.wait_until_ended(client, handle.id)
        assert run.error is not None
        if run.error.type == "NotSupportedError":
            pytest.skip("the provider does not support steps")
        assert (run.status, run.error.type) == ("failed", "ResultError")
        assert 'Step "unwritable" returned a value that JSON cannot represent' in run.error.message
        assert run.attempt in {0, 1}  # 0 if the provider does not report it

    async def test_handler_awaits_events_of_its_tenant(self, client: JobClient) -> None:
        """A handler that waits for an event receives none of another tenant, even if `where` names that tenant."""
        self.skip_without_handlers()
        waiting = {**make_payload("waiting"), "where": {"tenantId": "other"}}
        handle = await client.send_job_dynamic(EVENT, waiting)
        async with asyncio.timeout(30):
            while not (run := await client.get_run_status(handle.id)).is_final:
                for tenant in ("other", "conformance"):  # sent repeatedly, because the wait begins at an unknown time
                    await client.send_job_dynamic(EVENT, make_payload(f"of {tenant}", tenant=tenant))
                await asyncio.sleep(0.05)
        if run.error is not None and run.error.type == "NotSupportedError":
            pytest.skip("the provider does not support waiting for events")
        assert json.loads(run.output or b"null") == {"text": "of conformance", "tenant": "conformance"}

    async def test_wait_times_out(self, client: JobClient) -> None:
        """A timeout ends the wait, not the run."""
        self.skip_without_handlers()
        handle = await client.send_job_dynamic(EVENT, make_payload("late", seconds=1.0))
        with pytest.raises(WaitTimeoutError):
            await handle.wait(timedelta(milliseconds=50))
        assert (await handle.wait(20))["text"] == "late"

    async def test_delayed_job_can_be_canceled(self, client: JobClient, provider: JobProvider) -> None:
        """A canceled job does not run; canceling it again has no effect."""
        if not (self.runs_handlers and "delay" in provider.supported_options):
            pytest.skip("the provider runs no delayed jobs here")
        handle = await client.send_job_dynamic(EVENT, make_payload("never"), delay=60)
        await handle.cancel()
        assert (await self.wait_until_ended(client, handle.id)).status == "cancelled"
        await handle.cancel()

    async def test_job_can_be_replayed(self, client: JobClient) -> None:
        """The payload runs again as a new job."""
        self.skip_without_handlers()
        handle = await client.send_job_dynamic(EVENT, make_payload("again"))
        await handle.wait(20)
        replayed = await client.replay_job(handle.id)
        assert replayed.id != handle.id
        assert (await replayed.wait(20))["text"] == "again"

    async def test_client_is_shared_by_threads_and_loops(self, client: JobClient) -> None:
        """One client sends from several threads and event loops."""
        ids: list[str] = []

        def send_elsewhere() -> None:
            async def send() -> None:
                ids.append((await client.send_job_dynamic(EVENT, make_payload("thread"))).id)

            asyncio.run(send())
            ids.append(client.send_job_dynamic_sync(EVENT, make_payload("twin")).id)

        ids.append((await client.send_job_dynamic(EVENT, make_payload("here"))).id)
        thread = threading.Thread(target=send_elsewhere)
        thread.start()
        await asyncio.to_thread(thread.join)
        assert len(set(ids)) == 3

    async def test_health_is_reported(self, provider: JobProvider) -> None:
        """A health check has the provider's name and a detail."""
        health = await provider.check_health()
        assert health.provider == provider.name
        assert health.detail

    async def test_closed_provider_refuses_jobs(self, client: JobClient, provider: JobProvider) -> None:
        """A closed provider may be closed again and refuses jobs."""
        await client.close()
        await provider.close()
        with pytest.raises(JobsError):
            await client.send_job_dynamic(EVENT, make_payload("closed"))
