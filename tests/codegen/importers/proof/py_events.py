"""Pydantic models that use every kind of field; the tests import them and validate the same payloads with pydantic."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import re
import uuid
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator


class Base(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    tenantId: str = Field(pattern="^[a-z]+$")  # noqa: N815  its name on the wire


class Level(enum.Enum):
    LOW = "low"
    HIGH = "high"


class Card(BaseModel, extra="forbid", strict=True):
    kind: Literal["card"]
    last: str = Field(max_length=2)


class Bank(BaseModel, strict=True):
    kind: Literal["bank"]
    iban: str | None = None


class Loose(BaseModel, extra="allow", strict=True):
    a: bool | None = None


def not_abc(text: str) -> str:
    """Refuse one text."""
    if text == "abc":
        raise ValueError("abc")
    return text


class Scalars(Base):
    text: str = Field(min_length=1, max_length=4)
    zip: Annotated[str, Field(pattern=r"^\d{5}$")] | None = None
    count: int = Field(ge=0, le=9)
    total: float = Field(gt=0, le=1.5)
    flag: bool | None
    level: Level = Level.LOW
    mode: Literal["a", 1] | None = None
    day: dt.date | None = None
    at: dt.datetime | None = None
    id: uuid.UUID | None = None
    price: decimal.Decimal | None = None
    later: Annotated[dt.date, Field(ge=dt.date(2027, 1, 1))] | None = None
    short: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1)] | None = None
    any_case: Annotated[str, Field(pattern=re.compile("^ab$", re.IGNORECASE))] | None = None
    yes: Literal[True] | None = None
    text_of_any: Annotated[str, BeforeValidator(str)] | None = None
    odd: int = Field(1, ge=0, le=9)
    renamed: bool = Field(default=False, alias="isRenamed")

    @field_validator("odd")
    @classmethod
    def is_odd(cls, value: int) -> int:
        """Refuse even numbers."""
        if value % 2 == 0:
            raise ValueError("even")
        return value


class Objects(Base):
    words: list[Annotated[str, Field(max_length=2)]] = Field(default=[], max_length=2)
    labels: dict[str, bool] = {}
    numbered: dict[int, bool] = {}
    checked: list[Annotated[str, AfterValidator(not_abc)]] = []
    pair: tuple[bool, bool] | None = None
    row: tuple[str, bool] | None = None
    pay: Annotated[Card | Bank, Field(discriminator="kind")] | None = None
    either: bool | str | None = None
    names: set[str] = set()
    loose: Loose | None = None
