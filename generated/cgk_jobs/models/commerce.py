# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Commerce: Orders, customers, products and stock, as the shop reports them."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Json, Number, Omittable
from pydantic import Field


class OrderCreatedPayload(EventPayload[Literal["order.created"], Any], frozen=True):
    """`order.created`: A customer placed an order.

    Example::

        await send_job("order.created", {
            "tenantId": "rawdog",
            "orderId": "order_123",
            "totalAmount": 9999,
            "currency": "USD",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    order_id: str
    """The order's id on the platform."""

    shopify_order_id: Omittable[str | None] = None
    """The order's id at Shopify."""

    customer_id: Omittable[str | None] = None
    """The customer's id on the platform."""

    total_amount: Omittable[Number | None] = None
    """Total of the order in the currency's minor unit, such as cents."""

    currency: Omittable[str | None] = None
    """ISO 4217 code of the amount's currency."""


class OrderFulfilledPayload(EventPayload[Literal["order.fulfilled"], Any], frozen=True):
    """`order.fulfilled`: An order, or a part of it, left the warehouse.

    Example::

        await send_job("order.fulfilled", {
            "tenantId": "rawdog",
            "orderId": "order_123",
            "fulfillmentId": "fulfillment_7",
            "trackingNumber": "1Z999AA10123456784",
            "carrier": "UPS",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    order_id: str
    """The order's id on the platform."""

    fulfillment_id: str
    """The id of the shipment at the shop system."""

    tracking_number: Omittable[str | None] = None
    """The carrier's tracking number."""

    carrier: Omittable[str | None] = None
    """The carrier's name, such as UPS."""


class OrderCancelledPayload(EventPayload[Literal["order.cancelled"], Any], frozen=True):
    """`order.cancelled`: An order was canceled before it was fulfilled.

    Example::

        await send_job("order.cancelled", {
            "tenantId": "rawdog",
            "orderId": "order_123",
            "reason": "customer",
            "refundAmount": 9999,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    order_id: str
    """The order's id on the platform."""

    reason: Annotated[Omittable[str | None], Field(repr=False)] = None
    """The reason for the cancellation, in the shop's words."""

    refund_amount: Omittable[Number | None] = None
    """The amount to refund, in the currency's minor unit."""


class CustomerCreatedPayload(EventPayload[Literal["customer.created"], Any], frozen=True):
    """`customer.created`: A customer account was created.

    Example::

        await send_job("customer.created", {
            "tenantId": "rawdog",
            "customerId": "customer_42",
            "email": "ada@example.com",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    customer_id: str
    """The customer's id on the platform."""

    email: Annotated[str, Field(repr=False)]
    """The customer's e-mail address."""

    shopify_customer_id: Omittable[str | None] = None
    """The customer's id at Shopify."""


class CustomerUpdatedPayload(EventPayload[Literal["customer.updated"], Any], frozen=True):
    """`customer.updated`: A customer's data changed.

    Example::

        await send_job("customer.updated", {
            "tenantId": "rawdog",
            "customerId": "customer_42",
            "changes": {"acceptsMarketing": True},
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    customer_id: str
    """The customer's id on the platform."""

    changes: Annotated[dict[str, Json], Field(repr=False)]
    """The changed attributes with their new values."""


class ProductSyncPayload(EventPayload[Literal["product.sync"], Any], frozen=True):
    """`product.sync`: Bring products up to date with the shop system.

    Example::

        await send_job("product.sync", {
            "tenantId": "rawdog",
            "productId": "product_9",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    product_id: Omittable[str | None] = None
    """The product's id; all products if absent."""

    full_sync: Omittable[bool | None] = None
    """Whether everything is compared, not only what has changed."""


class InventorySyncPayload(EventPayload[Literal["inventory.sync"], Any], frozen=True):
    """`inventory.sync`: Bring stock levels up to date with the shop system.

    Example::

        await send_job("inventory.sync", {
            "tenantId": "rawdog",
            "productId": "product_9",
            "locationId": "location_1",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    product_id: Omittable[str | None] = None
    """The product's id; all products if absent."""

    variant_id: Omittable[str | None] = None
    """The product variant's id; all variants if absent."""

    location_id: Omittable[str | None] = None
    """The warehouse's id; all warehouses if absent."""
