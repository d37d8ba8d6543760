# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Attribution: Which touchpoint earned which order."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import DateTime, EventPayload, Json, Number, Omittable
from pydantic import Field


class TouchpointRecordedPayload(EventPayload[Literal["touchpoint.recorded"], Any], frozen=True):
    """`touchpoint.recorded`: A visitor came to the shop through a marketing channel.

    Example::

        await send_job("touchpoint.recorded", {
            "tenantId": "rawdog",
            "touchpointId": "touchpoint_6",
            "sessionId": "session_88",
            "source": "google",
            "medium": "cpc",
            "campaign": "spring",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    touchpoint_id: str
    """The touchpoint's id."""

    session_id: str
    """The visitor's session."""

    source: str
    """Where the visitor came from, as utm_source."""

    medium: Omittable[str | None] = None
    """The kind of channel, as utm_medium."""

    campaign: Omittable[str | None] = None
    """The campaign, as utm_campaign."""


class ConversionAttributedPayload(EventPayload[Literal["conversion.attributed"], Any], frozen=True):
    """`conversion.attributed`: An order was attributed to the touchpoints that led to it.

    Example::

        await send_job("conversion.attributed", {
            "tenantId": "rawdog",
            "orderId": "order_123",
            "attributionModel": "lastClick",
            "touchpoints": 3,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    order_id: str
    """The order's id on the platform."""

    attribution_model: str
    """The model that decided, such as lastClick."""

    touchpoints: Number
    """Number of touchpoints that the model considered."""


class AttributionRecalculatePayload(EventPayload[Literal["attribution.recalculate"], Any], frozen=True):
    """`attribution.recalculate`: Attribute orders again.

    Example::

        await send_job("attribution.recalculate", {
            "tenantId": "rawdog",
            "recalculateDays": 7,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    order_id: Omittable[str | None] = None
    """The order's id; all orders of the period if absent."""

    start_date: Omittable[DateTime | None] = None
    """Start of the period, inclusive."""

    end_date: Omittable[DateTime | None] = None
    """End of the period, exclusive."""

    recalculate_days: Omittable[Number | None] = None
    """Number of days back from now, instead of a period."""


class AttributionSyncPayload(EventPayload[Literal["attribution.sync"], Any], frozen=True):
    """`attribution.sync`: Fetch advertising metrics from a platform.

    Example::

        await send_job("attribution.sync", {
            "tenantId": "rawdog",
            "platform": "meta",
            "startDate": "2026-03-01T00:00:00Z",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    platform: Literal["tiktok", "meta", "google", "klaviyo", "fairing"]
    """The platform to fetch from."""

    start_date: Omittable[DateTime | None] = None
    """Start of the period, inclusive."""

    end_date: Omittable[DateTime | None] = None
    """End of the period, exclusive."""


class AttributionExportPayload(EventPayload[Literal["attribution.export"], Any], frozen=True):
    """`attribution.export`: Write attribution metrics to a file for download.

    Example::

        await send_job("attribution.export", {
            "tenantId": "rawdog",
            "exportId": "export_2",
            "format": "csv",
            "filters": {"channel": "email"},
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    export_id: str
    """The id of the export to fill."""

    format: Literal["csv", "json"]
    """The file's format."""

    filters: Omittable[dict[str, Json] | None] = None
    """Filters of the metrics by dimension."""
