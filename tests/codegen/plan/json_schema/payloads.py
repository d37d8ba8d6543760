"""Generator of payloads from a schema: valid ones, and copies with one change. Each run generates the same ones."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cgk_codegen.resolve.patterns import matches, schema_pattern
from cgk_codegen.text_formats import TEXT_FORMATS

TEXTS = [
    "", "a", "AB-12", "AB12", "xx", "x@y.z", "http://x", "aab", "é", "😀", "😀😀😀", "e\u0301e\u0301", "abcd", "12",
    "null", "true", " ", "\n", "a\u2028b", "\u0000", "١٢", "low", "high", "only", "a\"b", "__proto__",
]  # fmt: skip
DATE_TIMES = [
    "2026-01-02T03:04:05Z", "2024-02-29T23:59:59.999999+23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59",
    "2000-02-29T00:00:00-00:00", "0001-01-01T00:00:00+23:59", "1969-12-31T23:59:59.1Z",
]  # fmt: skip
NOT_DATE_TIMES = [
    "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "0000-01-01T00:00:00Z",
    "2026-13-01T00:00:00Z", "2026-01-02T03:04:05", "2026-01-02t03:04:05z", "2026-01-02 03:04:05Z", "2026-01-02",
    "1767225600", "2026-01-02T24:00:00Z", "2026-01-02T03:04:60Z", "2026-01-02T03:04:05.1234567Z",
    "2026-01-02T03:04:05+24:00", "+002026-01-02T03:04:05Z", "2026-01-02T03:04:05Z\n",
    "\u0662\u0660\u0662\u0666-01-02T03:04:05Z",
]  # fmt: skip
FORMATTED = [
    "2026-01-31", "2024-02-29", "0001-01-01", "9999-12-31", "2000-02-29", "23:59:59", "00:00:00.123456+23:59",
    "09:30:00Z",
    "PT36H", "P1Y2M3DT4H5M6.7S", "P1W", "P2D", "PT0S", "0b6f5a52-3b53-4b8e-9f0c-3f6f0a1d2c3e",
    "00000000-0000-0000-0000-000000000001", "FFFFFFFF-ffff-ffff-ffff-ffffffffffff", "https://a.example/b?c=%20#d",
    "urn:a:b",
    "mailto:a@b.c", "ada@example.org", "a.b+c@x-y.example.org", "o'h!@b.co",
]  # fmt: skip
"""Texts in the standard forms of the catalog's formats, such as dates and email addresses."""
NOT_FORMATTED = [
    "2026-02-29", "1900-02-29", "0000-01-01", "2026-1-1", "2026-01-32", "10000-01-01", "2026-01-31\n", "24:00:00",
    "9:30:00",
    "09:30", "23:59:60", "09:30:00z", "09:30:00.1234567", "P", "PT", "P1DT", "-P1D", "P1Y1W", "PT1S2M", "P1.5D", "p1d",
    "0b6f5a52-3b53-4b8e-9f0c-3f6f0a1d2c3", "urn:uuid:0b6f5a52-3b53-4b8e-9f0c-3f6f0a1d2c3e",
    "{0b6f5a52-3b53-4b8e-9f0c-3f6f0a1d2c3e}", "//a.example", "https://a b", "https://a/%zz", "https://é.example",
    "1a:b",
    "a@b", "a@b.c.", ".a@b.co", "a..b@c.co", '"a"@b.co', "a@-b.co", "a@b_.co", "ä@b.co", "a@b.co\n", " a@b.co",
]  # fmt: skip
"""Texts that only resemble these forms."""
FORMAT_PATTERNS = {schema_pattern(pattern) for pattern in TEXT_FORMATS.values()}
"""The formats' patterns as JSON Schemas contain them."""
NUMBERS = [
    "0", "-0", "-0.0", "1", "1.0", "1e0", "-1", "1.5", "0.1", "5e-324", "-5e-324", "1e-400", "9007199254740991",
    "9007199254740992", "9007199254740993", "-9007199254740991", "-9007199254740992", "9007199254740991.0",
    "4503599627370497", "1e15", "1e21", "1e300", "-1e300", "1.7976931348623157e308", "1e400", "-1e400",
    "999999.9999999999", "1000000", "2.9999999999999999", "2.9999999999999996", "9007199254740990",
    "123456789012345678901234567890", "3", "-3", "3.0000000000000004",
]  # fmt: skip
"""Numbers as JSON texts, many of them at the limits of doubles and of exact integers."""


@dataclass(frozen=True)
class RawNumber:
    """Number given by its JSON text, such as 1e400, which Python's floats cannot represent."""

    text: str


def to_json(value: Any) -> str:
    """Return a value as JSON; a `RawNumber` keeps its text."""
    match value:
        case RawNumber(text=text):
            return text
        case dict():
            return f"{{{','.join(f'{json.dumps(key)}:{to_json(item)}' for key, item in parts(value))}}}"
        case list():
            return f"[{','.join(to_json(item) for _, item in parts(value))}]"
        case _:
            return json.dumps(value)


