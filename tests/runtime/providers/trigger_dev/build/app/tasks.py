"""Handlers for each outcome of a run; the handler of `order.created` does what the order's id names."""

# ruff: noqa: T201, TRY301, ASYNC220, ASYNC240, ASYNC251  the tests need handlers that print, raise and block

from __future__ import annotations

import asyncio
import logging
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from cgk_jobs import (
    AbortTask,
    CustomerCreatedDict,
    CustomerCreatedPayload,
    JobsError,
    OrderCancelledPayload,
    OrderCreatedPayload,
    OrderFulfilledPayload,
    Retry,
    RetryAfter,
    RunFailure,
    ScheduleContext,
    TaskContext,
    cancel_job,
    create_job_client,
    current_tenant,
    get_handle,
    health_check,
    jobs,
    replay_job,
    resource,
    schedule,
    send_job,
    send_job_sync,
    send_jobs,
    task,
    tenant_source,
    trigger_and_wait,
)
from cgk_runtime.providers.trigger_dev.run.provider import InRunProvider
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.trace import format_span_id, format_trace_id, get_current_span, set_tracer_provider

set_tracer_provider(TracerProvider())
_logger = logging.getLogger("shop")


def customer_of(payload: OrderCreatedPayload) -> CustomerCreatedDict:
    return {"tenantId": payload.tenant_id, "customerId": "c1", "email": "ada@example.com"}


class PaymentDeclinedError(Exception):
    """An exception of the application's own."""


@tenant_source
def tenants() -> list[str]:
    return ["rawdog", "acme"]


@resource("ledger")
@contextmanager
def ledger() -> Generator[list[str]]:
    opened: list[str] = []
    yield opened
    Path("closed.txt").write_text(",".join(opened), encoding="utf-8")


