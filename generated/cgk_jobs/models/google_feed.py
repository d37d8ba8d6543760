# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Google feed: The product feed for Google Merchant Center."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Omittable
from pydantic import Field

from cgk_jobs.models.shared import GoogleFeedImageOptions


class GoogleFeedSyncPayload(EventPayload[Literal["googleFeed.sync"], Any], frozen=True):
    """`googleFeed.sync`: Bring the Google feed up to date with the shop.

    Example::

        await send_job("googleFeed.sync", {
            "tenantId": "rawdog",
            "fullSync": True,
            "triggeredBy": "manual",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    full_sync: Omittable[bool | None] = None
    """Whether everything is compared, not only what has changed."""

    triggered_by: Omittable[Literal["schedule", "manual", "webhook"] | None] = None
    """The origin of the request."""


class GoogleFeedProductUpdatePayload(EventPayload[Literal["googleFeed.productUpdate"], Any], frozen=True):
    """`googleFeed.productUpdate`: Update or delete one product in the Google feed.

    Example::

        await send_job("googleFeed.productUpdate", {
            "tenantId": "rawdog",
            "productId": "product_9",
            "action": "update",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    product_id: str
    """The product's id."""

    variant_id: Omittable[str | None] = None
    """The product variant's id; all variants if absent."""

    action: Literal["update", "delete"]
    """The operation on the product."""


class GoogleFeedImageOptimizePayload(EventPayload[Literal["googleFeed.imageOptimize"], Any], frozen=True):
    """`googleFeed.imageOptimize`: Adapt a product's image to the rules of the Google feed.

    Example::

        await send_job("googleFeed.imageOptimize", {
            "tenantId": "rawdog",
            "productId": "product_9",
            "imageUrl": "https://media.example.com/product_9.png",
            "options": {"removeBackground": True, "targetWidth": 800, "format": "webp"},
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    product_id: str
    """The product's id."""

    image_url: str
    """URL of the image."""

    options: Omittable[GoogleFeedImageOptions | None] = None
    """The operations on the image."""
