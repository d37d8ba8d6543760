"""Async functions of every kind: decorated, partial, callable objects, and functions that return awaitables."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from cgk_runtime import ConfigurationError, JobClient, JobMessage, RunFailedError, RunFailure, Sdk, TaskContext
from cgk_runtime.client.provider import RunError
from cgk_runtime.errors import ResultError
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.execution.isolation import run_isolated
from cgk_runtime.execution.scheduler import Scheduler
from cgk_runtime.schedules.fan_out import list_tenants
from cgk_runtime.validation.upcasts import UpcastError
from shop import CATALOG, ORDER, OrderCreatedPayload, TaxComputedPayload, TaxComputedResult

pytestmark = pytest.mark.anyio

AnyFunction = Callable[..., Any]


def wrap_in_plain_function(function: AnyFunction) -> AnyFunction:
    """Wrap an async function in a plain one, which returns the coroutine."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return call


def wrap_in_async_function(function: AnyFunction) -> AnyFunction:
    @functools.wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        return await function(*args, **kwargs)

    return call


def wrap_without_await(function: AnyFunction) -> AnyFunction:
    @functools.wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return call


def wrap_in_own_loop(function: AnyFunction) -> AnyFunction:
    """Wrap an async function in a plain one, which runs the coroutine in its own event loop."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return asyncio.run(function(*args, **kwargs))

    return call


def wrap_in_object(function: AnyFunction) -> AnyFunction:
    class Handler:
        async def __call__(self, payload: object) -> Any:
            return await function(payload)

    return Handler()


def wrap_in_object_without_payload(function: AnyFunction) -> AnyFunction:
    class Handler:
        async def __call__(self) -> Any:
            return await function()

    return Handler()


def wrap_in_decorated_object(function: AnyFunction) -> AnyFunction:
    return wrap_in_plain_function(wrap_in_object(function))


ASYNC_WRAPPERS = [wrap_in_plain_function, wrap_in_async_function, wrap_without_await, functools.partial]
WRAPPERS = [*ASYNC_WRAPPERS, wrap_in_own_loop]


@pytest.mark.parametrize("wrap", [*WRAPPERS, wrap_in_object, wrap_in_decorated_object])
async def test_task_handler_is_awaited(sdk: Sdk, client: JobClient, wrap: Callable[[AnyFunction], AnyFunction]) -> None:
    async def handler(payload: OrderCreatedPayload) -> str:
        await asyncio.sleep(0)
        return payload.order_id

    sdk.task("order.created")(wrap(handler))
    handle = await client.send_job_dynamic("order.created", ORDER)
    assert await handle.wait(60) == "order_123"


@pytest.mark.parametrize("wrap", WRAPPERS)
async def test_task_handler_with_a_context_is_awaited(
    sdk: Sdk, client: JobClient, wrap: Callable[[AnyFunction], AnyFunction]
) -> None:
    async def handler(payload: OrderCreatedPayload, run: TaskContext) -> str:
        await asyncio.sleep(0)
        return run.event

    sdk.task("order.created")(wrap(handler))
    assert await (await client.send_job_dynamic("order.created", ORDER)).wait(60) == "order.created"


@pytest.mark.parametrize("wrap", [*WRAPPERS, wrap_in_object_without_payload])
async def test_schedule_handler_is_awaited(sdk: Sdk, wrap: Callable[[AnyFunction], AnyFunction]) -> None:
    calls: list[str] = []

    async def sweep() -> None:
        await asyncio.sleep(0)
        calls.append("sweep")

    sdk.schedule("order.sweep")(wrap(sweep))
    await Scheduler(sdk.runner, sdk).fire(CATALOG.schedules["order.sweep"], datetime.now(UTC))
    assert calls == ["sweep"]


async def test_schedule_that_returns_a_generator_fails(sdk: Sdk) -> None:
    def sweep() -> Iterator[None]:
        yield

    sdk.schedule("order.sweep")(wrap_in_plain_function(sweep))
    with pytest.raises(ResultError, match="sweep returned a generator, which would never run"):
        await Scheduler(sdk.runner, sdk).fire(CATALOG.schedules["order.sweep"], datetime.now(UTC))


@pytest.mark.parametrize("wrap", [*WRAPPERS, wrap_in_object, wrap_in_decorated_object])
async def test_failure_callback_is_awaited(
    sdk: Sdk, client: JobClient, wrap: Callable[[AnyFunction], AnyFunction]
) -> None:
    failures: list[str] = []
    called = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def notify(failure: RunFailure) -> None:
        await asyncio.sleep(0)
        failures.append(failure.error.message)
        loop.call_soon_threadsafe(called.set)

    @sdk.task("order.created", on_failure=wrap(notify))
    async def handler(payload: OrderCreatedPayload) -> None:
        raise ValueError("no stock")

    with pytest.raises(RunFailedError):
        await (await client.send_job_dynamic("order.created", ORDER, max_attempts=1)).wait(60)
    await asyncio.wait_for(called.wait(), 60)
    assert failures == ["no stock"]


@pytest.mark.parametrize("wrap", ASYNC_WRAPPERS)
async def test_middleware_is_awaited(sdk: Sdk, client: JobClient, wrap: Callable[[AnyFunction], AnyFunction]) -> None:
    order: list[str] = []

    async def around_run(payload: object, context: TaskContext, handler: Callable[[], Awaitable[Any]]) -> Any:
        await asyncio.sleep(0)
        order.append("run")
        return await handler()

    async def around_send(message: JobMessage, send: Callable[[JobMessage], Awaitable[str]]) -> str:
        await asyncio.sleep(0)
        order.append("send")
        return await send(message)

    sdk.around_run(wrap(around_run))
    sdk.around_send(wrap(around_send))

    @sdk.task("order.created")
    async def handler(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    async with sdk.create_job_client(client.provider) as wrapped:
        assert await (await wrapped.send_job_dynamic("order.created", ORDER)).wait(60) == "order_123"
    assert order == ["send", "run"]


async def test_middleware_that_is_not_async_is_named(sdk: Sdk, client: JobClient) -> None:
    def plain_middleware(payload: object, context: object, handler: object) -> None:
        return None

    sdk.around_run(plain_middleware)  # type: ignore[arg-type]  # what is tested  # pyright: ignore[reportArgumentType]

    @sdk.task("order.created")
    async def handler(payload: OrderCreatedPayload) -> None: ...

    with pytest.raises(RunFailedError, match=r"middleware .*plain_middleware must be async"):
        await (await client.send_job_dynamic("order.created", ORDER, max_attempts=1)).wait(60)


@pytest.mark.parametrize("wrap", ASYNC_WRAPPERS)
async def test_resource_factory_is_awaited(
    sdk: Sdk, client: JobClient, wrap: Callable[[AnyFunction], AnyFunction]
) -> None:
    @asynccontextmanager
    async def pool() -> AsyncGenerator[str]:
        yield "pool"

    async def make_pool() -> AbstractAsyncContextManager[str]:
        await asyncio.sleep(0)
        return pool()

    sdk.resource("database")(wrap(make_pool))

    @sdk.task("order.created")
    async def handler(payload: OrderCreatedPayload, context: TaskContext) -> str:
        return str(context.resources["database"])

    assert await (await client.send_job_dynamic("order.created", ORDER)).wait(60) == "pool"


@pytest.mark.parametrize("wrap", ASYNC_WRAPPERS)
async def test_tenant_source_is_awaited(wrap: Callable[[AnyFunction], AnyFunction]) -> None:
    async def tenants() -> list[str]:
        await asyncio.sleep(0)
        return ["acme", "rawdog"]

    async def iterate_tenants() -> AsyncIterator[str]:
        yield "acme"

    assert await list_tenants(wrap(tenants), "tax.daily") == ["acme", "rawdog"]
    assert await list_tenants(wrap_in_plain_function(iterate_tenants), "tax.daily") == ["acme"]


@pytest.mark.parametrize("returned", ["acme", b"acme", None, 3, {"acme": 1}, ["acme", None], ["acme", 3]])
@pytest.mark.parametrize("is_async", [False, True])
async def test_tenant_source_without_a_list_is_named(returned: Any, is_async: bool) -> None:
    def tenants() -> Any:
        return returned

    async def async_tenants() -> Any:
        return returned

    with pytest.raises(ConfigurationError, match=r"tenant source .*(tenants|async_tenants) .*string"):
        await list_tenants(async_tenants if is_async else tenants, "tax.daily")


@pytest.mark.parametrize("wrap", ASYNC_WRAPPERS)
async def test_upcast_is_awaited(sdk: Sdk, wrap: Callable[[AnyFunction], AnyFunction]) -> None:
    async def upcast(fields: Mapping[str, Any], version: str | None) -> Mapping[str, Any]:
        await asyncio.sleep(0)
        return {**fields, "amount": 2}

    sdk.upcast("tax.computed")(wrap(upcast))
    failures: list[RunFailure] = []

    @sdk.task("tax.computed", on_failure=failures.append)
    async def handler(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=payload.amount)

    (task,) = sdk.registry
    assert await sdk.runner.run(task, b'{"tenantId":"acme"}', Attempt("run_1")) == b'{"tax":2}'
    error = RunError("ValueError", "bad")
    call = sdk.runner.call_on_failure(task, b'{"tenantId":"acme"}', "run_1", error, headers=None)
    await run_isolated(call)
    assert failures[0].payload == TaxComputedPayload(tenant_id="acme", amount=2)


CIRCULAR: list[object] = []
CIRCULAR.append(CIRCULAR)


@pytest.mark.parametrize("amount", [object(), CIRCULAR], ids=["object", "circular"])
async def test_upcast_must_return_json(sdk: Sdk, amount: object) -> None:
    @sdk.upcast("tax.computed")
    def upcast(fields: Mapping[str, Any], _version: str | None) -> Mapping[str, Any]:
        return {**fields, "amount": amount}

    @sdk.task("tax.computed")
    async def handler(payload: TaxComputedPayload) -> None: ...

    (task,) = sdk.registry
    with pytest.raises(UpcastError, match='The upcast of "tax.computed" returned a value that JSON cannot represent'):
        await sdk.runner.run(task, b'{"tenantId":"acme"}', Attempt("run_1"))


async def test_failed_upcast_leaves_no_payload(sdk: Sdk) -> None:
    failures: list[RunFailure] = []

    @sdk.upcast("tax.computed")
    def upcast(_fields: Mapping[str, Any], _version: str | None) -> Mapping[str, Any]:
        raise LookupError("no rate")

    @sdk.task("tax.computed", on_failure=failures.append)
    async def handler(payload: TaxComputedPayload) -> None: ...

    (task,) = sdk.registry
    document = b'{"tenantId":"acme","amount":1}'
    await run_isolated(
        sdk.runner.call_on_failure(task, document, "run_1", RunError("LookupError", "no rate"), headers=None)
    )
    assert [(failure.payload, failure.tenant_id) for failure in failures] == [(None, "acme")]
