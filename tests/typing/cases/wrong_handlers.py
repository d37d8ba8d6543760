"""Wrong handlers, and wrong uses of correct ones.

A comment `# wrong: ...` names the mistake and, after `|`, a word that a type checker's message should contain.
"""

from __future__ import annotations

from shop_jobs import ParcelLostPayload, ParcelLostResult
from shop_jobs import jobs as shop_jobs
from shop_jobs import task as shop_task
from shop_jobs import trigger_and_wait as trigger_shop_job

from cgk_jobs import (
    SCHEDULES,
    CustomerCreatedPayload,
    OrderCreatedPayload,
    TaskContext,
    schedule,
    task,
)


@task("order.created")  # wrong: a handler of another event's payload | CustomerCreatedPayload
async def another_payload(payload: CustomerCreatedPayload) -> None: ...


@task("order.created")  # wrong: a plain handler of another event's payload | CustomerCreatedPayload
def another_payload_plain(payload: CustomerCreatedPayload, context: TaskContext) -> None: ...


@task("order.created")  # wrong: a handler without a payload |
async def no_payload() -> None: ...


@task("order.created")  # wrong: a handler with a third parameter |
async def third_parameter(payload: OrderCreatedPayload, context: TaskContext, third: int) -> None: ...


@task("order.craeted")  # wrong: a handler of an unknown event | order.craeted
async def unknown_event(payload: OrderCreatedPayload) -> None: ...


@task("order.created", retries=3)  # wrong: an unknown option of a handler | retries
async def unknown_option(payload: OrderCreatedPayload) -> None: ...


@task("order.created")
async def right(payload: OrderCreatedPayload) -> dict[str, str]:
    return {"order": payload.order_id}


async def used(payload: OrderCreatedPayload, other: CustomerCreatedPayload) -> None:
    await right.send({"orderId": "o"})  # wrong: a handler's `send` without tenantId | tenantId
    await right.trigger_and_wait({"orderId": "o"})  # wrong: a handler's `trigger_and_wait` without tenantId | tenantId
    await right(other)  # wrong: calling a handler with another payload | CustomerCreatedPayload
    called: int = await right(payload)  # wrong: the result of calling a handler, as another type | dict[str, str]
    right(payload)  # wrong: calling a handler without `await` |
    print(called)


@shop_task("parcel.lost")  # wrong: a handler that returns another type than its event's result | ParcelLostResult
async def another_result(payload: ParcelLostPayload) -> int:
    return len(payload.parcel_id)


@shop_task("parcel.lost")  # wrong: a plain handler that returns another type | ParcelLostResult
def another_result_plain(payload: ParcelLostPayload) -> str:
    return payload.parcel_id


@shop_task("parcel.lost")
async def with_result(payload: ParcelLostPayload) -> ParcelLostResult:
    return ParcelLostResult(found=payload.parcel_id == "")  # wrong: a result without one of its fields | refund


async def results() -> None:
    number: int = await with_result.trigger_and_wait({"tenantId": "t", "parcelId": "p"})  # wrong: the result of a handler's `trigger_and_wait`, as another type | ParcelLostResult
    text: str = await trigger_shop_job("parcel.lost", {"tenantId": "t", "parcelId": "p"})  # wrong: the result of `trigger_and_wait`, as another type | ParcelLostResult
    handle = await shop_jobs["parcel.lost"].send({"tenantId": "t", "parcelId": "p"})
    print((await handle.wait()).refunded)  # wrong: a field that the result doesn't have | refunded
    print(number, text)


@schedule("ab.testSchedular")  # wrong: an unknown schedule | ab.testSchedular
async def unknown_schedule() -> None: ...


@schedule("ab.testScheduler")  # wrong: a schedule's handler with a payload |
async def schedule_with_payload(payload: OrderCreatedPayload) -> None: ...


def crons() -> list[str]:
    return [SCHEDULES["ab.testSchedular"].cron]  # wrong: an unknown schedule in `SCHEDULES` | ab.testSchedular
