# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Types that several payloads share."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict


class ReceiptDict(TypedDict, closed=True):
    """The type `Receipt` of the catalog."""

    accepted: bool
    at: NotRequired[datetime | str]


class OriginDict(TypedDict, extra_items=Any):  # type: ignore[call-arg, unused-ignore]  # mypy does not know PEP 728's key yet
    """The type `Origin` of the catalog."""

    country: str


class MoneyDict(TypedDict, closed=True):
    """An amount of money."""

    amount: int
    currency: str
    """Example: "EUR"."""


class AddressDict(TypedDict, closed=True):
    """Destination of a parcel."""

    street: str
    """Street and number."""
    zip: NotRequired[str]
    """The name on the wire is "zip"."""
    level: NotRequired[Literal["ground", "upper"]]
