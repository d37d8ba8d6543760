"""Python process of a run on Trigger.dev: canceled calls, and a run that arrives while the worker ends."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import signal
import socket
from collections.abc import Generator
from typing import Any

import pytest
from cgk_runtime.execution.provider_registry import set_run_provider
from cgk_runtime.providers.trigger_dev.run.channel import Channel, RunRequest
from cgk_runtime.providers.trigger_dev.run.loop import RunLoop
from cgk_runtime.providers.trigger_dev.run.provider import InRunProvider
from shop import make_sdk

pytestmark = pytest.mark.anyio


@pytest.fixture
def sockets() -> Generator[tuple[Channel, socket.socket]]:
    """Yield Python's channel, and the socket at its other end, which belongs to Node."""
    python_end, node_end = socket.socketpair()
    channel = Channel(python_end.detach())
    yield channel, node_end
    node_end.close()
    channel._socket.close()  # pyright: ignore[reportPrivateUsage]  a channel stays open until its process ends


async def test_answer_to_a_canceled_call_is_ignored(
    sockets: tuple[Channel, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    class CanceledFuture(concurrent.futures.Future[Any]):
        """Future that is canceled right after a check of `done`, as a caller in another thread can do."""

        def done(self) -> bool:
            is_done = super().done()
            self.cancel()
            return is_done

    provider = InRunProvider(sockets[0], make_sdk().catalog)
    with monkeypatch.context() as patch:
        patch.setattr(concurrent.futures, "Future", CanceledFuture)
        calls = [asyncio.create_task(provider.call("trigger", "a job")) for _ in range(2)]
        await asyncio.sleep(0)
    # The thread that reads the channel calls these two methods; an error would end the thread.
    provider.receive_answer({"to": 1, "value": "run_1"})
    provider.fail_pending()
    for call in calls:
        call.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await call


async def test_run_that_arrives_at_the_end_is_dropped(
    sockets: tuple[Channel, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, _ = sockets
    sdk, called = make_sdk(), list[str]()

    @sdk.task("order.created")
    async def handle(_payload: Any) -> None:
        called.append("order.created")

    (task,) = sdk.registry

    def deliver_run_and_stop(_worker: RunLoop, loop: asyncio.AbstractEventLoop, requests: Any, stop: Any) -> None:
        fields = {"kind": "task", "name": task.name, "payload": '{"tenantId":"acme","orderId":"o1"}', "runId": "run_1"}
        run = RunRequest.model_validate(fields)
        loop.call_soon_threadsafe(lambda: (requests.put_nowait(run), stop()))

    monkeypatch.setattr(RunLoop, "_read", deliver_run_and_stop)
    try:
        await asyncio.wait_for(RunLoop(sdk, channel).serve(), 10)
    finally:
        set_run_provider(None)
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    assert called == []
