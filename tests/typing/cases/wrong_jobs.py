"""Wrong uses of an event as an object, and wrong batches.

A comment `# wrong: ...` names the mistake and, after `|`, a word that a type checker's message should contain.
"""

from __future__ import annotations

from cgk_jobs import JobClient, OrderCancelledPayload, OrderCreatedPayload, jobs, send_jobs


async def one_event(client: JobClient) -> None:
    await jobs["order.created"].send({"orderId": "o"})  # wrong: `jobs[...].send` without tenantId | tenantId
    jobs["order.created"].send_sync({"orderId": "o"}, delay=5)  # wrong: `jobs[...].send_sync` without tenantId | tenantId
    await jobs["order.created"].trigger_and_wait({"orderId": "o"})  # wrong: `jobs[...].trigger_and_wait` without tenantId | tenantId
    await client.jobs["order.created"].send({"orderId": "o"})  # wrong: `client.jobs[...]` without tenantId | tenantId
    await jobs["order.created"].send({"tenantId": "t", "orderId": "o", "colour": "red"})  # wrong: `jobs[...]`: an extra key | colour
    await jobs["order.created"].send({"tenantId": "t", "orderId": 7})  # wrong: `jobs[...]`: a value of a wrong type | orderId
    await jobs["order.craeted"].send({"tenantId": "t", "orderId": "o"})  # wrong: `jobs[...]`: an unknown event | order.craeted
    await jobs["order.created"].send({"tenantId": "t", "orderId": "o"}, dealy=5)  # wrong: `jobs[...]`: an unknown option | dealy
    jobs["order.created"].send({"tenantId": "t", "orderId": "o"})  # wrong: `jobs[...]`: a forgotten `await` |
    await jobs["order.created"].send(OrderCancelledPayload(tenant_id="t", order_id="o"))  # wrong: `jobs[...]`: the model of another event |


def frozen(order: OrderCreatedPayload) -> None:
    order.order_id = "another"  # wrong: assigning to a field of a model | order_id


async def batches() -> None:
    jobs["order.created"].item({"orderId": "o"})  # wrong: a batch's item without tenantId | tenantId
    good = jobs["review.submitted"].item({"tenantId": "t", "reviewId": "r", "rating": 5})
    await send_jobs([good, jobs["order.created"].item({"tenantId": "t"})])  # wrong: one item of a mixed batch lacks orderId | orderId
    await send_jobs([good, ("order.created", {"tenantId": "t", "orderId": "o"})])  # wrong: a tuple in a batch |
