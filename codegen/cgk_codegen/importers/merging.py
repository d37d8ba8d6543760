"""Intersection of JSON Schemas, for `allOf` and for siblings of `$ref`; and proofs that choices exclude each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cgk_codegen.importers.model import Json, Schema, is_list, is_object
from cgk_codegen.json_schema import type_names

Resolve = Callable[[Json], Json]
"""Function that follows the references of a schema."""

ANNOTATIONS: Final = frozenset(
    {
        *("title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly"),
        *("$comment", "$id", "id", "$schema", "$defs", "definitions", "externalDocs", "xml", "discriminator"),
        *("$anchor", "$dynamicAnchor", "$at", "$losses", "$sensitive"),
    }
)
"""Keywords that allow and forbid nothing; so do those that begin with `x-`."""
_GREATEST: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_LEAST: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_JSON_TYPES: Final[Mapping[type, str]] = {
    type(None): "null", bool: "boolean", str: "string", int: "number", float: "number", list: "array", dict: "object",
}  # fmt: skip


def is_annotation(key: str) -> bool:
    """Return whether a keyword does not change which values are valid."""
    return key in ANNOTATIONS or key.startswith("x-")


def constraints(schema: Schema) -> Schema:
    """Return the part of a schema that allows or forbids values."""
    return {key: value for key, value in schema.items() if not is_annotation(key)}


def intersect(first: Schema, second: Schema) -> tuple[Schema, list[str]]:  # noqa: C901  a table of keywords
    """Return the intersection of two schemas, and the keywords of the second one that it lacks.

    Keywords whose values cannot be combined at once become an `allOf` of the values, for the fields inside.
    """
    merged = dict(first)
    lost: list[str] = []
    for key, value in second.items():
        if key == "properties" and is_object(value) and is_object(merged.get(key)):
            merged[key] = _properties(merged[key], value)
        elif key == "required" and is_list(value) and is_list(merged.get(key)):
            merged[key] = list(dict.fromkeys([*merged[key], *value]))
        elif key not in merged:
            merged[key] = value
        elif merged[key] == value or is_annotation(key):
            pass
        elif key in _GREATEST and _are_numbers(merged[key], value):
            merged[key] = max(merged[key], value)
        elif key in _LEAST and _are_numbers(merged[key], value):
            merged[key] = min(merged[key], value)
        elif key == "type":
            merged[key] = _common_types(merged[key], value)
        elif key == "enum" and is_list(value) and is_list(merged[key]):
            merged[key] = [each for each in merged[key] if each in value]
        elif key == "additionalProperties" and isinstance(value, bool):
            merged[key] = value and merged[key]
        elif key == "items" or (key == "additionalProperties" and is_object(value)):
            merged[key] = both(merged[key], value)
        else:
            lost.append(key)
    lost += _close(merged, first, second)
    return merged, lost


def both(first: Json, second: Json) -> Json:
    """Return a schema of the values that two schemas allow."""
    if first is True or first == {}:
        return second
    if second is True or second == {} or first == second:
        return first
    return False if first is False or second is False else {"allOf": [first, second]}


def _properties(first: Schema, second: Schema) -> Schema:
    return {name: both(first.get(name, True), second.get(name, True)) for name in [*first, *second]}


def _close(merged: Schema, first: Schema, second: Schema) -> list[str]:
    """Drop the optional properties that a closed side does not have; return the keyword if a required one is lost."""
    for closed, other in ((first, second), (second, first)):
        if closed.get("additionalProperties") is False and is_object(merged.get("properties")):
            foreign = set(other.get("properties", {})) - set(closed.get("properties", {}))
            if foreign & set(merged.get("required", ())):
                return ["additionalProperties"]  # no value is valid, which cannot be meant
            merged["properties"] = {name: each for name, each in merged["properties"].items() if name not in foreign}
    return []


def _common_types(first: Json, second: Json) -> list[str]:
    one, two = type_names({"type": first}), type_names({"type": second})
    common = [each for each in one if each in two]
    return common or [each for each in (*one, *two) if each == "integer" and "number" in (*one, *two)]


def _are_numbers(*values: Json) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def are_disjoint(choices: list[Json], resolve: Resolve) -> bool:
    """Return whether no value is valid for two of the choices of a `oneOf`, as far as that can be proved."""
    followed = [resolve(choice) for choice in choices]
    return all(
        _exclude(one, other, resolve) for at, one in enumerate(followed) for other in followed[at + 1 :]
    )  # fmt: skip


def _exclude(one: Json, other: Json, resolve: Resolve) -> bool:
    if not is_object(one) or not is_object(other):
        return one is False or other is False
    values, others = _values(one), _values(other)
    if values is not None and others is not None:
        return not any(is_same_constant(value, each) for value in values for each in others)
    if not _kinds(one) & _kinds(other):
        return True
    if _kinds(one) & _kinds(other) != {"object"}:
        return False
    required = set(one.get("required", ())) & set(other.get("required", ()))
    fields: tuple[Mapping[str, Any], Mapping[str, Any]] = (one.get("properties", {}), other.get("properties", {}))
    tags = [(fields[0][name], fields[1][name]) for name in required if name in fields[0] and name in fields[1]]
    if any(_exclude(resolve(first), resolve(second), resolve) for first, second in tags):
        return True
    sides = ((one, other), (other, one))
    return any(
        side.get("additionalProperties") is False and set(rest.get("required", ())) - set(side.get("properties", {}))
        for side, rest in sides
    )


def _values(schema: Schema) -> list[Json] | None:
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if is_list(values) else None


def is_same_constant(one: Json, other: Json) -> bool:
    """Return whether two constants are one value; in JSON, 1 is 1.0 and not true."""
    return bool(one == other) and json_type_of(one) == json_type_of(other)


def _kinds(schema: Schema) -> set[str]:
    """Return the kinds of values that a schema can allow; integers are numbers."""
    values = _values(schema)
    if values is not None:
        return {json_type_of(value) for value in values}
    return {"number" if name == "integer" else name for name in type_names(schema)} or {*_JSON_TYPES.values()}


def json_type_of(value: Json) -> str:
    """Return the type of a JSON value; integers are numbers."""
    return next(name for type_, name in _JSON_TYPES.items() if isinstance(value, type_))
