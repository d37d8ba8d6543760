"""Every correct way to send a job by its event's name. tests/support/typing_cases.py explains `# refused`."""

from __future__ import annotations

from typing import Final, Literal

from cgk_jobs import (
    JobClient,
    JobHandle,
    OrderCancelledDict,
    OrderCreatedDict,
    OrderCreatedPayload,
    send_job,
    send_job_dynamic,
    send_job_sync,
    trigger_and_wait,
    trigger_and_wait_sync,
)
from shop_jobs import AddressDict, OddNamesPayload, ParcelSentPayload
from shop_jobs import send_job as send_shop_job

ORDER_CREATED: Final = "order.created"


async def dictionaries(client: JobClient) -> None:
    await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
    await send_job("order.created", {"tenantId": "rawdog", "orderId": "o", "totalAmount": 9999, "currency": "USD"})
    await send_job("order.created", {"tenantId": "rawdog", "orderId": "o"}, delay=5, tags=["vip"], metadata={"a": 1})
    await send_job(event="order.created", payload={"tenantId": "rawdog", "orderId": "o"})
    await send_job(payload={"tenantId": "rawdog", "orderId": "o"}, event="order.created", delay=5)
    await trigger_and_wait("order.created", {"tenantId": "rawdog", "orderId": "o"}, timeout=30)
    await client.send_job("order.created", {"tenantId": "rawdog", "orderId": "o"})
    await client.trigger_and_wait("order.created", {"tenantId": "rawdog", "orderId": "o"}, timeout=5)


def synchronous() -> None:
    send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "o"})
    trigger_and_wait_sync("order.created", {"tenantId": "rawdog", "orderId": "o"}, timeout=30)


async def models() -> None:
    await send_job("order.created", OrderCreatedPayload(tenant_id="rawdog", order_id="o"))
    await send_job("order.created", OrderCreatedPayload(tenant_id="rawdog", order_id="o", currency=None), delay=5)
    await send_job(event="order.created", payload=OrderCreatedPayload(tenant_id="rawdog", order_id="o"))
    await send_job(ORDER_CREATED, OrderCreatedPayload(tenant_id="rawdog", order_id="o"))
    kind: Literal["order.created"] = "order.created"
    await send_job(kind, OrderCreatedPayload(tenant_id="rawdog", order_id="o"), delay=5)


async def variables(known: OrderCreatedDict, either: OrderCreatedDict | OrderCreatedPayload, late: bool) -> None:
    payload: OrderCreatedDict = {"tenantId": "rawdog", "orderId": "o"}
    payload["totalAmount"] = 9999
    await send_job("order.created", payload)
    await send_job("order.created", {**known, "orderId": "another"})
    await send_job("order.created", either)
    await send_job("order.created", payload if late else known)
    await send_job("order.created", OrderCreatedDict(tenantId="rawdog", orderId="o"))


async def names(either: Literal["order.created", "order.cancelled"], cancelled: OrderCancelledDict) -> None:
    kind: Literal["order.created"] = "order.created"
    await send_job(kind, {"tenantId": "rawdog", "orderId": "o"})
    await send_job(ORDER_CREATED, {"tenantId": "rawdog", "orderId": "o"}, delay=5)
    await send_job(either, {"tenantId": "rawdog", "orderId": "o"})  # refused: mypy, zuban
    await send_job("order.cancelled", cancelled)


async def known_at_run_time(name: str, payload: dict[str, object]) -> None:
    handle: JobHandle[object] = await send_job_dynamic(name, payload, delay=5)
    print(handle.id)


async def nested(address: AddressDict) -> None:
    await send_shop_job(
        "parcel.sent",
        {
            "tenantId": "acme",
            "parcelId": "p1",
            "to": {"street": "Main Street 1"},
            "items": [{"sku": "s1", "amount": 2}, {"sku": "s2"}],
            "speed": "fast",
            "note": None,
            "sentAt": "2026-01-01T00:00:00Z",
        },
    )
    await send_shop_job(
        "parcel.sent",
        {"tenantId": "acme", "parcelId": "p1", "to": address, "items": [], "speed": "slow", "note": "fragile"},
    )
    await send_shop_job("odd.names", OddNamesPayload(tenant_id="acme", user_id="u"))
    ParcelSentPayload.from_fields({"tenantId": "acme"})
