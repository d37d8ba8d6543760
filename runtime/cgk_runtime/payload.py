"""Base class of the generated payload models, and the types of their fields.

A payload is camelCase JSON on the wire and a frozen model with snake_case attributes in Python. The models accept the
same JSON documents as the catalog's JSON Schema: no coercion, no unknown fields, no null unless the schema allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final, ParamSpec, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, JsonValue, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

from cgk_runtime._internal.wire_name import wire_name
from cgk_runtime.payload_of import EventT, PayloadOf, ResultT_co
from cgk_runtime.validation.core_schemas import date_time, exact_float, is_none, json_text, whole_number
from cgk_runtime.validation.literals import LiteralReader
from cgk_runtime.validation.text_formats import text_format
from cgk_runtime.validation.unknown_fields import parse_newer

P = ParamSpec("P")
T = TypeVar("T")

_ALIAS_CONFIG: Final = ConfigDict(
    alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
)
"""Defined outside the class: a type checker that sees the aliases in the class makes constructor arguments optional,
because each could be passed by its other name."""


class _AliasedModel(BaseModel, frozen=True):
    model_config = _ALIAS_CONFIG


class PayloadModel(_AliasedModel, frozen=True):
    """Base class of validated payloads.

    Attributes are snake_case, the JSON on the wire is camelCase. Instances are frozen; `model_copy(update=...)` returns
    a changed copy.

    Example:
        >>> class OrderCreatedPayload(PayloadModel):
        ...     tenant_id: str
        ...     order_id: str
        >>> OrderCreatedPayload(tenant_id="rawdog", order_id="order_123").to_wire()
        b'{"tenantId":"rawdog","orderId":"order_123"}'
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        protected_namespaces=(),
        # Build each validator on first use: a category has many models that a process never sends.
        defer_build=True,
    )

    @classmethod
    def from_wire(cls, document: bytes | str, *, ignore_unknown: bool = False) -> Self:
        """Parse a payload from its JSON document, by wire names only.

        Args:
            document: One JSON object, UTF-8.
            ignore_unknown: Whether to ignore fields that this catalog does not define, as handlers do for jobs from
                newer producers.

        Raises:
            pydantic.ValidationError: A field is missing, invalid or, without `ignore_unknown`, unknown.
        """
        if ignore_unknown:
            return parse_newer(cls, document)[0]
        payload: Self = cls.__pydantic_validator__.validate_json(document, by_alias=True, by_name=False)
        return payload

    @classmethod
    def from_fields(cls, fields: object) -> Self:
        """Build a payload from a mapping with wire names, as passed to `send_job`.

        Args:
            fields: Values by wire name; a date-time is an aware datetime or an RFC 3339 string.

        Raises:
            pydantic.ValidationError: A field is missing, invalid or unknown.
        """
        # The same call as in model_validate, without its checks of the arguments.
        payload: Self = cls.__pydantic_validator__.validate_python(fields, by_alias=True, by_name=False)
        return payload

    if not TYPE_CHECKING:  # type checkers refuse the assignment themselves

        def __setattr__(self, name: str, value: object) -> None:
            """Refuse to change a field, without repeating the value, which may be personal data."""
            if name in type(self).model_fields or self.model_config.get("extra") == "allow":
                problem = {"type": "frozen_instance", "loc": (name,), "input": None}
                raise ValidationError.from_exception_data(type(self).__name__, [problem], hide_input=True)
            super().__setattr__(name, value)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed; the new values are validated when the copy is sent.

        Args:
            update: New values by attribute name or wire name; an open object also gets fields that are not listed.
            deep: Copy nested objects too.

        Raises:
            ValueError: A field does not exist.

        Example:
            >>> payload.model_copy(update={"tenant_id": "other"})
        """
        fields = type(self).model_fields
        names = {wire_name(name, field): name for name, field in fields.items()} | {name: name for name in fields}
        unknown = [name for name in update or () if name not in names]
        if unknown and self.model_config.get("extra") != "allow":
            listed = ", ".join(f'"{name}"' for name in unknown)
            raise ValueError(f"{type(self).__name__} has no field {listed}; it has {', '.join(fields)}")
        return super().model_copy(
            update={names.get(name, name): value for name, value in (update or {}).items()}, deep=deep
        )

    def to_wire(self) -> bytes:
        """Return the payload as one compact JSON document, UTF-8, without absent optional fields."""
        return self.__pydantic_serializer__.to_json(self, by_alias=True, exclude_unset=True, warnings=False)


if TYPE_CHECKING:

    class EventPayload(PayloadModel, PayloadOf[EventT, ResultT_co], frozen=True):
        """Payload of one event; `EventPayload[Literal["order.created"], Result]` names the event and its result."""

else:

    class EventPayload(PayloadModel, frozen=True):
        """Payload of one event; `EventPayload[Literal["order.created"], Result]` is for type checkers."""

        def __class_getitem__(cls, _event_and_result: object) -> type[Self]:
            """Return the class itself; the parameters are for type checkers."""
            return cls


class _NotNull:
    """Marker of an optional field: None in Python means absent, null on the wire is refused.

    The check is part of the core schema and costs no call into Python.
    """

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        nullable = handler(source)
        if nullable["type"] != "nullable":
            raise TypeError(f"Omittable requires a type that allows None, got {source!r}")
        return core_schema.json_or_python_schema(json_schema=nullable["schema"], python_schema=nullable)


Omittable = Annotated[T, _NotNull(), Field(exclude_if=is_none)]
"""An optional field that is never null: `Omittable[str | None]` with the default None for absent."""


class _CoreSchema:
    """Annotation that replaces pydantic's schema of a type."""

    def __init__(self, build: Callable[P, CoreSchema], *args: P.args, **kwargs: P.kwargs) -> None:
        self._build = partial(build, *args, **kwargs)

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return self._build()


