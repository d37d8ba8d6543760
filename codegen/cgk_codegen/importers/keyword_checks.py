"""Check of the keywords in a source: each must have a value of the type that its standard defines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Json, Schema, is_list, is_object

_TYPES: Final = ("string", "number", "integer", "boolean", "object", "array", "null")


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_bound(value: Json) -> bool:
    return _is_number(value) or _is_flag(value)  # draft 4 has flags


def _is_count(value: Json) -> bool:
    return _is_number(value) and value >= 0 and float(value).is_integer()


def _is_schema(value: Json) -> bool:
    return is_object(value) or _is_flag(value)


def _is_schema_or_list(value: Json) -> bool:
    return _is_schema(value) or is_list(value)


def _are_schemas(value: Json) -> bool:
    return is_list(value) and bool(value) and all(map(_is_schema, value))


def _are_named_schemas(value: Json) -> bool:
    return is_object(value) and all(map(_is_schema, value.values()))


def _are_values(value: Json) -> bool:
    return is_list(value) and bool(value)


def _are_texts(value: Json) -> bool:
    return is_list(value) and all(map(_is_text, value))


def _are_types(value: Json) -> bool:
    return value in _TYPES or (is_list(value) and bool(value) and all(name in _TYPES for name in value))


_Rule = tuple[Callable[[Json], bool], str, tuple[str, ...]]
_RULES: Final[tuple[_Rule, ...]] = (
    (_is_text, "a text", ("$ref", "$dynamicRef", "$recursiveRef", "pattern", "format", "title", "description")),
    (_is_text, "a text", ("$schema", "$id", "$anchor", "$dynamicAnchor", "$comment")),
    (_is_number, "a number", ("minimum", "maximum", "multipleOf")),
    (_is_bound, "a number", ("exclusiveMinimum", "exclusiveMaximum")),
    (_is_count, "a whole number from 0", ("minLength", "maxLength", "minItems", "maxItems")),
    (_is_schema, "a schema", ("additionalProperties", "additionalItems", "unevaluatedProperties")),
    (_is_schema_or_list, "a schema", ("items",)),
    (_are_schemas, "a list with a schema", ("allOf", "anyOf", "oneOf", "prefixItems")),
    (_are_named_schemas, "an object of schemas", ("properties", "patternProperties", "$defs", "definitions")),
    (_are_values, "a list with a value", ("enum",)),
    (is_list, "a list of values", ("examples",)),
    (_are_texts, "a list of names", ("required",)),
    (_are_types, f"one of {', '.join(_TYPES)}, or a list of them", ("type",)),
)
_CHECKS: Final[Mapping[str, tuple[Callable[[Json], bool], str]]] = {
    key: (is_valid, expected) for is_valid, expected, keys in _RULES for key in keys
}


def remove_malformed(losses: Losses, schema: Schema, subject: str) -> None:
    """Report the keywords of a schema that have an invalid value, and remove them: reading continues without them.

    Those of the schemas inside are checked when they are read.
    """
    for key in schema.keys() & _CHECKS.keys():
        is_valid, expected = _CHECKS[key]
        if not is_valid(schema[key]):
            losses.add_malformed(schema, key, subject, expected)
            del schema[key]


def read_list(losses: Losses, owner: Schema, key: str, subject: str) -> list[Json]:
    """Return a list of a specification, empty if it is missing; report another value."""
    values = owner.get(key, [])
    if is_list(values):
        return values
    losses.add_malformed(owner, key, subject, "a list")
    return []
