# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Commerce: Orders, customers, products and stock, as the shop reports them."""

from __future__ import annotations

from typing import Any

from typing_extensions import NotRequired, TypedDict


class OrderCreatedDict(TypedDict, closed=True):
    """`order.created`: A customer placed an order.

    Example::

        await send_job("order.created", {
            "tenantId": "rawdog",
            "orderId": "order_123",
            "totalAmount": 9999,
            "currency": "USD",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    orderId: str
    """The order's id on the platform."""
    shopifyOrderId: NotRequired[str]
    """The order's id at Shopify."""
    customerId: NotRequired[str]
    """The customer's id on the platform."""
    totalAmount: NotRequired[int | float]
    """Total of the order in the currency's minor unit, such as cents."""
    currency: NotRequired[str]
    """ISO 4217 code of the amount's currency."""


class OrderFulfilledDict(TypedDict, closed=True):
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

    tenantId: str
    """The tenant the job belongs to."""
    orderId: str
    """The order's id on the platform."""
    fulfillmentId: str
    """The id of the shipment at the shop system."""
    trackingNumber: NotRequired[str]
    """The carrier's tracking number."""
    carrier: NotRequired[str]
    """The carrier's name, such as UPS."""


class OrderCancelledDict(TypedDict, closed=True):
    """`order.cancelled`: An order was canceled before it was fulfilled.

    Example::

        await send_job("order.cancelled", {
            "tenantId": "rawdog",
            "orderId": "order_123",
            "reason": "customer",
            "refundAmount": 9999,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    orderId: str
    """The order's id on the platform."""
    reason: NotRequired[str]
    """The reason for the cancellation, in the shop's words."""
    refundAmount: NotRequired[int | float]
    """The amount to refund, in the currency's minor unit."""


class CustomerCreatedDict(TypedDict, closed=True):
    """`customer.created`: A customer account was created.

    Example::

        await send_job("customer.created", {
            "tenantId": "rawdog",
            "customerId": "customer_42",
            "email": "ada@example.com",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    customerId: str
    """The customer's id on the platform."""
    email: str
    """The customer's e-mail address."""
    shopifyCustomerId: NotRequired[str]
    """The customer's id at Shopify."""


class CustomerUpdatedDict(TypedDict, closed=True):
    """`customer.updated`: A customer's data changed.

    Example::

        await send_job("customer.updated", {
            "tenantId": "rawdog",
            "customerId": "customer_42",
            "changes": {"acceptsMarketing": True},
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    customerId: str
    """The customer's id on the platform."""
    changes: dict[str, Any]
    """The changed attributes with their new values."""


class ProductSyncDict(TypedDict, closed=True):
    """`product.sync`: Bring products up to date with the shop system.

    Example::

        await send_job("product.sync", {
            "tenantId": "rawdog",
            "productId": "product_9",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    productId: NotRequired[str]
    """The product's id; all products if absent."""
    fullSync: NotRequired[bool]
    """Whether everything is compared, not only what has changed."""


class InventorySyncDict(TypedDict, closed=True):
    """`inventory.sync`: Bring stock levels up to date with the shop system.

    Example::

        await send_job("inventory.sync", {
            "tenantId": "rawdog",
            "productId": "product_9",
            "locationId": "location_1",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    productId: NotRequired[str]
    """The product's id; all products if absent."""
    variantId: NotRequired[str]
    """The product variant's id; all variants if absent."""
    locationId: NotRequired[str]
    """The warehouse's id; all warehouses if absent."""
