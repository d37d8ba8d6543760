"""Intersection of JSON Schemas, for `allOf` and keywords next to `$ref`, and checks that choices are disjoint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
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
            merged[key] = [constant for constant in merged[key] if constant in value]
        elif key == "additionalProperties" and isinstance(value, bool):
            merged[key] = value and merged[key]
        elif key == "items" or (key == "additionalProperties" and is_object(value)):
            merged[key] = intersection(merged[key], value)
        else:
            lost.append(key)
    lost += _drop_refused_properties(merged, first, second)
    return merged, lost


def intersection(first: Json, second: Json) -> Json:
    """Return a schema of the values that two schemas allow."""
    if first is True or first == {}:
        return second
    if second is True or second == {} or first == second:
        return first
    return False if first is False or second is False else {"allOf": [first, second]}


def _properties(first: Schema, second: Schema) -> Schema:
    return {name: intersection(first.get(name, True), second.get(name, True)) for name in [*first, *second]}


def _drop_refused_properties(merged: Schema, first: Schema, second: Schema) -> list[str]:
    """Drop the optional properties that a closed side does not have; return the keyword if a required one is lost."""
    for closed, partner in ((first, second), (second, first)):
        if closed.get("additionalProperties") is False and is_object(merged.get("properties")):
            foreign = set(partner.get("properties", {})) - set(closed.get("properties", {}))
            if foreign & set(merged.get("required", ())):
                return ["additionalProperties"]  # no value is valid, which cannot be meant
            merged["properties"] = {name: part for name, part in merged["properties"].items() if name not in foreign}
    return []


def _common_types(first: Json, second: Json) -> list[str]:
    names, others = type_names({"type": first}), type_names({"type": second})
    both_names = (*names, *others)
    common = [name for name in names if name in others]
    return common or [name for name in both_names if name == "integer" and "number" in both_names]


def _are_numbers(*values: Json) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def are_disjoint(choices: list[Json], resolve: Resolve) -> bool:
    """Return whether no value is valid for two of the choices of a `oneOf`, as far as that can be proved."""
    resolved = [resolve(choice) for choice in choices]
    return all(
        _exclude_each_other(first, second, resolve) for first, second in combinations(resolved, 2)
    )  # fmt: skip


def _exclude_each_other(first: Json, second: Json, resolve: Resolve) -> bool:
    if not is_object(first) or not is_object(second):
        return first is False or second is False
    values, others = _values(first), _values(second)
    if values is not None and others is not None:
        return not any(is_same_constant(value, constant) for value in values for constant in others)
    if not _types_of(first) & _types_of(second):
        return True
    if _types_of(first) & _types_of(second) != {"object"}:
        return False
    required = set(first.get("required", ())) & set(second.get("required", ()))
    fields: tuple[Mapping[str, Any], Mapping[str, Any]] = (first.get("properties", {}), second.get("properties", {}))
    tags = [(fields[0][name], fields[1][name]) for name in required if name in fields[0] and name in fields[1]]
    if any(_exclude_each_other(resolve(first), resolve(second), resolve) for first, second in tags):
        return True
    sides = ((first, second), (second, first))
    return any(
        side.get("additionalProperties") is False and set(rest.get("required", ())) - set(side.get("properties", {}))
        for side, rest in sides
    )


def _values(schema: Schema) -> list[Json] | None:
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if is_list(values) else None


def is_same_constant(first: Json, second: Json) -> bool:
    """Return whether two constants are one value; in JSON, 1 is 1.0 and not true."""
    return bool(first == second) and json_type_of(first) == json_type_of(second)


def _types_of(schema: Schema) -> set[str]:
    """Return the kinds of values that a schema can allow; integers are numbers."""
    values = _values(schema)
    if values is not None:
        return {json_type_of(value) for value in values}
    return {"number" if name == "integer" else name for name in type_names(schema)} or {*_JSON_TYPES.values()}


def json_type_of(value: Json) -> str:
    """Return the type of a JSON value; integers are numbers."""
    return next(name for type_, name in _JSON_TYPES.items() if isinstance(value, type_))
