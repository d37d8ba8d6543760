"""Wrong calls by an event's name; each is an error on its own line.

A comment `# wrong: ...` names the mistake and, after `|`, a word that a type checker's message should contain.
"""

from __future__ import annotations

from typing import Final, Literal

from cgk_jobs import (
    CustomerCreatedPayload,
    JobClient,
    JobHandle,
    OrderCancelledDict,
    OrderCreatedDict,
    OrderCreatedPayload,
    send_job,
    send_job_sync,
    trigger_and_wait,
    trigger_and_wait_sync,
)
from shop_jobs import OddNamesPayload
from shop_jobs import send_job as send_shop_job

ORDER_CREATED: Final = "order.created"


async def missing(client: JobClient) -> None:
    await send_job("order.created", {"orderId": "o"})  # wrong: no tenantId | tenantId
    await send_job("order.created", {"orderId": "o"}, delay=5)  # wrong: no tenantId, with an option | tenantId
    await send_job("order.created", {"tenantId": None, "orderId": "o"})  # wrong: tenantId is None | tenantId
    send_job_sync("order.created", {"orderId": "o"})  # wrong: no tenantId, `send_job_sync` | tenantId
    await trigger_and_wait("order.created", {"orderId": "o"})  # wrong: no tenantId, `trigger_and_wait` | tenantId
    trigger_and_wait_sync("order.created", {"orderId": "o"})  # wrong: no tenantId, `trigger_and_wait_sync` | tenantId
    await client.send_job("order.created", {"orderId": "o"})  # wrong: no tenantId, `client.send_job` | tenantId
    await send_job(event="order.created", payload={"orderId": "o"})  # wrong: no tenantId, keyword arguments | tenantId
    await send_job(ORDER_CREATED, {"orderId": "o"})  # wrong: no tenantId, the name in a `Final` | tenantId
    await send_job("order.created", OrderCreatedPayload(order_id="o"))  # wrong: no tenant_id, a model | tenant_id
    await send_job("order.created")  # wrong: no payload | payload


async def keys() -> None:
    await send_job("order.created", {"tenantId": "t", "orderId": "o", "colour": "red"})  # wrong: an extra key | colour
    await send_job("order.created", {"tenantId": "t", "orderID": "o"})  # wrong: a misspelled key | orderId
    await send_job("order.created", {"tenantId": "t", "orderId": "o", "totalAmount": "9"})  # wrong: a value of a wrong type | totalAmount
    await send_job("order.created", {"tenantId": "t", "orderId": "o", "currency": None})  # wrong: an optional field is None | currency
    await send_shop_job("parcel.lost", {"parcelId": "p"})  # wrong: no tenantId, another catalog | tenantId
    await send_shop_job("odd.names", OddNamesPayload(user_id="u"))  # wrong: no tenant_id, a model with irregular names | tenant_id


async def nested() -> None:
    await send_shop_job("parcel.sent", {"tenantId": "t", "parcelId": "p", "to": {"zip": "1"}, "items": [], "speed": "fast", "note": None})  # wrong: a missing key in a nested object | street
    await send_shop_job("parcel.sent", {"tenantId": "t", "parcelId": "p", "to": {"street": "s"}, "items": [{"amount": 2}], "speed": "fast", "note": None})  # wrong: a missing key in a list's item | sku
    await send_shop_job("parcel.sent", {"tenantId": "t", "parcelId": "p", "to": {"street": "s"}, "items": [], "speed": "fats", "note": None})  # wrong: a value outside the enumeration | speed


async def names(name: str, either: Literal["order.created", "customer.created"]) -> None:
    await send_job("order.craeted", {"tenantId": "t", "orderId": "o"})  # wrong: an unknown event | order.craeted
    await send_job(name, {"tenantId": "t", "orderId": "o"})  # wrong: the name is a `str` | str
    await send_job(either, {"tenantId": "t", "orderId": "o"})  # wrong: one of two events has another payload | customerId


async def other_types(cancelled: OrderCancelledDict, customer: CustomerCreatedPayload, either: Literal["order.created", "customer.created"]) -> None:
    await send_job("order.created", cancelled)  # wrong: another event's TypedDict | OrderCancelledDict
    await send_job("order.created", customer)  # wrong: another event's model | CustomerCreatedPayload
    await send_job(either, customer)  # wrong: one of two events has another model | CustomerCreatedPayload
    built: OrderCreatedDict = {"orderId": "o"}  # wrong: no tenantId, an annotated variable | tenantId
    plain = {"orderId": "o"}
    await send_job("order.created", plain)  # wrong: no tenantId, a variable without annotation |
    await send_job("order.created", {**plain})  # wrong: a spread `dict[str, str]` |
    await send_job("order.created", {**cancelled, "orderId": "o"})  # wrong: a spread TypedDict with other keys | reason
    print(built)


async def options() -> None:
    await send_job("order.created", {"tenantId": "t", "orderId": "o"}, dealy=5)  # wrong: an unknown option | dealy
    await send_job("order.created", {"tenantId": "t", "orderId": "o"}, delay="soon")  # wrong: an option of a wrong type | delay
    await send_job("order.created", {"tenantId": "t", "orderId": "o"}, timeout=5)  # wrong: an option of `trigger_and_wait` | timeout


async def results() -> None:
    send_job("order.created", {"tenantId": "t", "orderId": "o"})  # wrong: a forgotten `await` |
    handle: JobHandle[int] = send_job_sync("order.created", {"tenantId": "t", "orderId": "o"}).id  # wrong: the handle's id instead of a handle |
    print(handle)
