"""Wrong handlers, and wrong uses of right ones."""

from __future__ import annotations

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
    called: int = await right(payload)  # wrong: what a handler returns, as another type | dict[str, str]
    right(payload)  # wrong: calling a handler without `await` |
    print(called)


@schedule("ab.testSchedular")  # wrong: an unknown schedule | ab.testSchedular
async def unknown_schedule() -> None: ...


@schedule("ab.testScheduler")  # wrong: a schedule's handler with a payload |
async def schedule_with_payload(payload: OrderCreatedPayload) -> None: ...


def crons() -> list[str]:
    return [SCHEDULES["ab.testSchedular"].cron]  # wrong: an unknown schedule in `SCHEDULES` | ab.testSchedular
