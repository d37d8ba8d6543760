"""What a job carries: the base class of every generated payload model, and the types its fields are made of.

A payload has one form on the wire, JSON with the catalog's camelCase names, and one in Python, a frozen model with
snake_case attributes. This module keeps the two in step, so that the models give the same verdict on a JSON document
as the catalog's JSON Schema does: no coercion, no unknown fields, no null where the schema has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, JsonValue
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")

DATE_TIME_PATTERN: Final = (
    r"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
"""RFC 3339 section 5.6, upper-case `T` and `Z`, at most microseconds, no leap second, no year 0, as everywhere."""


LARGEST_EXACT: Final = 2**53 - 1
"""ECMAScript's Number.MAX_SAFE_INTEGER: JavaScript rounds what lies beyond."""


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

    def to_wire(self) -> bytes:
        """Give the payload as one compact JSON document, UTF-8, without the optional fields that are absent."""
        return self.__pydantic_serializer__.to_json(self, by_alias=True, exclude_unset=True, warnings=False)


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
        text = core_schema.chain_schema(
            [
                core_schema.str_schema(pattern=DATE_TIME_PATTERN, strict=True),
                core_schema.datetime_schema(tz_constraint="aware", strict=False),
            ]
        )
        value = core_schema.datetime_schema(tz_constraint="aware", strict=True)
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.union_schema([value, text], mode="left_to_right"),
        )


DateTime = Annotated[datetime, _RFC3339()]
"""A `date-time` of the catalog (RFC 3339)."""

Number = int | float
"""A `number` of the catalog: an int given stays an int on the wire (`9999`, never `9999.0`)."""


class _WholeNumber:
    """An integer as JSON Schema means it: `5.0` is one (draft 2020-12, core, section 4.2.3), `5.5` is not.

    It lies within ±(2^53 - 1), as in the catalog's schemas.
    """

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        whole = core_schema.int_schema(strict=True, ge=-LARGEST_EXACT, le=LARGEST_EXACT)
        # The float's bounds come first, for an int_schema refuses one beyond 64 bits as something else than too large.
        bounded = core_schema.float_schema(strict=True, ge=-LARGEST_EXACT, le=LARGEST_EXACT)
        whole_float = core_schema.chain_schema([bounded, core_schema.int_schema(strict=False)])
        return core_schema.union_schema([whole, whole_float], mode="left_to_right")


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
