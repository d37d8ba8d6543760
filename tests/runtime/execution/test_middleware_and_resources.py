"""Middleware, resources and traces around sends and runs."""

from __future__ import annotations

import asyncio
import gc
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from cgk_runtime import (
    BatchError,
    JobMessage,
    JobsError,
    NotSupportedError,
    RunFailedError,
    Sdk,
    TaskContext,
    current_tenant,
)
from cgk_runtime.client.batch import JobItem
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.tenant import current_tenant_or_none
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.util._once import Once
from shop import ORDER, OrderCreatedPayload

pytestmark = pytest.mark.anyio


async def do_nothing(payload: OrderCreatedPayload) -> None: ...


async def test_first_middleware_is_outermost(sdk: Sdk) -> None:
    log: list[str] = []

    @sdk.around_send
    async def tag(message: JobMessage, send: Callable[[JobMessage], Awaitable[str]]) -> str:
        log.append("send")
        return await send(replace(message, headers={"origin": "test"}))

    @sdk.around_run
    async def outer(payload: Any, context: TaskContext, handler: Callable[[], Awaitable[Any]]) -> Any:
        log.append(f"outer {current_tenant()} {context.run_id[:4]}")
        return {"wrapped": await handler()}

    @sdk.around_run
    async def inner(payload: Any, context: TaskContext, handler: Callable[[], Awaitable[Any]]) -> Any:
        log.append(f"inner {payload.order_id}")
        return await handler()

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        log.append("handler")
        return "done"

    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        assert await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60) == {"wrapped": "done"}
    assert log == ["send", "outer rawdog run_", "inner order_123", "handler"]


@pytest.mark.parametrize("raised", [SystemExit, StopIteration, asyncio.CancelledError])
async def test_resource_that_ends_itself_fails_runs(sdk: Sdk, raised: type[BaseException]) -> None:
    @sdk.resource("shop")
    def shop() -> Any:
        raise raised

    sdk.task("order.created")(do_nothing)
    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        for _ in range(2):
            with pytest.raises(RunFailedError, match="ResourceError"):
                await client.trigger_and_wait_dynamic("order.created", ORDER, max_attempts=1, timeout=20)


async def test_middleware_refuses_sends_and_fails_runs(sdk: Sdk) -> None:
    @sdk.around_send
    async def refuse(message: JobMessage, send: Callable[[JobMessage], Awaitable[str]]) -> str:
        if message.tenant_id == "blocked":
            raise JobsError("this tenant is blocked")
        return await send(message)

    @sdk.around_run
    async def fail(payload: Any, context: TaskContext, handler: Callable[[], Awaitable[Any]]) -> Any:
        raise ValueError("not today")

    sdk.task("order.created")(do_nothing)
    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        with pytest.raises(JobsError, match="blocked"):
            await client.send_job_dynamic("order.created", {**ORDER, "tenantId": "blocked"})
        with pytest.raises(RunFailedError, match="ValueError: not today"):
            await client.trigger_and_wait_dynamic("order.created", ORDER, max_attempts=1, timeout=60)


async def test_failing_middleware_hides_no_sent_job(sdk: Sdk) -> None:
    @sdk.around_send
    async def check(message: JobMessage, send: Callable[[JobMessage], Awaitable[str]]) -> Any:
        if message.tenant_id == "blocked":
            raise PermissionError("this tenant is blocked")
        job_id = await send(message)
        return None if message.tenant_id == "forgotten" else job_id

    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        tenants = ("rawdog", "blocked", "forgotten")
        with pytest.raises(BatchError) as raised:
            await client.send_jobs([JobItem("order.created", {**ORDER, "tenantId": tenant}, {}) for tenant in tenants])
    assert list(raised.value.sent) == [0]
    assert "PermissionError: this tenant is blocked" in str(raised.value.failed[1])
    assert re.search("middleware .*check must return the job's id", str(raised.value.failed[2]))


async def test_limits_hold_for_changes_of_middleware(sdk: Sdk) -> None:
    @sdk.around_send
    async def add_tag(message: JobMessage, send: Callable[[JobMessage], Awaitable[str]]) -> str:
        return await send(replace(message, options=replace(message.options, tags=("a",))))

    provider = LocalProvider(sdk.runner)
    provider.supported_options = frozenset()
    async with sdk.create_job_client(provider) as client:
        with pytest.raises(NotSupportedError, match="tags"):
            await client.send_job_dynamic("order.created", ORDER)


