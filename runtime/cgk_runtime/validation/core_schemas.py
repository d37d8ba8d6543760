"""Core schemas of the catalog's own types, shared by models and `DictValidator`."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import partial
from operator import is_
from typing import Any, Final, cast

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cgk_runtime._internal.numbers import LARGEST_EXACT

DATE_TIME_PATTERN: Final = (
    r"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
"""RFC 3339 section 5.6 with upper-case `T` and `Z`, at most microseconds, no leap second and no year 0."""

_DATE_TIME_TEXT: Final = "text as in RFC 3339, such as 2026-01-02T03:04:05Z"

JSON_REF: Final = "cgk_runtime.json"

is_none: Final = partial(is_, None)
"""Check for None, called for every optional field of every payload; it costs half as much as a Python function."""


def date_time() -> CoreSchema:
    """Return the schema of a date-time: an RFC 3339 string on the wire; in Python, also an aware datetime."""
    return core_schema.json_or_python_schema(json_schema=date_time_text(), python_schema=date_time_value())


def date_time_text() -> CoreSchema:
    """Return the schema of a date-time on the wire: a string that matches `DATE_TIME_PATTERN` and is a valid time."""
    text = core_schema.chain_schema(
        [
            core_schema.str_schema(pattern=DATE_TIME_PATTERN, strict=True),
            core_schema.datetime_schema(tz_constraint="aware", strict=False),
        ]
    )
    message = f"Input should be {_DATE_TIME_TEXT}"
    return core_schema.custom_error_schema(text, custom_error_type="date_time", custom_error_message=message)


def date_time_value() -> CoreSchema:
    """Return the schema of a date-time in Python: an aware datetime, or the string on the wire."""
    aware = core_schema.datetime_schema(tz_constraint="aware", strict=True)
    value = core_schema.no_info_after_validator_function(_in_whole_minutes_of_utc, aware)
    return core_schema.union_schema(
        [value, date_time_text()],
        mode="left_to_right",
        custom_error_type="date_time",
        custom_error_message=f"Input should be a datetime with a time zone, or {_DATE_TIME_TEXT}",
    )


def _in_whole_minutes_of_utc(moment: datetime) -> datetime:
    """Convert a datetime to UTC if its offset has seconds, as before 1972 in some zones; RFC 3339 has only minutes."""
    offset = moment.utcoffset()
    if not offset or not (offset.seconds % 60 or offset.microseconds):
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("date_time", "Input should be within the years 1 to 9999 in UTC") from None


def exact_float(inner: CoreSchema | None = None) -> CoreSchema:
    """Return the schema of a float that refuses Decimals and the like, which pydantic would convert and round.

    Args:
        inner: The schema of a float; one without bounds by default.
    """
    inner = inner or core_schema.float_schema()
    real_float = core_schema.custom_error_schema(
        core_schema.is_instance_schema(float),
        custom_error_type="number",
        custom_error_message="Input should be a valid number",
    )
    return core_schema.json_or_python_schema(
        json_schema=inner, python_schema=core_schema.chain_schema([real_float, inner])
    )


def whole_number() -> CoreSchema:
    """Return the schema of an integer as JSON Schema defines it (draft 2020-12, core, section 4.2.3): `5.0` is one.

    Its range is ±(2^53 - 1), as in the catalog's schemas.
    """
    whole = core_schema.int_schema(strict=True, ge=-LARGEST_EXACT, le=LARGEST_EXACT)
    # Check the float's bounds first: an int_schema reports a value beyond 64 bits with another error than "too large".
    bounded = exact_float(core_schema.float_schema(strict=True, ge=-LARGEST_EXACT, le=LARGEST_EXACT))
    whole_float = core_schema.chain_schema([bounded, core_schema.int_schema(strict=False)])
    return core_schema.union_schema(
        [whole, whole_float],
        mode="left_to_right",
        custom_error_type="whole_number",
        custom_error_message="Input should be a whole number within ±(2^53 - 1)",
    )


def json_text() -> CoreSchema:
    """Return the schema of JSON values on the wire; NaN and infinite numbers, which JSON does not have, are refused."""
    return core_schema.no_info_after_validator_function(_refuse_non_finite, core_schema.any_schema())


def _refuse_non_finite(value: Any) -> Any:  # JSON
    pending: list[Any] = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            pending.extend(cast("dict[str, Any]", part).values())
        elif isinstance(part, list):
            pending.extend(part)  # pyright: ignore[reportUnknownArgumentType]  # JSON
        elif isinstance(part, float) and not math.isfinite(part):
            raise PydanticCustomError("finite_number", "Input should be JSON without NaN or infinite numbers")
    return value


def json_value() -> CoreSchema:
    """Return the schema of JSON values as plain Python objects, without rounded integers; `JSON_REF` refers to it."""
    inner = core_schema.definition_reference_schema(JSON_REF)
    choices: dict[str, CoreSchema] = {
        "str": core_schema.str_schema(),
        "int": core_schema.int_schema(ge=-LARGEST_EXACT, le=LARGEST_EXACT),
        "float": core_schema.float_schema(),
        "bool": core_schema.bool_schema(),
        "NoneType": core_schema.none_schema(),
        "list": core_schema.list_schema(inner),
        "dict": core_schema.dict_schema(core_schema.str_schema(), inner),
    }
    return core_schema.json_or_python_schema(
        json_schema=core_schema.any_schema(),
        python_schema=core_schema.tagged_union_schema(choices, lambda value: type(value).__name__),
        ref=JSON_REF,
    )
