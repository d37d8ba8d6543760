"""Handlers for tests of runs. That of `order.created` calls the function in `BEHAVIORS` that the order's id names."""

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
from datetime import UTC, datetime
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
    upcast,
)
from cgk_jobs._catalog import sdk
from cgk_runtime.providers.trigger_dev.run.provider import InRunProvider
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.trace import format_span_id, format_trace_id, get_current_span, set_tracer_provider

set_tracer_provider(TracerProvider())
_logger = logging.getLogger("shop")


def customer_of(payload: OrderCreatedPayload) -> CustomerCreatedDict:
    return {"tenantId": payload.tenant_id, "customerId": "c1", "email": "ada@example.com"}


class PaymentDeclinedError(Exception):
    """Exception that the application defines."""


@tenant_source
def tenants() -> list[str]:
    return ["rawdog", "acme"]


@resource("ledger")
@contextmanager
def ledger() -> Generator[list[str]]:
    entries: list[str] = []
    yield entries
    Path("closed.txt").write_text(",".join(entries), encoding="utf-8")


@task(
    "order.created",
    retry=Retry(max_attempts=5, factor=3, min_timeout_ms=200, max_timeout_ms=9000),
    concurrency=2,
    machine="small-2x",
    max_duration=60,
    timeout=20,
)
async def order_created(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return await BEHAVIORS[payload.order_id](payload, context)


async def describe(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return {
        "amount": payload.total_amount,
        "customer": payload.customer_id,
        "attempt": [context.attempt, context.max_attempts],
        "pid": os.getpid(),
        "queued_at": context.queued_at.isoformat() if context.queued_at else None,
        "run": context.run_id,
        "tags": list(context.tags),
        "metadata": context.metadata,
        "tenant": [context.tenant_id, current_tenant()],
    }


async def do_nothing(payload: OrderCreatedPayload, context: TaskContext) -> None:
    """Return at once; a benchmark measures the cost of such a run."""


async def write_logs(payload: OrderCreatedPayload, context: TaskContext) -> None:
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


async def raise_unreadable_error(payload: OrderCreatedPayload, context: TaskContext) -> None:
    raise UnreadableError


async def retry_after_infinity(payload: OrderCreatedPayload, context: TaskContext) -> None:
    raise RetryAfter(math.inf)


async def cancel_itself(payload: OrderCreatedPayload, context: TaskContext) -> None:
    current = asyncio.current_task()
    assert current is not None
    current.cancel()
    await asyncio.sleep(300)


async def exit_process(payload: OrderCreatedPayload, context: TaskContext) -> None:
    sys.exit()


async def print_many_lines(payload: OrderCreatedPayload, context: TaskContext) -> int:
    for number in range(10_000):
        print(f"out {number:05} {'o' * 90}")
        print(f"err {number:05} {'e' * 90}", file=sys.stderr)
    sys.stdout.write("x" * 1_000_000)
    return 10_000


async def return_large_text(payload: OrderCreatedPayload, context: TaskContext) -> str:
    return "é" * 1_000_000


async def return_unsafe_integer(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return {"total": [2**53]}


async def crash(payload: OrderCreatedPayload, context: TaskContext) -> None:
    print("last words", flush=True)
    os._exit(3)


async def be_killed(payload: OrderCreatedPayload, context: TaskContext) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def hang(payload: OrderCreatedPayload, context: TaskContext) -> None:
    """Write the ids of this process and its child to hanging.txt, then wait; write cleaned.txt when canceled."""
    child = subprocess.Popen(["sleep", "300"])
    Path("hanging.txt").write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
    context.resources["ledger"].append("used")
    try:
        await asyncio.sleep(300)
    finally:
        Path("cleaned.txt").write_text("cleaned", encoding="utf-8")


async def ignore_sigterm(payload: OrderCreatedPayload, context: TaskContext) -> None:
    """Block in a process and a child that both ignore SIGTERM, with their ids in hanging.txt."""
    child = subprocess.Popen(["sh", "-c", "trap '' TERM; sleep 300"])
    Path("hanging.txt").write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    time.sleep(300)


async def return_environment(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return dict(os.environ)


async def return_trace(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    span = cast("ReadableSpan", get_current_span())
    assert span.context is not None
    assert span.parent is not None
    return {"trace": format_trace_id(span.context.trace_id), "parent": format_span_id(span.parent.span_id)}


async def send_in_every_way(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    job = customer_of(payload)
    with_options = await send_job(
        "customer.created", job, delay=90, tags=["vip"], idempotency_key="k", priority=5, metadata={"why": "test"}
    )
    from_thread = await asyncio.to_thread(send_job_sync, "customer.created", job)
    batch = await send_jobs([jobs["customer.created"].item(job) for _ in range(3)])
    async with create_job_client() as client:
        from_own_client = await client.send_job("customer.created", job)
    return [with_options.id, from_thread.id, *(handle.id for handle in batch), from_own_client.id]


async def send_batch(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    handles = await send_jobs([jobs["customer.created"].item(customer_of(payload)) for _ in range(5)])
    return [handle.id for handle in handles]


async def send_refused_job(payload: OrderCreatedPayload, context: TaskContext) -> None:
    await send_job("customer.created", customer_of(payload), tags=["refuse"])


async def send_in_the_past(payload: OrderCreatedPayload, context: TaskContext) -> str:
    try:
        await send_job("customer.created", customer_of(payload), at=datetime(2020, 1, 1, tzinfo=UTC))
    except JobsError as error:
        return str(error)
    return "sent"


async def use_handles_and_schedules(payload: OrderCreatedPayload, context: TaskContext) -> Any:
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


async def wait_for_job(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    return await trigger_and_wait("customer.created", customer_of(payload))


async def send_at_once(*sends: Coroutine[Any, Any, Any]) -> list[Any]:
    """Send jobs while the worker is stopped, so it receives all of them at once; return their results."""
    worker = os.getppid()
    os.kill(worker, signal.SIGSTOP)
    try:
        results = asyncio.gather(*sends)
        # Let every send write to the worker's socket.
        for _ in range(100):
            await asyncio.sleep(0)
    finally:
        os.kill(worker, signal.SIGCONT)
    return await results


async def wait_for_three_jobs(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    sends = [jobs["customer.created"].trigger_and_wait(customer_of(payload)) for _ in range(3)]
    return await send_at_once(*sends)


async def wait_for_equal_keys(payload: OrderCreatedPayload, context: TaskContext) -> Any:
    keys = ("same", "other", "same")
    sends = [trigger_and_wait("customer.created", customer_of(payload), idempotency_key=key) for key in keys]
    return await send_at_once(*sends)


BEHAVIORS: dict[str, Callable[[OrderCreatedPayload, TaskContext], Coroutine[Any, Any, Any]]] = {
    behavior.__name__: behavior
    for behavior in (
        *(describe, do_nothing, write_logs, fail, abort, retry_after, retry_after_infinity, raise_unreadable_error),
        *(print_many_lines, return_large_text, return_unsafe_integer, return_environment, return_trace),
        *(crash, be_killed, cancel_itself, exit_process, hang, ignore_sigterm),
        *(send_in_every_way, send_batch, send_refused_job, send_in_the_past, use_handles_and_schedules),
        *(wait_for_job, wait_for_three_jobs, wait_for_equal_keys),
    )
}


async def notify_support(failure: RunFailure) -> None:
    payload = cast("OrderFulfilledPayload", failure.payload)
    subject = f"{payload.fulfillment_id} in {failure.run_id}"
    print(f"{failure.task} of {current_tenant()} failed for {subject}: {failure.error.type}")


@upcast("order.fulfilled")
def name_version(fields: dict[str, Any], version: str | None) -> dict[str, Any]:
    return {**fields, "fulfillmentId": f"{fields['fulfillmentId']} of {version}"}


@task("order.fulfilled", retry=Retry(max_attempts=2), on_failure=notify_support)
async def fulfilled(payload: OrderFulfilledPayload) -> None:
    raise PaymentDeclinedError("card refused")


# The catalog has no `fairness: tenant`.
object.__setattr__(sdk.catalog.event("customer.created"), "fairness", "tenant")


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
