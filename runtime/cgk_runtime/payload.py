"""What a job carries: the base class of every generated payload model, and the types its fields are made of.

A payload has one form on the wire, JSON with the catalog's camelCase names, and one in Python, a frozen model with
snake_case attributes. This module keeps the two in step, so that the models give the same verdict on a JSON document
as the catalog's JSON Schema does: no coercion, no unknown fields, no null where the schema has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, JsonValue, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

from cgk_runtime.validation.core_schemas import date_time_given, date_time_text, whole_number

T = TypeVar("T")
EventT = TypeVar("EventT")
ResultT_co = TypeVar("ResultT_co", covariant=True)

_BY_BOTH_NAMES: Final = ConfigDict(
    alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
)
"""Apart from the class: a type checker that reads them there lets constructors go without their arguments, for each may
have its other name."""


class _NamedTwice(BaseModel):
    model_config = _BY_BOTH_NAMES


class PayloadModel(_NamedTwice):
    """A job's payload, validated.

    Attributes are snake_case, the JSON on the wire is camelCase. Instances are frozen; `model_copy(update=...)` makes a
    changed one.

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
        frozen=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        protected_namespaces=(),
        # A validator is built when it is first used: a category has many models that a process never sends.
        defer_build=True,
    )

    @classmethod
    def from_wire(cls, document: bytes | str, *, ignore_unknown: bool = False) -> Self:
        """Read a payload from the JSON it travelled as; field names are the wire's only.

        Args:
            document: One JSON object, UTF-8.
            ignore_unknown: Leave out fields this catalog does not know, as a handler does for a newer producer.

        Raises:
            pydantic.ValidationError: A field is missing, wrong or, without `ignore_unknown`, unknown.
        """
        made: Self = cls.__pydantic_validator__.validate_json(
            document, by_alias=True, by_name=False, extra="ignore" if ignore_unknown else None
        )
        return made

    @classmethod
    def from_fields(cls, fields: object) -> Self:
        """Make a payload from a dictionary with the wire's names, as it is given to `send_job`.

        Args:
            fields: Mapping of wire name to value; a date-time may be an aware datetime or an RFC 3339 string.

        Raises:
            pydantic.ValidationError: A field is missing, wrong or unknown.
        """
        # What model_validate calls, without its own checks of its arguments.
        made: Self = cls.__pydantic_validator__.validate_python(fields, by_alias=True, by_name=False)
        return made

    if not TYPE_CHECKING:  # where assigning is an error already

        def __setattr__(self, name: str, value: object) -> None:
            """Refuse to change a field without repeating the value, which may be personal data."""
            if name in type(self).model_fields:
                problem = {"type": "frozen_instance", "loc": (name,), "input": None}
                raise ValidationError.from_exception_data(type(self).__name__, [problem], hide_input=True)
            super().__setattr__(name, value)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Make a copy with some fields changed; what they are changed to is validated when it is sent.

        Args:
            update: New values by the fields' names, in Python or on the wire.
            deep: Whether lists and the like are copied, too.

        Raises:
            ValueError: There is no such field.

        Example:
            >>> payload.model_copy(update={"tenant_id": "other"})
        """
        fields = type(self).model_fields
        names = {field.alias or name: name for name, field in fields.items()} | {name: name for name in fields}
        unknown = [name for name in update or () if name not in names]
        if unknown:
            said = ", ".join(f'"{name}"' for name in unknown)
            raise ValueError(f"{type(self).__name__} has no field {said}; it has {', '.join(fields)}")
        return super().model_copy(update={names[name]: value for name, value in (update or {}).items()}, deep=deep)

    def to_wire(self) -> bytes:
        """Give the payload as one compact JSON document, UTF-8, without the optional fields that are absent."""
        return self.__pydantic_serializer__.to_json(self, by_alias=True, exclude_unset=True, warnings=False)


class PayloadOf(Generic[EventT, ResultT_co]):
    """Base class of every event's model for type checkers: one overload of `send_job` accepts all models by it."""


if TYPE_CHECKING:

    class EventPayload(PayloadModel, PayloadOf[EventT, ResultT_co]):
        """The payload of one event, named by a Literal, and what its handler returns."""

else:

    class EventPayload(PayloadModel):
        """The payload of one event; `EventPayload[Literal["order.created"], Any]` tells type checkers which."""

        def __class_getitem__(cls, _event_and_result: object) -> type[Self]:
            """Give the class itself: the event and the result are for type checkers."""
            return cls


class _NotNull:
    """Marks an optional field: None in Python means absent, null on the wire is refused.

    The refusal is part of the core schema, so it costs no call into Python.
    """

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        nullable = handler(source)
        if nullable["type"] != "nullable":
            raise TypeError(f"Omittable wants a type that allows None in Python, not {source!r}")
        return core_schema.json_or_python_schema(json_schema=nullable["schema"], python_schema=nullable)


def _is_none(value: object) -> bool:
    return value is None


Omittable = Annotated[T, _NotNull(), Field(exclude_if=_is_none)]
"""An optional field that is never null: `Omittable[str | None]`, with `= None` for absent."""


class _RFC3339:
    """A date-time: an aware datetime in Python, a string of `DATE_TIME_PATTERN` on the wire."""

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.json_or_python_schema(json_schema=date_time_text(), python_schema=date_time_given())


DateTime = Annotated[datetime, _RFC3339()]
"""A `date-time` of the catalog (RFC 3339)."""

Number = int | float
"""A `number` of the catalog: an int given stays an int on the wire (`9999`, never `9999.0`)."""


class _WholeNumber:
    """An integer as JSON Schema means it, exact in JavaScript too."""

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return whole_number()


Integer = Annotated[int, _WholeNumber()]
"""An `integer` of the catalog."""


class _AnyJson:
    """Whatever JSON can hold; bytes, sets, NaN and other objects are refused rather than turned into something."""

    def __get_pydantic_core_schema__(self, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.json_or_python_schema(
            json_schema=core_schema.any_schema(), python_schema=handler.generate_schema(JsonValue)
        )


Json = Annotated[Any, _AnyJson()]  # whatever JSON can hold is only known to who sends it
"""An `any` of the catalog, and the values of an `object`."""


def wire_names(table: Mapping[str, str]) -> ConfigDict:
    """Make the settings of a model with irregular wire names.

    Args:
        table: Attribute name to wire name, for the fields whose wire name is not the attribute's camelCase.
    """

    def wire_name(attribute: str) -> str:
        return table.get(attribute) or to_camel(attribute)

    return ConfigDict(alias_generator=wire_name)
