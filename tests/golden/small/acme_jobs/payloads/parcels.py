# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Parcels: Parcels on their way."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict, deprecated

from acme_jobs.payloads.shared import AddressDict, ReceiptDict


class ParcelSizeDict(TypedDict, closed=True):
    """Outer dimensions."""

    width: int | float
    height: int
    shape: NotRequired[Literal["box"]]


class ParcelPackedItemsItemDict(TypedDict, closed=True):
    """The type `ParcelPackedItemsItem` of the catalog."""

    sku: str
    count: int
    tags: NotRequired[list[str]]


class ParcelSentDict(TypedDict, closed=True):
    """`parcel.sent`: A parcel left the house.

    Example::

        await send_job("parcel.sent", {
            "tenantId": "acme",
            "parcelId": "p1",
            "weight": 2,
            "to": {"street": "Main Street 1"},
            "returnTo": None,
            "speed": "fast",
            "note": None,
        })
    """

    tenantId: str
    """The shop."""
    parcelId: str
    """The parcel's "id"; C:\\parcels."""
    weight: int | float
    pieces: NotRequired[int]
    sentAt: NotRequired[datetime | str]
    express: NotRequired[bool]
    to: AddressDict
    returnTo: AddressDict | None
    speed: Literal["slow", "fast"]
    level: NotRequired[Literal["high", "low"]]
    recipient: NotRequired[str]
    note: str | None
    labels: NotRequired[list[str]]
    meta: NotRequired[dict[str, Any]]
    extra: NotRequired[Any]


class ParcelPackedDict(TypedDict, closed=True):
    """`parcel.packed`: A parcel was packed.

    Examples::

        await send_job("parcel.packed", {
            "tenantId": "acme",
            "items": [{"sku": "AB1", "count": 2}],
            "size": {"width": 10, "height": 5},
        })
        await send_job("parcel.packed", {
            "tenantId": "acme",
            "items": [{"sku": "AB1", "count": 2, "tags": ["red"]}],
            "size": {"width": 10, "height": 5, "shape": "box"},
            "target": {"accepted": True},
            "code": 7,
        })
    """

    tenantId: str
    """The shop."""
    items: list[ParcelPackedItemsItemDict]
    """Contents of the parcel."""
    size: ParcelSizeDict
    """Outer dimensions."""
    prices: NotRequired[dict[str, int | float]]
    names: NotRequired[dict[str, str | None]]
    code: NotRequired[str | int]
    target: NotRequired[AddressDict | ReceiptDict | None]
    times: NotRequired[list[datetime | str | None]]
    labels: NotRequired[list[str]]
    levels: NotRequired[list[Literal["ground", "upper"]]]
    level: NotRequired[Literal["ground", "upper"] | None]
    maybe: NotRequired[str | int | float | None]
    nick: NotRequired[str | None]
    ref: NotRequired[Literal["ground", "upper"]]
    depth: NotRequired[int | float]
    """Examples: 3, 4.5. Deprecated: use size instead."""


class ParcelPackedResultDict(TypedDict, closed=True):
    """The result of a handler of `parcel.packed`."""

    packedBy: str
    """Name of the packer."""
    boxes: list[int]


@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2', category=None)
class ParcelPostedDict(TypedDict, closed=True):
    """`parcel.posted`: The old form of parcel.sent.

    Deprecated: use parcel.sent instead; removed in version 2.

    Example::

        await send_job("parcel.posted", {
            "tenantId": "acme",
            "parcelId": "p1",
        })
    """

    tenantId: str
    """The shop."""
    parcelId: str
    """Example: "p1"."""


ParcelSentResultDict = ReceiptDict
"""The result of a handler of `parcel.sent`."""
