"""Handlers that cancel themselves or end the process, in the runner that all workers share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import pytest
from cgk_runtime import Sdk
from cgk_runtime._internal.stopping import stop_task
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.execution.isolation import HandlerEndedError, run_isolated
from cgk_runtime.execution.retries import run_error
from shop import OrderCreatedPayload

pytestmark = pytest.mark.anyio


def cancel_itself() -> None:
    this = asyncio.current_task()
    assert this is not None
    this.cancel()


def raise_cancelled() -> None:
    raise asyncio.CancelledError


def end_the_process() -> None:
    raise SystemExit(1)


def raise_generator_exit() -> None:
    raise GeneratorExit


@pytest.mark.parametrize("action", [cancel_itself, raise_cancelled, end_the_process, raise_generator_exit])
async def test_handler_that_ends_itself_fails(sdk: Sdk, action: Callable[[], None]) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        action()
        await asyncio.sleep(60)

    (task,) = sdk.registry
    with pytest.raises(HandlerEndedError) as raised:
        await sdk.runner.run(task, b'{"tenantId":"acme","orderId":"o1"}', Attempt("run_1"))
    assert run_error(raised.value).type == "HandlerEndedError"


async def test_canceled_caller_cancels_its_code() -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("work")
            raise

    caller = asyncio.create_task(run_isolated(work()))
    await asyncio.sleep(0.01)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await asyncio.sleep(0)
    assert ended == ["work"]


async def test_code_that_ignores_cancellation_is_left() -> None:
    release, started, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        started.set()
        while not release.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await release.wait()
        ended.set()

    caller = asyncio.create_task(run_isolated(work(), cleanup_seconds=0.05))
    await started.wait()
    caller.cancel()
    await asyncio.wait([caller], timeout=60)
    was_cancelled = caller.cancelled()
    release.set()
    await ended.wait()
    assert was_cancelled


async def test_lost_cancellation_is_repeated() -> None:
    started = asyncio.Event()

    async def lose_one_cancellation() -> None:
        # `asyncio.wait_for` of Python 3.11 does the same if the awaited task ends as the cancellation arrives.
        started.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    task = asyncio.create_task(lose_one_cancellation())
    await started.wait()
    await asyncio.wait_for(stop_task(task, every=0.01), 60)
    assert task.cancelled()
