# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""Parcels: Things on their way."""

from __future__ import annotations

from typing import Annotated, Literal

from cgk_runtime.payload import DateTime, Integer, Json, Number, Omittable, PayloadModel
from pydantic import Field

from acme_jobs.models.shared import Address


class ParcelSentPayload(PayloadModel):
    """`parcel.sent`: A parcel left the house.

    Example:
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
