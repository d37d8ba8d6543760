"""Handlers of every form. A decorated function can still be called, and has methods that send its event."""

from __future__ import annotations

from shop_jobs import ParcelLostPayload, ParcelLostResult
from shop_jobs import jobs as shop_jobs
from shop_jobs import send_job as send_shop_job
from shop_jobs import task as shop_task
from shop_jobs import trigger_and_wait as trigger_shop_job

from cgk_jobs import SCHEDULES, OrderCreatedPayload, Retry, ScheduleContext, ScheduleName, TaskContext, schedule, task


@task("order.created", retry=Retry(max_attempts=5), timeout=120)
async def with_context(payload: OrderCreatedPayload, context: TaskContext) -> dict[str, str]:
    return {"order": payload.order_id, "run": context.run_id}


@task("order.created", name="mail", concurrency=2)
def plain(payload: OrderCreatedPayload) -> int:
    return len(payload.order_id)


@task("order.created", name="plain-with-context")
def plain_with_context(payload: OrderCreatedPayload, context: TaskContext) -> None:
    print(payload.order_id, context.attempt)


@task("order.created", name="nothing")
async def nothing(payload: OrderCreatedPayload) -> None:
    print(payload.tenant_id)


async def calls(payload: OrderCreatedPayload, context: TaskContext) -> None:
    called: dict[str, str] = await with_context(payload, context)
    length: int = plain(payload)
    plain_with_context(payload, context)
    await nothing(payload)
    await with_context.send({"tenantId": "rawdog", "orderId": "o"}, delay=5)
    plain.send_sync({"tenantId": "rawdog", "orderId": "o"})
    await nothing.trigger_and_wait({"tenantId": "rawdog", "orderId": "o"}, timeout=5)
    print(called, length)


@shop_task("parcel.lost")
async def with_result(payload: ParcelLostPayload) -> ParcelLostResult:
    return ParcelLostResult(refund=len(payload.parcel_id))


@shop_task("parcel.lost", name="plain")
def plain_with_result(payload: ParcelLostPayload, context: TaskContext) -> ParcelLostResult:
    return ParcelLostResult(refund=context.attempt, found=True)


async def results(payload: ParcelLostPayload) -> list[float]:
    handle = await send_shop_job("parcel.lost", {"tenantId": "acme", "parcelId": "p"})
    results = [
        await handle.wait(timeout=5),
        await trigger_shop_job("parcel.lost", payload, timeout=5),
        await shop_jobs["parcel.lost"].trigger_and_wait({"tenantId": "acme", "parcelId": "p"}),
        await with_result.trigger_and_wait({"tenantId": "acme", "parcelId": "p"}),
        await with_result(payload),
    ]
    return [result.refund for result in results]


@schedule("ab.testScheduler")
async def catalog_schedule(context: ScheduleContext) -> None:
    print(context.scheduled_at)


@schedule("0 2 * * *", name="own.nightly", timezone="Europe/Berlin")
def own_schedule() -> None: ...


def crons(name: ScheduleName) -> list[str]:
    return [SCHEDULES["ab.testScheduler"].cron, SCHEDULES[name].cron]
