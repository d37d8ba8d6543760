"""Pydantic models that use every kind of field; the tests import them and validate the same payloads with pydantic."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


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
    pair: tuple[bool, bool] | None = None
    row: tuple[str, bool] | None = None
    pay: Annotated[Card | Bank, Field(discriminator="kind")] | None = None
    either: bool | str | None = None
    names: set[str] = set()
    loose: Loose | None = None