REPLACEMENTS: list[Any] = [
    None,
    True,
    False,
    [],
    [None],
    ["a"],
    {},
    {"a": 1},
    {"": {}},
    [[]],
    *map(RawNumber, NUMBERS),
    *TEXTS,
    *DATE_TIMES,
    *NOT_DATE_TIMES,
]
"""Values that replace parts of payloads."""


class Payloads:
    """Generator of payloads for one document: a schema with its `$defs`."""

    def __init__(self, document: Mapping[str, Any], seed: str) -> None:
        self._document = document
        self.rng = random.Random(seed)  # noqa: S311  the same payloads in every run

    def valid(self) -> Any:
        """Return a payload that should be valid; a difficult pattern may make it invalid."""
        return self._make(self._document)

    def mutated(self, payload: Any) -> Iterator[Any]:
        """Yield copies of a payload with one change each, then values that replace the whole payload."""
        for path in list(_paths(payload)):
            # Six values for an inner part, because all of them would take too long.
            for value in REPLACEMENTS if len(path) == 1 else self.rng.sample(REPLACEMENTS, 6):
                yield _changed(payload, path, value)
            yield _changed(payload, path, ...)
            for unknown in ("unknown", "tenant_id", "Tenantid"):
                yield _changed(payload, (*path, unknown), "x")
        yield _changed(payload, ("unknown",), None)
        yield from REPLACEMENTS

    def _make(self, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            return self._make(self._document["$defs"][schema["$ref"].removeprefix("#/$defs/")])
        if "anyOf" in schema:
            return self._make(self.rng.choice(schema["anyOf"]))
        if "enum" in schema:
            return self.rng.choice(schema["enum"])
        types = schema.get("type", [])
        type_name = types if isinstance(types, str) else self.rng.choice(types) if types else None
        match type_name:
            case "object":
                return self._object(schema)
            case "array":
                count = self.rng.randint(schema.get("minItems", 0), min(schema.get("maxItems", 3), 3))
                return [self._make(schema["items"]) for _ in range(count)]
            case "string":
                return self._text(schema)
            case "number" | "integer":
                return self._number(schema, whole=type_name == "integer")
            case "boolean":
                return self.rng.random() < 0.5
            case "null":
                return None
            case _:
                return self.rng.choice(REPLACEMENTS)

    def _object(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        required = schema.get("required", ())
        fields = {
            name: self._make(inner)
            for name, inner in schema.get("properties", {}).items()
            if name in required or self.rng.random() < 0.6
        }
        if schema["additionalProperties"] is not False:
            values = schema["additionalProperties"]
            other_names = [name for name in ("a", "ключ", "a.b", "", "toString", "tenantId") if name not in fields]
            for name in self.rng.sample(other_names, 2):
                fields[name] = self.rng.choice(REPLACEMENTS) if values is True else self._make(values)
        return fields

    def _text(self, schema: Mapping[str, Any]) -> str:
        if schema.get("format") == "date-time":
            return self.rng.choice(DATE_TIMES)
        # The tenant's pattern in the catalog `hard` and in the platform's.
        if schema.get("pattern", "").startswith("^[a-z0-9_-]{1,56}$"):
            return self.rng.choice(["rawdog", "a", "x" * 56, "0_-"])
        texts = [*TEXTS, *TEXTS[:8]]  # the first eight match patterns of the catalogs, and occur more often
        if schema.get("pattern") in FORMAT_PATTERNS:
            texts = [*FORMATTED, *NOT_FORMATTED]
        matching = [text for text in texts if matches(schema.get("pattern", ""), text)]
        return self.rng.choice(matching if matching and self.rng.random() < 0.8 else texts)

    def _number(self, schema: Mapping[str, Any], *, whole: bool) -> Any:
        low = schema.get("minimum", schema.get("exclusiveMinimum", -1000))
        high = schema.get("maximum", schema.get("exclusiveMaximum", 1000))
        step = schema.get("multipleOf", 1)
        edges = [low, high, low + step, high - step, high - 1, 0, step]
        if self.rng.random() < 0.3:
            return self.rng.choice([*edges, *map(RawNumber, NUMBERS)])
        value = self.rng.uniform(max(low, -1000), min(high, 1000))
        return round(value / step) * step if whole else value


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    for key, item in parts(value):
        yield (*path, key)
        yield from _paths(item, (*path, key))


def parts(value: Any) -> list[tuple[Any, Any]]:
    """Return the fields of an object by name, or the items of a list by index."""
    match value:
        case dict():
            return list(value.items())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  JSON
        case list():
            return list(enumerate(value))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  JSON
        case _:
            return []


def _changed(payload: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Return a copy of a payload with a value set at a path, or deleted there if the value is `...`.

    The copy has no change if the payload cannot have the path, such as a field of a number.
    """
    changed = copy.deepcopy(payload)
    container: Any = changed
    for step in path[:-1]:
        container = container[step]
    last: Any = path[-1]
    if isinstance(container, list) != isinstance(last, int) or not isinstance(container, (dict, list)):
        return changed
    if value is ...:
        del container[last]
    else:
        container[last] = value
    return changed
