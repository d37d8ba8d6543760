# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Google feed: The product feed for Google Merchant Center."""

from __future__ import annotations

from typing import Literal

from typing_extensions import NotRequired, TypedDict

from cgk_jobs.payloads.shared import GoogleFeedImageOptionsDict


class GoogleFeedSyncDict(TypedDict, closed=True):
    """`googleFeed.sync`: Bring the Google feed up to date with the shop.

    Example::

        await send_job("googleFeed.sync", {
            "tenantId": "rawdog",
            "fullSync": True,
            "triggeredBy": "manual",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    fullSync: NotRequired[bool]
    """Whether everything is compared, not only what has changed."""
    triggeredBy: NotRequired[Literal["schedule", "manual", "webhook"]]
    """The origin of the request."""


class GoogleFeedProductUpdateDict(TypedDict, closed=True):
    """`googleFeed.productUpdate`: Update or delete one product in the Google feed.

    Example::

        await send_job("googleFeed.productUpdate", {
            "tenantId": "rawdog",
            "productId": "product_9",
            "action": "update",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    productId: str
    """The product's id."""
    variantId: NotRequired[str]
    """The product variant's id; all variants if absent."""
    action: Literal["update", "delete"]
    """The operation on the product."""


class GoogleFeedImageOptimizeDict(TypedDict, closed=True):
    """`googleFeed.imageOptimize`: Adapt a product's image to the rules of the Google feed.

    Example::

        await send_job("googleFeed.imageOptimize", {
            "tenantId": "rawdog",
            "productId": "product_9",
            "imageUrl": "https://media.example.com/product_9.png",
            "options": {"removeBackground": True, "targetWidth": 800, "format": "webp"},
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    productId: str
    """The product's id."""
    imageUrl: str
    """URL of the image."""
    options: NotRequired[GoogleFeedImageOptionsDict]
    """The operations on the image."""
