# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Attribution: Which touchpoint earned which order."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict


class TouchpointRecordedDict(TypedDict, closed=True):
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

    tenantId: str
    """The tenant the job belongs to."""
    touchpointId: str
    """The touchpoint's id."""
    sessionId: str
    """The visitor's session."""
    source: str
    """Where the visitor came from, as utm_source."""
    medium: NotRequired[str]
    """The kind of channel, as utm_medium."""
    campaign: NotRequired[str]
    """The campaign, as utm_campaign."""


class ConversionAttributedDict(TypedDict, closed=True):
    """`conversion.attributed`: An order was attributed to the touchpoints that led to it.

    Example::

        await send_job("conversion.attributed", {
            "tenantId": "rawdog",
            "orderId": "order_123",
            "attributionModel": "lastClick",
            "touchpoints": 3,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    orderId: str
    """The order's id on the platform."""
    attributionModel: str
    """The model that decided, such as lastClick."""
    touchpoints: int | float
    """Number of touchpoints that the model considered."""


class AttributionRecalculateDict(TypedDict, closed=True):
    """`attribution.recalculate`: Attribute orders again.

    Example::

        await send_job("attribution.recalculate", {
            "tenantId": "rawdog",
            "recalculateDays": 7,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    orderId: NotRequired[str]
    """The order's id; all orders of the period if absent."""
    startDate: NotRequired[datetime | str]
    """Start of the period, inclusive."""
    endDate: NotRequired[datetime | str]
    """End of the period, exclusive."""
    recalculateDays: NotRequired[int | float]
    """Number of days back from now, instead of a period."""


class AttributionSyncDict(TypedDict, closed=True):
    """`attribution.sync`: Fetch advertising metrics from a platform.

    Example::

        await send_job("attribution.sync", {
            "tenantId": "rawdog",
            "platform": "meta",
            "startDate": "2026-03-01T00:00:00Z",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    platform: Literal["tiktok", "meta", "google", "klaviyo", "fairing"]
    """The platform to fetch from."""
    startDate: NotRequired[datetime | str]
    """Start of the period, inclusive."""
    endDate: NotRequired[datetime | str]
    """End of the period, exclusive."""


class AttributionExportDict(TypedDict, closed=True):
    """`attribution.export`: Write attribution metrics to a file for download.

    Example::

        await send_job("attribution.export", {
            "tenantId": "rawdog",
            "exportId": "export_2",
            "format": "csv",
            "filters": {"channel": "email"},
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    exportId: str
    """The id of the export to fill."""
    format: Literal["csv", "json"]
    """The file's format."""
    filters: NotRequired[dict[str, Any]]
    """Filters of the metrics by dimension."""