DateTime = Annotated[datetime, _CoreSchema(date_time)]
"""A `date-time` of the catalog (RFC 3339)."""
Number = int | Annotated[float, _CoreSchema(exact_float)]
"""A `number` of the catalog; an int stays an int on the wire (`9999`, never `9999.0`)."""
Integer = Annotated[int, _CoreSchema(whole_number)]
"""An `integer` of the catalog."""

DateText = Annotated[str, _CoreSchema(text_format, "date", "a date such as 2026-01-31")]
"""A `date` of the catalog."""
TimeText = Annotated[str, _CoreSchema(text_format, "time", "a time such as 09:30:00 or 09:30:00+02:00")]
"""A `time` of the catalog."""
DurationText = Annotated[str, _CoreSchema(text_format, "duration", "a duration such as PT36H or P1DT12H")]
"""A `duration` of the catalog."""
UuidText = Annotated[str, _CoreSchema(text_format, "uuid", "a UUID such as 0b6f5a52-3b53-4b8e-9f0c-3f6f0a1d2c3e")]
"""A `uuid` of the catalog."""
UriText = Annotated[str, _CoreSchema(text_format, "uri", "a URI such as https://example.com/")]
"""A `uri` of the catalog."""
EmailText = Annotated[str, _CoreSchema(text_format, "email", "an email address such as ada@example.org")]
"""An `email` of the catalog."""

ExactLiteral: Final = LiteralReader()
"""Annotation of constants that are not texts: `Annotated[Literal[1, 2], ExactLiteral]`."""


class _AnyJson:
    """Marker of any JSON value; bytes, sets, NaN and other objects are refused instead of converted."""

    def __get_pydantic_core_schema__(self, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.json_or_python_schema(
            json_schema=json_text(), python_schema=handler.generate_schema(JsonValue)
        )


Json = Annotated[Any, _AnyJson()]  # any JSON value
"""An `any` of the catalog, and the values of an `object`."""


class OpenModel(PayloadModel, frozen=True):
    """Base class of objects that may have more fields than the catalog lists; `model_extra` has them by wire name."""

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, Json]  # pyright: ignore[reportIncompatibleVariableOverride]  # any JSON, not any object

    def __iter__(self) -> Generator[tuple[str, Any]]:  # Any: as in pydantic
        """Yield attributes and unlisted fields with their values; an attribute hides an unlisted field of its name."""
        fields = type(self).model_fields
        yield from ((name, value) for name, value in self.__dict__.items())
        yield from ((name, value) for name, value in self.__pydantic_extra__.items() if name not in fields)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Yield what the repr shows: attributes that are not sensitive, and unlisted fields."""
        fields = type(self).model_fields
        yield from ((name, value) for name, value in self if name not in fields or fields[name].repr)


def wire_names(names: Mapping[str, str]) -> ConfigDict:
    """Return the configuration of a model with irregular wire names.

    Args:
        names: Wire names by attribute name, for fields whose wire name is not the attribute's camelCase form.
    """

    def name_on_wire(attribute: str) -> str:
        return names[attribute] if attribute in names else to_camel(attribute)

    return ConfigDict(alias_generator=name_on_wire)