@task("order.created", retry=Retry(5, 3, 200, 9000), concurrency=2, machine="small-2x", max_duration=60, timeout=20)
async def order_created(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return await BEHAVIORS[payload.order_id](payload, context)


async def describe(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return {
        "amount": payload.total_amount,
        "attempt": [context.attempt, context.max_attempts],
        "pid": os.getpid(),
        "queued_at": context.queued_at.isoformat() if context.queued_at else None,
        "run": context.run_id,
        "tags": list(context.tags),
        "metadata": context.metadata,
        "tenant": [context.tenant_id, current_tenant()],
    }


async def nothing(payload: OrderCreatedPayload, context: TaskContext) -> None:
    """Cost of a run."""


async def log(payload: OrderCreatedPayload, context: TaskContext) -> None:
    context.logger.info("at %s", "info")
    _logger.warning("careful", extra={"shelf": 7})
    try:
        raise PaymentDeclinedError("card refused")
    except PaymentDeclinedError:
        _logger.exception("it failed")
    print("printed ünïcode")
    print("to standard error", file=sys.stderr)
    print("no newline", end="")


async def fail(payload: OrderCreatedPayload, context: TaskContext) -> None:
    try:
        raise KeyError("card")
    except KeyError as error:
        raise PaymentDeclinedError("card refused") from error


async def abort(payload: OrderCreatedPayload, context: TaskContext) -> None:
    raise AbortTask("the order was deleted")


async def retry_after(payload: OrderCreatedPayload, context: TaskContext) -> None:
    raise RetryAfter(90, "the shop's API is at its limit")


class UnreadableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


async def unreadable(payload: OrderCreatedPayload, context: TaskContext) -> None:
    raise UnreadableError


async def retry_never(payload: OrderCreatedPayload, context: TaskContext) -> None:
    raise RetryAfter(math.inf)


async def cancel_itself(payload: OrderCreatedPayload, context: TaskContext) -> None:
    this = asyncio.current_task()
    assert this is not None
    this.cancel()
    await asyncio.sleep(300)


async def exit_process(payload: OrderCreatedPayload, context: TaskContext) -> None:
    sys.exit()


async def flood(payload: OrderCreatedPayload, context: TaskContext) -> int:
    for number in range(10_000):
        print(f"out {number:05} {'o' * 90}")
        print(f"err {number:05} {'e' * 90}", file=sys.stderr)
    sys.stdout.write("x" * 1_000_000)
    return 10_000


async def large(payload: OrderCreatedPayload, context: TaskContext) -> str:
    return "é" * 1_000_000


async def unsafe(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return {"total": [2**53]}


async def die(payload: OrderCreatedPayload, context: TaskContext) -> None:
    print("last words", flush=True)
    os._exit(3)


async def be_killed(payload: OrderCreatedPayload, context: TaskContext) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def hang(payload: OrderCreatedPayload, context: TaskContext) -> None:
    child = subprocess.Popen(["sleep", "300"])
    Path("hanging.txt").write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
    context.resources["ledger"].append("used")
    try:
        await asyncio.sleep(300)
    finally:
        Path("cleaned.txt").write_text("cleaned", encoding="utf-8")


async def hang_hard(payload: OrderCreatedPayload, context: TaskContext) -> None:
    child = subprocess.Popen(["sh", "-c", "trap '' TERM; sleep 300"])
    Path("hanging.txt").write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    time.sleep(300)


async def environment(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return dict(os.environ)


async def trace(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    span = cast("ReadableSpan", get_current_span())
    assert span.context is not None
    assert span.parent is not None
    return {"trace": format_trace_id(span.context.trace_id), "parent": format_span_id(span.parent.span_id)}


async def send(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    job = customer_of(payload)
    single = await send_job(
        "customer.created", job, delay=90, tags=["vip"], idempotency_key="k", priority=5, metadata={"why": "test"}
    )
    plain = await asyncio.to_thread(send_job_sync, "customer.created", job)
    batch = await send_jobs([jobs["customer.created"].item(job) for _ in range(3)])
    async with create_job_client() as client:
        explicit = await client.send_job("customer.created", job)
    return [single.id, plain.id, *(handle.id for handle in batch), explicit.id]


async def send_batch(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    handles = await send_jobs([jobs["customer.created"].item(customer_of(payload)) for _ in range(5)])
    return [handle.id for handle in handles]


async def refused(payload: OrderCreatedPayload, context: TaskContext) -> None:
    await send_job("customer.created", customer_of(payload), tags=["refuse"])


async def late(payload: OrderCreatedPayload, context: TaskContext) -> str:
    try:
        await send_job(
            "customer.created", customer_of(payload), at=datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=365)
        )
    except JobsError as error:
        return str(error)
    return "sent"


async def manage(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    handle = get_handle("run_other", "customer.created")
    await cancel_job("run_other")
    replayed = await replay_job("run_other")
    async with create_job_client() as client:
        provider = cast("InRunProvider", client.provider)
        created = await provider.client.schedules.create(
            "schedule-own-nightly", "0 4 * * *", deduplication_key="acme:own-nightly", external_id="acme"
        )
    status = (await handle.status()).status
    return [await handle.wait(timeout=5), status, replayed.id, (await health_check()).detail, created.id]


async def wait(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return await trigger_and_wait("customer.created", customer_of(payload))


async def together(*sent: Coroutine[Any, Any, Any]) -> list[Any]:
    """Await jobs that the worker receives at once: it is stopped until all are on their way."""
    worker = os.getppid()
    os.kill(worker, signal.SIGSTOP)
    try:
        results = asyncio.gather(*sent)
        for _ in range(100):
            await asyncio.sleep(0)
    finally:
        os.kill(worker, signal.SIGCONT)
    return await results


async def wait_for_many(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    sent = [jobs["customer.created"].trigger_and_wait(customer_of(payload)) for _ in range(3)]
    return await together(*sent)


async def wait_for_same(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    keys = ("same", "other", "same")
    sent = [trigger_and_wait("customer.created", customer_of(payload), idempotency_key=key) for key in keys]
    return await together(*sent)


BEHAVIORS: dict[str, Callable[[OrderCreatedPayload, TaskContext], Coroutine[Any, Any, Any]]] = {
    behavior.__name__: behavior
    for behavior in (
        *(describe, nothing, log, fail, abort, retry_after, flood, large, unsafe, die, be_killed, hang, hang_hard),
        *(unreadable, retry_never, cancel_itself, exit_process),
        *(environment, trace, send, send_batch, refused, late, manage, wait, wait_for_many, wait_for_same),
    )
}


async def notify_support(failure: RunFailure) -> None:
    print(f"{failure.task} of {current_tenant()} failed in {failure.run_id}: {failure.error.type}")


@task("order.fulfilled", retry=Retry(max_attempts=2), on_failure=notify_support)
async def fulfilled(payload: OrderFulfilledPayload) -> None:
    raise PaymentDeclinedError("card refused")


@task("customer.created")
def greet(payload: CustomerCreatedPayload) -> str:
    return f"greeted {payload.customer_id} of {current_tenant()}"


@task("customer.created", name="customer-mail")
def mail(payload: CustomerCreatedPayload) -> str:
    return "mailed"


@task("order.cancelled", name="order-restock", queue="warehouse", concurrency=1)
def restock(payload: OrderCancelledPayload) -> str:
    return "restocked"


@task("order.cancelled", name="order-refund")
def refund(payload: OrderCancelledPayload) -> str:
    return "refunded"


@schedule("ab.testScheduler")
async def start_and_end_tests(context: ScheduleContext) -> None:
    print(f"due at {context.scheduled_at.isoformat()}")


@schedule("0 2 * * *", name="own.nightly", timezone="Europe/Berlin")
def nightly(context: ScheduleContext) -> None:
    print(f"{context.scheduled_at.isoformat()} {current_tenant()}")
