# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Parcels: Parcels on their way."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import DateTime, EventPayload, Integer, Json, Number, Omittable, PayloadModel
from pydantic import Field
from typing_extensions import deprecated

from acme_jobs.models.shared import Address, Receipt


class ParcelSize(PayloadModel, frozen=True):
    """Outer dimensions."""

    width: Annotated[Number, Field(gt=0)]

    height: Annotated[Integer, Field(gt=0, le=562949953421312, multiple_of=5)]

    shape: Omittable[Literal["box"] | None] = None


class ParcelPackedItemsItem(PayloadModel, frozen=True):
    """The type `ParcelPackedItemsItem` of the catalog."""

    sku: Annotated[str, Field(pattern="^[A-Z]{2}[0-9]+$")]

    count: Annotated[Integer, Field(ge=1)]

    tags: Omittable[Annotated[list[str], Field(max_length=5)] | None] = None


class ParcelSentPayload(EventPayload[Literal["parcel.sent"], "ParcelSentResult"], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z]{1,8}$")]
    """The shop."""

    parcel_id: str
    """The parcel's "id"; C:\\parcels."""

    weight: Annotated[Number, Field(ge=0)]

    pieces: Omittable[Annotated[Integer, Field(ge=1, le=99)] | None] = None

    sent_at: Omittable[DateTime | None] = None

    express: Omittable[bool | None] = None

    to: Address

    return_to: Address | None

    speed: Literal["slow", "fast"]

    level: Omittable[Literal["high", "low"] | None] = None

    recipient: Annotated[Omittable[Annotated[str, Field(min_length=1)] | None], Field(repr=False)] = None

    note: str | None

    labels: Omittable[list[str] | None] = None

    meta: Omittable[dict[str, Json] | None] = None

    extra: Json = None


class ParcelPackedPayload(EventPayload[Literal["parcel.packed"], "ParcelPackedResult"], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z]{1,8}$")]
    """The shop."""

    items: Annotated[list[ParcelPackedItemsItem], Field(min_length=1)]
    """Contents of the parcel."""

    size: ParcelSize
    """Outer dimensions."""

    prices: Omittable[dict[str, Number] | None] = None

    names: Omittable[dict[str, Annotated[str, Field(max_length=3)] | None] | None] = None

    code: Omittable[Annotated[str, Field(max_length=4)] | Integer | None] = None

    target: Address | Receipt | None = None

    times: Omittable[list[DateTime | None] | None] = None

    labels: Omittable[Annotated[list[str], Field(max_length=5)] | None] = None

    levels: Omittable[list[Literal["ground", "upper"]] | None] = None

    level: Literal["ground", "upper"] | None = None

    maybe: str | Number | None = None

    nick: Annotated[str, Field(max_length=3)] | None = None

    ref: Omittable[Literal["ground", "upper"] | None] = None

    depth: Omittable[Annotated[Number, Field(lt=100)] | None] = None
    """Examples: 3, 4.5. Deprecated: use size instead."""


class ParcelPackedResult(PayloadModel, frozen=True):
    """The result of a handler of `parcel.packed`."""

    packed_by: Annotated[str, Field(repr=False)]
    """Name of the packer."""

    boxes: list[Integer]


@deprecated('"parcel.posted" is deprecated: use parcel.sent instead; removed in version 2', category=None)
class ParcelPostedPayload(EventPayload[Literal["parcel.posted"], Any], frozen=True):
    """`parcel.posted`: The old form of parcel.sent.

    Deprecated: use parcel.sent instead; removed in version 2.

    Example::

        await send_job("parcel.posted", {
            "tenantId": "acme",
            "parcelId": "p1",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z]{1,8}$")]
    """The shop."""

    parcel_id: str
    """Example: "p1"."""


ParcelSentResult = Receipt
"""The result of a handler of `parcel.sent`."""
