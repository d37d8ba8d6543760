# Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
"""Types that several payloads share."""

from __future__ import annotations

from typing import Literal

from cgk_runtime.payload import Omittable, PayloadModel


class Address(PayloadModel):
    """Where a parcel goes."""

    street: str
    """Street and number."""

    zip: Omittable[str | None] = None

    level: Omittable[Literal["ground", "upper"] | None] = None
