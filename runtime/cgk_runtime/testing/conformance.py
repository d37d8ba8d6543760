"""What every provider keeps, as a suite that a provider's own tests inherit."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import timedelta
from typing import Any, ClassVar, cast

import pytest

from cgk_runtime.client.batch import JobItem
from cgk_runtime.client.client import JobClient
from cgk_runtime.client.options import SendOptions
from cgk_runtime.client.provider import FINAL_STATUSES, JobProvider, Run
from cgk_runtime.errors import InvalidOptionError, JobsError, NotSupportedError, RunNotFoundError, WaitTimeoutError
from cgk_runtime.sdk import Sdk
from cgk_runtime.testing.echo import EVENT, make_sdk

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
class ProviderConformance:
    """Inherit it and give the fixture `provider`.

    Attributes:
        runs_handlers: Whether jobs run here, by the engine of the fixture `sdk`; else only sending is judged.

    Example:
        class TestMyProvider(ProviderConformance):
            @pytest.fixture
            def provider(self, sdk: Sdk) -> JobProvider:
                return MyProvider(sdk.runner)
    """

    runs_handlers: ClassVar[bool] = True

    @pytest.fixture
    def sdk(self) -> Sdk:
        """An engine with one handler, which gives back what it is sent."""
        return make_sdk()

    @pytest.fixture
    def client(self, sdk: Sdk, provider: JobProvider) -> JobClient:
        """A client for the provider under test."""
        client = JobClient(sdk.catalog, provider)
        sdk.set_job_client(client)
        return client

    async def test_it_is_a_provider(self, provider: JobProvider) -> None:
        """It has every method, names itself, and claims only options that exist."""
        assert isinstance(provider, JobProvider)
        assert provider.name
        assert provider.max_payload_bytes > 0
        assert provider.supported_options <= SendOptions.__annotations__.keys()

    async def test_every_job_has_an_id_of_its_own(self, client: JobClient) -> None:
        """Two sends are two jobs."""
        ids = [(await client.send_job_dynamic(EVENT, payload(str(n)))).id for n in range(3)]
        assert all(ids)
        assert len(set(ids)) == 3

    async def test_a_batch_keeps_its_order(self, client: JobClient, provider: JobProvider) -> None:
        """One outcome per message, in their order."""
        handles = await client.send_jobs([item(str(n)) for n in range(5)])
        assert len({handle.id for handle in handles}) == 5
        assert list(await provider.send_many([])) == []
        if self.runs_handlers:
            assert [(await handle.wait(20))["text"] for handle in handles] == ["0", "1", "2", "3", "4"]

    async def test_an_option_is_honoured_or_refused(self, client: JobClient, provider: JobProvider) -> None:
        """What it does not support is refused before anything is sent; the rest is taken."""
        for name, value in _OPTIONS.items():
            options = cast("SendOptions", {name: value})
            if name in provider.supported_options:
                assert (await client.send_job_dynamic(EVENT, payload(name), **options)).id
            else:
                with pytest.raises(NotSupportedError, match=name):
                    await client.send_job_dynamic(EVENT, payload(name), **options)

    async def test_one_idempotency_key_is_one_job(self, client: JobClient, provider: JobProvider) -> None:
        """The same key within one tenant and event gives the first job again."""
        if "idempotency_key" not in provider.supported_options:
            pytest.skip("it does not support idempotency_key")
        first = await client.send_job_dynamic(EVENT, payload("a"), idempotency_key="same")
        again = await client.send_job_dynamic(EVENT, payload("b"), idempotency_key="same")
        other = await client.send_job_dynamic(EVENT, payload("c", tenant="other"), idempotency_key="same")
        assert first.id == again.id
        assert first.id != other.id

    async def test_an_unknown_run_is_named(self, provider: JobProvider) -> None:
        """Asking for what was never sent is `RunNotFoundError`, not silence."""
        with pytest.raises((RunNotFoundError, NotSupportedError)):
            await provider.runs("run_that_never_was")

    @pytest.mark.parametrize(
        "text",
        ["", "ünïcödé ☃ 𝄞", 'quote " \\ / \u2028 \u0000 \x7f', "x" * 50_000],
        ids=["empty", "unicode", "control", "long"],
    )
    async def test_a_payload_arrives_as_it_was_sent(self, client: JobClient, text: str) -> None:
        """Text crosses the wire unchanged and the handler runs for its tenant."""
        self._needs_handlers()
        result = await client.trigger_and_wait_dynamic(EVENT, payload(text), timeout=20)
        assert result == {"text": text, "tenant": "conformance"}

    async def test_a_run_is_described(self, client: JobClient) -> None:
        """A run that has ended says what it was, whose, and what came out."""
        self._needs_handlers()
        handle = await client.send_job_dynamic(EVENT, payload("described"))
        await handle.wait(20)
        run = await handle.status()
        assert (run.status, run.is_final) == ("completed", True)
        assert run.event in {EVENT, None}
        assert run.tenant_id in {"conformance", None}
        assert json.loads(run.output or b"null") == {"text": "described", "tenant": "conformance"}

    async def test_a_failure_says_what_was_raised(self, client: JobClient) -> None:
        """All attempts are made; then the run has failed, with the handler's error."""
        self._needs_handlers()
        handle = await client.send_job_dynamic(EVENT, payload("went wrong", fail=True))
        run = await self._ended(client, handle.id)
        assert run.status == "failed"
        assert run.attempt in {0, 2}
        assert run.error is not None
        assert (run.error.type, run.error.message) == ("EchoError", "went wrong")

    async def test_waiting_has_a_deadline(self, client: JobClient) -> None:
        """The deadline ends the wait, not the run."""
        self._needs_handlers()
        handle = await client.send_job_dynamic(EVENT, payload("late", seconds=1.0))
        with pytest.raises(WaitTimeoutError):
            await handle.wait(timedelta(milliseconds=50))
        assert (await handle.wait(20))["text"] == "late"

    async def test_a_job_can_be_cancelled(self, client: JobClient, provider: JobProvider) -> None:
        """A job that waits never runs; cancelling it again does nothing."""
        if not (self.runs_handlers and "delay" in provider.supported_options):
            pytest.skip("it runs nothing here, or not later")
        handle = await client.send_job_dynamic(EVENT, payload("never"), delay=60)
        await handle.cancel()
        assert (await self._ended(client, handle.id)).status == "cancelled"
        await handle.cancel()

    async def test_a_job_can_be_replayed(self, client: JobClient) -> None:
        """The same payload runs once more, as a job of its own."""
        self._needs_handlers()
        handle = await client.send_job_dynamic(EVENT, payload("again"))
        await handle.wait(20)
        replayed = await client.replay_job(handle.id)
        assert replayed.id != handle.id
        assert (await replayed.wait(20))["text"] == "again"

    async def test_it_is_used_from_other_threads_and_loops(self, client: JobClient) -> None:
        """A client is shared by all of a process."""
        ids: list[str] = []

        def send_elsewhere() -> None:
            async def send() -> None:
                ids.append((await client.send_job_dynamic(EVENT, payload("thread"))).id)

            asyncio.run(send())
            ids.append(client.send_job_dynamic_sync(EVENT, payload("twin")).id)

        ids.append((await client.send_job_dynamic(EVENT, payload("here"))).id)
        thread = threading.Thread(target=send_elsewhere)
        thread.start()
        await asyncio.to_thread(thread.join)
        assert len(set(ids)) == 3

    async def test_a_senseless_option_is_refused(self, client: JobClient) -> None:
        """Before anything is sent."""
        with pytest.raises(InvalidOptionError):
            await client.send_job_dynamic(EVENT, payload("x"), max_attempts=0)

    async def test_it_says_how_it_is(self, provider: JobProvider) -> None:
        """A health check names the provider and says something."""
        health = await provider.check_health()
        assert health.provider == provider.name
        assert health.detail

    async def test_after_closing_nothing_is_sent(self, client: JobClient, provider: JobProvider) -> None:
        """Closing twice does no harm; sending afterwards is an error."""
        await client.close()
        await provider.close()
        with pytest.raises(JobsError):
            await client.send_job_dynamic(EVENT, payload("closed"))

    def _needs_handlers(self) -> None:
        if not self.runs_handlers:
            pytest.skip("it runs nothing here")

    async def _ended(self, client: JobClient, job_id: str) -> Run:
        async with asyncio.timeout(20):
            while True:
                run = await client.get_run_status(job_id)
                if run.status in FINAL_STATUSES:
                    return run
                await asyncio.sleep(0.02)


def payload(text: str, *, tenant: str = "conformance", fail: bool = False, seconds: float = 0) -> dict[str, Any]:
    """Make the event's payload."""
    return {"tenantId": tenant, "text": text, "fail": fail, "seconds": seconds}


def item(text: str) -> JobItem[Any]:
    """Make one job of a batch."""
    return JobItem(EVENT, payload(text), {})
