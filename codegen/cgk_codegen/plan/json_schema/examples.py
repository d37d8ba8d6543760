"""Examples of every payload: the catalog's valid ones, and one broken in each way that its schema forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from cgk_codegen.json_schema import Schema, is_date_time, referenced_name, type_names
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.documents import event_schema
from cgk_codegen.resolve.patterns import matches

_ABSENT: Final = object()
_OTHERS: Final[tuple[Any, ...]] = ("text", 12.5, True, None, {}, [])
"""Values of every JSON type; the first of a type that a schema does not allow breaks it."""


@dataclass(frozen=True, slots=True)
class _Break:
    """One way to break a value: the keyword that forbids it, the place below the value, and what stands there then."""

    keyword: str
    path: tuple[str | int, ...]
    value: Any  # JSON, or _ABSENT

    def below(self, step: str | int) -> _Break:
        return _Break(self.keyword, (step, *self.path), self.value)


def emit_examples(catalog: Catalog) -> dict[str, str]:
    """Make `schema/examples/<event>.json` for every event: `{"valid": [...], "invalid": [...]}`, for tests."""
    return {f"schema/examples/{event.name}.json": _text(catalog, event) for event in catalog.events.values()}


def _text(catalog: Catalog, event: Event) -> str:
    valid = [dict(example) for example in event.examples]
    ways = _Ways(event_schema(catalog, event))
    invalid = [
        {"breaks": way.keyword, "at": _place(way.path), "payload": _broken(valid[0], way.path, way.value)}
        for way in ways.of_document(valid[0])
    ]
    lines = [",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in items) for items in (valid, invalid)]
    return f'{{\n  "valid": [\n{lines[0]}\n  ],\n  "invalid": [\n{lines[1]}\n  ]\n}}\n'


class _Ways:
    """The ways to break values of one document."""

    def __init__(self, document: Schema) -> None:
        self._document = document

    def of_document(self, example: Any) -> Iterator[_Break]:
        yield from self._of(self._document, example)

    def _of(self, schema: Schema, value: Any) -> Iterator[_Break]:
        """Give the ways to break a value; _ABSENT where there is none to break further inside."""
        schema = self._resolved(schema)
        allowed = self._types(schema)
        other = next((one for one in _OTHERS if allowed and not _is_one_of(one, allowed)), _ABSENT)
        if other is not _ABSENT:
            yield _Break("anyOf" if "anyOf" in schema else "type", (), other)
        if allowed and "null" not in allowed and other is not None:
            yield _Break("anyOf" if "anyOf" in schema else "type", (), None)
        if "enum" in schema:
            yield _Break("enum", (), "".join(str(one) for one in schema["enum"]) + "?")
        elif "string" in allowed:
            yield from _of_text(schema)
        yield from _of_number(schema, allowed)
        match value:
            case dict():
                yield from self._of_object(schema, cast("dict[str, Any]", value))
            case list():
                yield from self._of_list(schema, value)  # pyright: ignore[reportUnknownArgumentType]  JSON
            case _ if "items" in schema:
                yield from self._of_list(schema, [])
            case _:
                pass

    def _of_object(self, schema: Schema, value: dict[str, Any]) -> Iterator[_Break]:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        for name in schema.get("required", ()):
            yield _Break("required", (name,), _ABSENT)
        if schema.get("additionalProperties") is False:
            yield _Break("additionalProperties", ("unknown",), True)
        for name, inner in properties.items():
            for way in self._of(inner, value.get(name, _ABSENT)):
                yield way.below(name)
        values = schema.get("additionalProperties")
        if isinstance(values, Mapping):
            for way in self._of(cast("Schema", values), _ABSENT):
                yield way.below("key")

    def _of_list(self, schema: Schema, value: list[Any]) -> Iterator[_Break]:
        if schema.get("minItems", 0) > 0:
            yield _Break("minItems", (), value[: schema["minItems"] - 1])
        if "maxItems" in schema and value:
            yield _Break("maxItems", (), value[:1] * (schema["maxItems"] + 1))
        for way in self._of(schema.get("items", {}), value[0] if value else _ABSENT):
            yield way.below(0)

    def _resolved(self, schema: Schema) -> Schema:
        name = referenced_name(schema)
        return schema if name is None else self._resolved(self._document["$defs"][name])

    def _types(self, schema: Schema) -> set[str]:
        """Name the types a schema allows; none where it allows all."""
        choices = [self._types(self._resolved(choice)) for choice in schema.get("anyOf", ())]
        return set(type_names(schema)).union(*choices) if all(choices) else set()


def _of_text(schema: Schema) -> Iterator[_Break]:
    if is_date_time(schema):
        yield _Break("pattern", (), "yesterday")
        yield _Break("format", (), "2026-02-30T00:00:00Z")
        return
    if "pattern" in schema:
        refused = next((text for text in ("", " ", "§", "0", "a") if not matches(schema["pattern"], text)), None)
        if refused is not None:
            yield _Break("pattern", (), refused)
    if schema.get("minLength", 0) > 0:
        yield _Break("minLength", (), "x" * (schema["minLength"] - 1))
    if "maxLength" in schema:
        yield _Break("maxLength", (), "x" * (schema["maxLength"] + 1))


def _of_number(schema: Schema, allowed: set[str]) -> Iterator[_Break]:
    if "integer" in allowed and "number" not in allowed:
        yield _Break("anyOf" if "anyOf" in schema else "type", (), 0.5)
    for keyword, by in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0)):
        if keyword in schema:
            bound = schema[keyword]
            # One more than 1e300 is 1e300.
            yield _Break(keyword, (), bound + by if by == 0 or bound + by != bound else bound * 2)
    if schema.get("multipleOf", 1) > 1:
        least = max(schema.get("minimum", 0), 0) // schema["multipleOf"] + 1
        yield _Break("multipleOf", (), schema["multipleOf"] * least + 1)


def _is_one_of(value: Any, types: set[str]) -> bool:
    match value:
        case None:
            return "null" in types
        case bool():
            return "boolean" in types
        case str():
            return "string" in types
        case int() | float():
            return bool({"number", "integer"} & types)
        case list():
            return "array" in types
        case _:
            return "object" in types


def _broken(payload: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items: list[Any] = payload if isinstance(payload, list) else []  # pyright: ignore[reportUnknownVariableType]
        return [_broken(items[0] if items else None, rest, value), *items[1:]]
    fields = dict(cast("dict[str, Any]", payload)) if isinstance(payload, dict) else {}
    if not rest and value is _ABSENT:
        return {name: item for name, item in fields.items() if name != step}
    return {**fields, step: _broken(fields.get(step), rest, value)}


def _place(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
