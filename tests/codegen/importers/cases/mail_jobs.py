"""Invented models with every oddity found in real pydantic models."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import uuid
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic.dataclasses import dataclass


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    leaves: list[Leaf] = []


def stripped(text: str) -> str:
    """Return a text without spaces around it."""
    return text.strip()


class MailQueued(BaseModel):
    """A mail was queued."""

    model_config = ConfigDict(extra="forbid")
    event_name: ClassVar[str] = "mail/queued"

    tenantId: str = Field(min_length=1, description="The shop.")  # noqa: N815  its name on the wire
    to: str = Field(alias="toAddress")
    at: dt.datetime
    day: dt.date
    price: decimal.Decimal
    level: Level = Level.LOW
    mode: Literal["a", 1, True]
    pair: tuple[str, int]
    # Never twice.
    names: set[str] = set()
    root: Leaf
    token: SecretStr | None = None
    wait: dt.timedelta = dt.timedelta(0)
    count: int = Field(ge=0, le=2**64 - 1)
    extra: Any = None
    id: uuid.UUID | None = None
    subject: Annotated[str, AfterValidator(stripped)] = Field("Hello", examples=["Welcome"], deprecated="use `title`")

    @field_validator("count")
    @classmethod
    def even(cls, value: int) -> int:
        """Refuse odd numbers."""
        if value % 2:
            raise ValueError("odd")
        return value


class Ping(BaseModel, extra="forbid", strict=True):
    tenantId: str  # noqa: N815  its name on the wire
    note: str | None = None


@dataclass(config=ConfigDict(extra="forbid", strict=True, str_to_lower=True))
class Pong:
    tenantId: str  # noqa: N815  its name on the wire