async def test_resources_open_once_and_close_on_drain(sdk: Sdk) -> None:
    log: list[str] = []

    @sdk.resource("pool")
    @asynccontextmanager
    async def pool() -> AsyncGenerator[str]:
        log.append(f"open, tenant {current_tenant_or_none()}")
        async with asyncio.timeout(60):  # must be left by the task that entered it
            yield "the pool"
        log.append("close")

    @sdk.resource("settings")
    @contextmanager
    def settings() -> Generator[dict[str, int]]:
        yield {"size": 5}

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload, context: TaskContext) -> list[Any]:
        return [context.resources["pool"], context.resources["settings"]["size"]]

    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        handles = [await client.send_job_dynamic("order.created", ORDER) for _ in range(20)]
        assert [await handle.wait(60) for handle in handles] == [["the pool", 5]] * 20
        assert log == ["open, tenant None"]
    assert log == ["open, tenant None", "close"]


async def test_close_ends_an_opening_resource(sdk: Sdk) -> None:
    opening, closed = asyncio.Event(), list[str]()

    @sdk.resource("first")
    @contextmanager
    def first() -> Generator[None]:
        try:
            yield
        finally:
            closed.append("first")

    @sdk.resource("second")
    async def second() -> Any:
        opening.set()
        await asyncio.Event().wait()

    waiting = asyncio.create_task(sdk.runner.resources.open())
    await opening.wait()
    await asyncio.wait_for(sdk.runner.resources.close(), 60)
    with pytest.raises(JobsError, match="was canceled"):
        await waiting
    assert closed == ["first"]


async def test_failed_resource_is_opened_again(sdk: Sdk) -> None:
    attempts = 0

    @sdk.resource("cache")
    @asynccontextmanager
    async def cache() -> AsyncGenerator[str]:
        assert sdk.runner.resources.opened == {}
        yield "cache"

    @sdk.resource("pool")
    @asynccontextmanager
    async def pool() -> AsyncGenerator[str]:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise ConnectionError("refused")
        yield "open"

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload, context: TaskContext) -> str:
        return str(context.resources["pool"])

    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        assert await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60) == "open"
    assert attempts == 2


def test_earlier_loop_closes_no_later_resource(sdk: Sdk) -> None:
    @sdk.resource("settings")
    @contextmanager
    def settings() -> Generator[dict[str, int]]:
        yield {"size": 5}

    resources, loops = sdk.runner.resources, [asyncio.new_event_loop() for _ in range(3)]
    loops[0].run_until_complete(resources.open())
    loops[0].close()  # leaves the task that holds the resource, until the garbage collector ends it
    loops[1].run_until_complete(resources.open())
    gc.collect()
    assert resources.opened == {"settings": {"size": 5}}
    loops[1].close()
    loops[2].run_until_complete(resources.close())
    loops[2].close()


@pytest.fixture(scope="module")
def exporter() -> Generator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    yield exporter
    provider.shutdown()
    # OpenTelemetry accepts one provider per process. Reset it, because later tests run without a provider.
    unset = {"_TRACER_PROVIDER": None, "_TRACER_PROVIDER_SET_ONCE": Once()}
    for name, value in unset.items():
        setattr(trace, name, value)


async def test_trace_continues_from_sender_to_handler(sdk: Sdk, exporter: InMemorySpanExporter) -> None:
    exporter.clear()

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        if payload.order_id == "bad":
            raise ValueError("broken")

    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        with trace.get_tracer("test").start_as_current_span("request"):
            sent = await client.send_job_dynamic("order.created", ORDER)
        await sent.wait(60)
        with pytest.raises(RunFailedError):
            await client.trigger_and_wait_dynamic(
                "order.created", {**ORDER, "orderId": "bad"}, max_attempts=1, timeout=60
            )
    spans = {span.name: span for span in exporter.get_finished_spans()[:3]}
    request, sending, processing = (spans[name] for name in ("request", "send order.created", "process order.created"))
    assert sending.parent is not None
    assert processing.parent is not None
    assert request.context is not None
    assert sending.context is not None
    assert (sending.parent.span_id, processing.parent.span_id) == (request.context.span_id, sending.context.span_id)
    assert dict(processing.attributes or {}) == {
        "messaging.operation.type": "process",
        "messaging.destination.name": "order.created",
        "messaging.message.id": sent.id,
        "cgk.task": "order-created",
        "cgk.attempt": 1,
        "cgk.tenant_id": "rawdog",
    }
    failed = exporter.get_finished_spans()[-1]
    assert (failed.name, failed.status.is_ok, failed.events[0].name) == ("process order.created", False, "exception")


async def test_error_without_text_reaches_trace(sdk: Sdk, exporter: InMemorySpanExporter) -> None:
    class UnreadableError(Exception):
        def __str__(self) -> str:
            raise LookupError

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        raise UnreadableError

    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        with pytest.raises(RunFailedError, match="UnreadableError"):
            await client.trigger_and_wait_dynamic("order.created", ORDER, max_attempts=1, timeout=60)
    failed = exporter.get_finished_spans()[-1]
    assert failed.status.description == "UnreadableError: (no text: its str() raised LookupError)"
    assert (failed.events[0].attributes or {})["exception.message"] == "(no text: its str() raised LookupError)"
