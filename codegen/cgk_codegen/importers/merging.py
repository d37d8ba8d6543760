"""Intersection of JSON Schemas, for `allOf` and keywords next to `$ref`, and a check that choices are disjoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Final

from cgk_codegen.importers.model import Json, Schema, is_list, is_object
from cgk_codegen.json_schema import JSON_TYPES, json_type_of, type_names

Resolve = Callable[[Json], Json]
"""Function that resolves the references of a schema."""

ANNOTATIONS: Final = frozenset(
    {
        *("title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly"),
        *("$comment", "$id", "id", "$schema", "$defs", "definitions", "externalDocs", "xml", "discriminator"),
        *("$anchor", "$dynamicAnchor", "$losses"),
    }
)
"""Keywords that do not restrict values. Keywords that begin with `x-` do not either."""
_LOWER_BOUNDS: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def is_annotation(key: str) -> bool:
    """Return whether a keyword does not restrict values."""
    return key in ANNOTATIONS or key.startswith("x-")


def constraints(schema: Schema) -> Schema:
    """Return a schema without its annotations."""
    return {key: value for key, value in schema.items() if not is_annotation(key)}


def intersect(first: Schema, second: Schema) -> tuple[Schema, list[str]]:  # noqa: C901  a table of keywords
    """Return the intersection of two schemas, and the keywords of the second schema that it had to ignore.

    Schemas inside the two become an `allOf`, which is merged when it is read.
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
        elif key in _LOWER_BOUNDS and _are_numbers(merged[key], value):
            merged[key] = max(merged[key], value)
        elif key in _UPPER_BOUNDS and _are_numbers(merged[key], value):
            merged[key] = min(merged[key], value)
        elif key == "type" and (common_types := _common_types(merged[key], value)):
            merged[key] = common_types
        elif key == "enum" and (common_constants := _common_constants(merged[key], value)):
            merged[key] = common_constants
        elif key == "additionalProperties" and isinstance(value, bool):
            merged[key] = value and merged[key]
        elif key == "items" or (key == "additionalProperties" and is_object(value)):
            merged[key] = intersection(merged[key], value)
        else:
            lost.append(key)
    if _forbids_any(first, second.get("properties", ())) or _forbids_any(second, first.get("properties", ())):
        lost.append("additionalProperties")  # the union of the fields is accepted
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


def _forbids_any(schema: Schema, names: Iterable[str]) -> bool:
    """Return whether a schema is closed and lacks at least one of the named fields."""
    return schema.get("additionalProperties") is False and not schema.get("properties", {}).keys() >= {*names}


def _common_types(first: Json, second: Json) -> list[str]:
    first_names, second_names = type_names({"type": first}), type_names({"type": second})
    common = [name for name in first_names if name in second_names]
    for names, others in ((first_names, second_names), (second_names, first_names)):
        if "integer" in names and "number" in others and "integer" not in common:
            common.append("integer")
    return common


def _common_constants(first: list[Json], second: list[Json]) -> list[Json]:
    return [constant for constant in first if any(is_same_constant(constant, other) for other in second)]


def _are_numbers(*values: Json) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def are_disjoint(choices: list[Json], resolve: Resolve) -> bool:
    """Return whether every value is valid for at most one choice; False if that cannot be proved."""
    resolved = [resolve(choice) for choice in choices]
    return all(_exclude_each_other(first, second, resolve) for first, second in combinations(resolved, 2))


def _exclude_each_other(first: Json, second: Json, resolve: Resolve) -> bool:
    """Return whether no value is valid for both of two resolved schemas."""
    if not is_object(first) or not is_object(second):
        return first is False or second is False
    first_constants, second_constants = _constants(first), _constants(second)
    if first_constants is not None and second_constants is not None:
        return not any(is_same_constant(value, other) for value in first_constants for other in second_constants)
    common_types = _types_of(first) & _types_of(second)
    if common_types != {"object"}:
        return not common_types
    first_fields: Schema = first.get("properties", {})
    second_fields: Schema = second.get("properties", {})
    required_by_both = set(first.get("required", ())) & set(second.get("required", ()))
    for name in required_by_both & first_fields.keys() & second_fields.keys():
        if _exclude_each_other(resolve(first_fields[name]), resolve(second_fields[name]), resolve):
            return True
    return _forbids_any(first, second.get("required", ())) or _forbids_any(second, first.get("required", ()))


def _constants(schema: Schema) -> list[Json] | None:
    """Return the values of `const` or `enum`, None if the schema has neither."""
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if is_list(values) else None


def is_same_constant(first: Json, second: Json) -> bool:
    """Return whether two constants are the same JSON value: 1 equals 1.0, but not true."""
    return bool(first == second) and json_type_of(first) == json_type_of(second)


def _types_of(schema: Schema) -> set[str]:
    """Return the types of the values that a schema can allow; integers are numbers."""
    constants = _constants(schema)
    if constants is not None:
        return {json_type_of(value) for value in constants}
    return {"number" if name == "integer" else name for name in type_names(schema)} or {*JSON_TYPES} - {"integer"}
