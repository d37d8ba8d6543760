"""Check of a source's keywords, each of which must have a value as its standard says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cgk_codegen.diagnostics import CatalogError, Diagnostic, Severity
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.importers.documents import Documents
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
    return value in _TYPES or (is_list(value) and bool(value) and all(each in _TYPES for each in value))


_Rule = tuple[Callable[[Json], bool], str, tuple[str, ...]]
_RULES: Final[tuple[_Rule, ...]] = (
    (_is_text, "a text", ("$ref", "$dynamicRef", "$recursiveRef", "pattern", "format", "title", "description")),
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


def check_keywords(documents: Documents, schema: Schema, subject: str) -> None:
    """Check the values of a schema's keywords; those of the schemas inside are checked when they are read.

    Raises:
        CatalogError: A keyword has another kind of value.
    """
    for key in schema.keys() & _CHECKS.keys():
        is_valid, expected = _CHECKS[key]
        if not is_valid(schema[key]):
            raise malformed(documents, schema, key, subject, expected)


def listed(documents: Documents, owner: Schema, key: str, subject: str) -> list[Json]:
    """Return a list of a specification, empty if it is missing.

    Raises:
        CatalogError: It is not a list.
    """
    values = owner.get(key, [])
    if not is_list(values):
        raise malformed(documents, owner, key, subject, "a list")
    return values


def malformed(documents: Documents, owner: Schema, key: str, subject: str, expected: str) -> CatalogError:
    """Return the error about a value, at its place in the source."""
    message = f'"{key}" of {subject} must be {expected}'
    span = documents.span(owner, key)
    return CatalogError([Diagnostic("IMP601", Severity.ERROR, span, message, codes()["IMP601"].fix)])
