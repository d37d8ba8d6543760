# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""Types that several payloads share."""

from __future__ import annotations

from typing import Literal

from typing_extensions import NotRequired, TypedDict


class AddressDict(TypedDict, closed=True):
    """Where a parcel goes."""

    street: str
    """Street and number."""
    zip: NotRequired[str]
    level: NotRequired[Literal["ground", "upper"]]
