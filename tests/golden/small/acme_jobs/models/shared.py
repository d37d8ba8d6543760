# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Types that several payloads share."""

from typing import Annotated, Literal

from cgk_runtime.payload import DateTime, Integer, Omittable, OpenModel, PayloadModel, wire_names
from pydantic import Field


class Receipt(PayloadModel, frozen=True):
    """The type `Receipt` of the catalog."""

    accepted: bool

    at: Omittable[DateTime | None] = None


class Origin(OpenModel, frozen=True):
    """The type `Origin` of the catalog."""

    country: Annotated[str, Field(max_length=2, min_length=2)]


class Money(PayloadModel, frozen=True):
    """An amount of money."""

    amount: Integer

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    """Example: "EUR"."""


class Address(PayloadModel, frozen=True):
    """Destination of a parcel."""

    model_config = wire_names({"zip_code": "zip"})

    street: str
    """Street and number."""

    zip_code: Omittable[str | None] = None
    """The name on the wire is "zip"."""

    level: Omittable[Literal["ground", "upper"] | None] = None
