r"""Encoder for payloads with dates, which JSON lacks, in the format of the `superjson` package.

The official client reads `{"json": <value>, "meta": {"values": {"path.to.value": ["Date"]}}}`. Keys are joined by dots;
a dot inside a key is written `\.`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, cast

from cgk_runtime._internal.numbers import LARGEST_EXACT
from cgk_runtime.errors import InvalidOptionError

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encode(value: object) -> str:
    """Encode a payload.

    Args:
        value: JSON data that may also contain datetimes with a timezone, which arrive as a Date.

    Raises:
        InvalidOptionError: The payload contains something else.

    Example:
        >>> encode({"at": datetime(2026, 1, 2, tzinfo=UTC)})
        '{"json":{"at":"2026-01-02T00:00:00.000Z"},"meta":{"values":{"at":["Date"]}}}'
    """
    dates: list[str] = []
    try:
        document: dict[str, object] = {"json": _format_dates(value, (), dates)}
        if dates:
            paths = ["Date"] if isinstance(value, datetime) else {path: ["Date"] for path in dates}
            document["meta"] = {"values": paths}
        return dumps(document)
    except RecursionError:
        raise _invalid((), "is nested too deeply or contains itself") from None


def dumps(value: object) -> str:
    """Format compact JSON without escaping characters beyond ASCII."""
    return _ENCODER.encode(value)


def format_date(moment: datetime) -> str:
    """Format an instant as JavaScript does: UTC with milliseconds.

    Example:
        >>> format_date(datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC))
        '2026-01-02T03:04:05.678Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _format_dates(value: object, path: tuple[str, ...], dates: list[str]) -> object:
    """Replace datetimes by their texts, and append their paths to `dates`."""
    match value:
        case datetime():
            if value.utcoffset() is None:
                raise _invalid(path, "a datetime needs its timezone")
            if any(key.endswith("\\") for key in path[:-1]):
                raise _invalid(path, "a datetime cannot be sent below a key that ends in a backslash")
            dates.append(".".join(key.replace(".", "\\.") for key in path))
            return format_date(value)
        case int() if abs(value) > LARGEST_EXACT:
            raise _invalid(path, "JavaScript rounds integers beyond 2^53 - 1; send a string")
        case list() | tuple():
            items = cast("list[object]", value)
            return [_format_dates(item, (*path, str(index)), dates) for index, item in enumerate(items)]
        case Mapping():
            fields = cast("Mapping[object, object]", value)
            if not all(isinstance(key, str) for key in fields):
                raise _invalid(path, "keys must be strings")
            for key in fields:
                _check_scalar(key, path)
            return {key: _format_dates(item, (*path, str(key)), dates) for key, item in fields.items()}
        case _:
            _check_scalar(value, path)
            return value


def _check_scalar(value: object, path: tuple[str, ...]) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _invalid(path, "contains a lone surrogate") from None
    elif isinstance(value, float) and not math.isfinite(value):
        raise _invalid(path, "is NaN or infinite")
    elif value is not None and not isinstance(value, int | float):
        raise _invalid(path, f"is of type {type(value).__name__}; send JSON data or datetimes")


def _invalid(path: tuple[str, ...], text: str) -> InvalidOptionError:
    return InvalidOptionError(f"The payload cannot be sent: {'.'.join(path) or 'payload'}: {text}")
