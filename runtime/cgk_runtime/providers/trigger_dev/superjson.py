r"""Encoder for payloads with values that JSON lacks, such as dates, in the format of the `superjson` package.

The official client reads `{"json": <value>, "meta": {"values": {"path.to.value": ["Date"]}}}`. Keys are joined by dots;
a dot inside a key is written `\.`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, cast

from cgk_runtime.errors import InvalidOptionError

_LARGEST_SAFE: Final = 2**53 - 1
_FORBIDDEN_KEYS: Final = {"__proto__", "prototype", "constructor"}
"""Keys that the official client rejects."""

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)

Annotations = dict[str, list[Any]]  # ["Date"], or ["set", annotations of its items]


def encode(value: object) -> str:
    """Encode a payload.

    Args:
        value: JSON data that may also contain datetimes with a timezone (Date in JavaScript), integers beyond 2^53
            (bigint), NaN, infinities and sets.

    Raises:
        InvalidOptionError: The payload contains something else; the error names the place.

    Example:
        >>> encode({"at": datetime(2026, 1, 2, tzinfo=UTC)})
        '{"json":{"at":"2026-01-02T00:00:00.000Z"},"meta":{"values":{"at":["Date"]}}}'
    """
    annotations: Annotations = {}
    plain = _plain(value, (), annotations)
    document: dict[str, object] = {"json": plain}
    if annotations:
        is_root = not isinstance(value, Mapping | list | tuple)
        document["meta"] = {"values": annotations[""] if is_root else annotations}
    return dumps(document)


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


def _plain(value: object, path: tuple[str, ...], annotations: Annotations) -> object:
    match value:
        case None | bool():
            return value
        case str():
            return _text(value, path)
        case int():
            return value if abs(value) <= _LARGEST_SAFE else _annotate(str(value), "bigint", path, annotations)
        case float():
            return _number(value, path, annotations)
        case datetime():
            return _date(value, path, annotations)
        case set() | frozenset():
            return _set(cast("set[object]", value), path, annotations)
        case list() | tuple():
            items = cast("list[object]", value)
            return [_plain(item, (*path, str(at)), annotations) for at, item in enumerate(items)]
        case Mapping():
            pairs = cast("Mapping[object, object]", value).items()
            return {_key(key, path): _plain(item, (*path, str(key)), annotations) for key, item in pairs}
        case _:
            raise _invalid(path, f"a {type(value).__name__} cannot be sent; convert it to JSON data")


def _date(value: datetime, path: tuple[str, ...], annotations: Annotations) -> object:
    if value.utcoffset() is None:
        raise _invalid(path, "a datetime needs its timezone")
    return _annotate(format_date(value), "Date", path, annotations)


def _text(value: str, path: tuple[str, ...]) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _invalid(path, "the text contains half of a surrogate pair") from None
    return value


def _key(key: object, path: tuple[str, ...]) -> str:
    if not isinstance(key, str):
        raise _invalid(path, f"keys must be strings, not {type(key).__name__}")
    if key in _FORBIDDEN_KEYS:
        raise _invalid(path, f'the official client rejects the key "{key}"')
    return _text(key, path)


def _number(value: float, path: tuple[str, ...], annotations: Annotations) -> object:
    if math.isnan(value):
        return _annotate("NaN", "number", path, annotations)
    if math.isinf(value):
        return _annotate("Infinity" if value > 0 else "-Infinity", "number", path, annotations)
    if value == 0 and math.copysign(1, value) < 0:
        return _annotate("-0", "number", path, annotations)
    return int(value) if value.is_integer() and abs(value) <= _LARGEST_SAFE else value


def _set(value: set[object], path: tuple[str, ...], annotations: Annotations) -> object:
    inner: Annotations = {}
    plain = [_plain(item, (str(at),), inner) for at, item in enumerate(value)]
    return _annotate(plain, "set", path, annotations, inner)


def _annotate(
    plain: object, kind: str, path: tuple[str, ...], annotations: Annotations, inner: Annotations | None = None
) -> object:
    if any(key.endswith("\\") for key in path[:-1]):
        raise _invalid(path, "only JSON data can be sent below a key that ends in a backslash")
    annotations[".".join(key.replace(".", "\\.") for key in path)] = [kind, inner] if inner else [kind]
    return plain


def _invalid(path: tuple[str, ...], text: str) -> InvalidOptionError:
    return InvalidOptionError(f"The payload cannot be sent: {'.'.join(path) or 'payload'}: {text}")
