"""Correct uses of `jobs[...]`, and batches of several events."""

from __future__ import annotations

from cgk_jobs import JobClient, JobHandle, JobItem, OrderCreatedPayload, jobs, send_jobs, send_jobs_sync
from shop_jobs import jobs as shop_jobs


async def one_event(client: JobClient) -> None:
    order = jobs["order.created"]
    await order.send({"tenantId": "rawdog", "orderId": "o"}, delay=60, tags=["vip"])
    await jobs["order.created"].trigger_and_wait({"tenantId": "rawdog", "orderId": "o"}, timeout=30)
    await client.jobs["order.created"].send({"tenantId": "rawdog", "orderId": "o", "currency": "USD"})
    await shop_jobs["parcel.lost"].send({"tenantId": "acme", "parcelId": "p1"})


def synchronous() -> None:
    jobs["order.created"].send_sync({"tenantId": "rawdog", "orderId": "o"})
    jobs["order.created"].trigger_and_wait_sync({"tenantId": "rawdog", "orderId": "o"})


async def models(client: JobClient) -> None:
    order = OrderCreatedPayload(tenant_id="rawdog", order_id="o")
    await jobs["order.created"].send(order, delay=5)
    await jobs["order.created"].trigger_and_wait(order)
    await client.jobs["order.created"].send(order)
    jobs["order.created"].send_sync(order)
    jobs["order.created"].trigger_and_wait_sync(order)
    await send_jobs([jobs["order.created"].item(order)])


async def batches() -> None:
    handles: list[JobHandle[object]] = await send_jobs(
        [
            jobs["order.created"].item({"tenantId": "rawdog", "orderId": "o"}, delay=5),
            jobs["review.submitted"].item({"tenantId": "rawdog", "reviewId": "r", "rating": 5}),
        ]
    )
    items: list[JobItem[object]] = [jobs["order.created"].item({"tenantId": "rawdog", "orderId": "o"})]
    send_jobs_sync(items)
    print(handles)
