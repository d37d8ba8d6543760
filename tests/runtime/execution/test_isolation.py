"""Handlers that cancel themselves or end the process, in the runner that all workers share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from cgk_runtime import Sdk
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


def close_itself() -> None:
    raise GeneratorExit


@pytest.mark.parametrize("action", [cancel_itself, raise_cancelled, end_the_process, close_itself])
async def test_handler_that_ends_itself_fails(sdk: Sdk, action: Callable[[], None]) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        action()
        await asyncio.sleep(60)

    (task,) = sdk.registry
    with pytest.raises(HandlerEndedError) as ended:
        await sdk.runner.run(task, b'{"tenantId":"acme","orderId":"o1"}', Attempt("run_1"))
    assert run_error(ended.value).type == "HandlerEndedError"


async def test_cancelled_caller_cancels_its_code() -> None:
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
