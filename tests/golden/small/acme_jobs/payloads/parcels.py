# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""Parcels: Things on their way."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict

from acme_jobs.payloads.shared import AddressDict


class ParcelSentDict(TypedDict, closed=True):
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
