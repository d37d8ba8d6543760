"""Small hand-written catalog for tests of the runtime, like that of a generated package."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final

from cgk_runtime.catalog import Catalog, EventDefinition, Retry, ScheduleDefinition
from cgk_runtime.payload import DateTime, Json, Number, Omittable, OpenModel, PayloadModel
from cgk_runtime.sdk import Sdk
from pydantic import Field

TenantId = Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]


class OrderCreatedPayload(PayloadModel, frozen=True):
    tenant_id: TenantId
    order_id: str
    total_amount: Omittable[Number | None] = None
    placed_at: Omittable[DateTime | None] = None
    extra: Json = None


class OpenOrderPayload(OpenModel, frozen=True):
    tenant_id: TenantId
    order_id: str


class ReviewSubmittedPayload(PayloadModel, frozen=True):
    tenant_id: TenantId
    text: Annotated[str, Field(repr=False)]
    stars: int


class TaxComputedPayload(PayloadModel, frozen=True):
    tenant_id: TenantId
    amount: Number


class TaxComputedResult(PayloadModel, frozen=True):
    tax: Number


RETRY: Final = Retry(max_attempts=3, factor=2, min_timeout_ms=10, max_timeout_ms=1000)

CATALOG: Final = Catalog(
    name="shop-jobs",
    package="shop",
    version="1.0.0",
    tenant_pattern="^[a-z0-9_-]{1,56}$",
    events={
        "order.created": EventDefinition(
            "order.created",
            "order-created",
            category="orders",
            payload_type="OrderCreatedPayload",
            payload_module="shop",
            retry=RETRY,
        ),
        "review.submitted": EventDefinition(
            "review.submitted",
            "review-submitted",
            category="reviews",
            payload_type="ReviewSubmittedPayload",
            payload_module="shop",
            retry=RETRY,
            sensitive_fields=("text",),
        ),
        "tax.computed": EventDefinition(
            "tax.computed",
            "tax-computed",
            category="orders",
            payload_type="TaxComputedPayload",
            payload_module="shop",
            retry=RETRY,
            result_type="TaxComputedResult",
        ),
    },
    schedules={
        "order.sweep": ScheduleDefinition("order.sweep", "schedule-order-sweep", "0 2 * * *", "Europe/Berlin"),
        "tax.daily": ScheduleDefinition(
            "tax.daily", "schedule-tax-daily", "30 3 * * *", event="tax.computed", payload={"amount": 1}
        ),
    },
)  # fmt: skip

ORDER: Final[dict[str, Any]] = {"tenantId": "rawdog", "orderId": "order_123"}


def make_sdk() -> Sdk:
    """Return a new SDK without handlers."""
    return Sdk(CATALOG)


def open_sdk() -> Sdk:
    """Return an SDK whose payloads of "order.created" may have fields that the catalog does not list."""
    event = replace(CATALOG.event("order.created"), payload_type="OpenOrderPayload")
    return Sdk(replace(CATALOG, events={**CATALOG.events, event.name: event}))
