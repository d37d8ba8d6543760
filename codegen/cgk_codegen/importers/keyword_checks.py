"""Check of the keywords in a source: each must have a value of the type that its standard defines."""

from __future__ import annotations

from functools import cache
from typing import Final

from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Json, Schema, is_list
from cgk_codegen.json_schema import JSON_TYPES
from cgk_codegen.json_schema_validator import Validator, validator_of

_TEXT: Final[Schema] = {"type": "string"}
_SCHEMA: Final[Schema] = {"type": ["object", "boolean"]}
_SCHEMAS: Final[Schema] = {"type": "array", "items": _SCHEMA}
_NAMED_SCHEMAS: Final[Schema] = {"type": "object", "additionalProperties": _SCHEMA}
_TYPE: Final[Schema] = {"enum": JSON_TYPES}
_TYPES: Final[Schema] = {"anyOf": [_TYPE, {"type": "array", "minItems": 1, "items": _TYPE}]}
_RULES: Final[tuple[tuple[Schema, str, tuple[str, ...]], ...]] = (
    (_TEXT, "a text", ("$ref", "pattern", "format", "title", "description")),
    (_TEXT, "a text", ("$schema", "$id", "$anchor", "$dynamicAnchor", "$comment")),
    ({"type": "number"}, "a number", ("minimum", "maximum", "multipleOf")),
    ({"type": ["number", "boolean"]}, "a number", ("exclusiveMinimum", "exclusiveMaximum")),  # a flag in draft 4
    ({"type": "integer", "minimum": 0}, "a whole number from 0", ("minLength", "maxLength", "minItems", "maxItems")),
    (_SCHEMA, "a schema", ("additionalProperties", "additionalItems", "unevaluatedProperties")),
    ({"type": ["object", "boolean", "array"]}, "a schema", ("items",)),
    ({**_SCHEMAS, "minItems": 1}, "a list with a schema", ("allOf", "anyOf", "oneOf")),
    (_SCHEMAS, "a list of schemas", ("prefixItems",)),  # empty for the tuple [] of zod and TypeScript
    (_NAMED_SCHEMAS, "an object of schemas", ("properties", "patternProperties", "$defs", "definitions")),
    ({"type": "array", "minItems": 1}, "a list with a value", ("enum",)),
    ({"type": "array"}, "a list of values", ("examples",)),
    ({"type": "array", "items": _TEXT}, "a list of names", ("required",)),
    (_TYPES, f"one of {', '.join(JSON_TYPES)}, or a list of them", ("type",)),
)
"""Schema of a value, its description for messages, and the keywords that must have such a value."""
_DESCRIPTIONS: Final = {key: description for _, description, keys in _RULES for key in keys}


@cache
def _validator() -> Validator:
    return validator_of({"properties": {key: value_schema for value_schema, _, keys in _RULES for key in keys}})


def remove_malformed(losses: Losses, schema: Schema, subject: str) -> None:
    """Report and remove the keywords of a schema that have an invalid value; schemas inside it are not checked."""
    malformed = {str(error.absolute_path[0]) for error in _validator().iter_errors(schema)}
    for key in malformed:
        losses.add_malformed(schema, key, subject, _DESCRIPTIONS[key])
        del schema[key]


def read_list(losses: Losses, owner: Schema, key: str, subject: str) -> list[Json]:
    """Return the list under a key of a specification, empty if the key is missing; report a value of another type."""
    values = owner.get(key, [])
    if is_list(values):
        return values
    losses.add_malformed(owner, key, subject, "a list")
    return []
