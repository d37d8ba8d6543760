"""Types of schemas without references: constants, choices, and values of one or several kinds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from cgk_codegen.importers.merging import are_disjoint, constraints, intersect
from cgk_codegen.importers.model import CatalogType, Json, Schema, is_list, is_object
from cgk_codegen.importers.objects import read_object
from cgk_codegen.importers.schemas import SchemaReader
from cgk_codegen.importers.unsupported import TYPE_OF_KEYWORD, report_lost, report_unsupported
from cgk_codegen.importers.values import list_of, read_number, read_text, read_values, union
from cgk_codegen.json_schema import type_names

_TYPES: Final = frozenset({"string", "number", "integer", "boolean", "null", "array", "object"})
_SINCE: Final[Mapping[str, int]] = {
    **dict.fromkeys(("const", "contains", "propertyNames"), 6),
    **dict.fromkeys(("if", "then", "else"), 7),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"), 2019),
    "prefixItems": 2020,
}
"""The first draft of keywords that are younger than draft 4."""
_UNCHECKED: Final = ("$ref", "pattern", "patternProperties")
"""Keywords that do not filter constants: they need other documents, or another dialect of patterns."""
_ONLY_MORE: Final = frozenset({"required", "not", "minProperties", "maxProperties", "dependentRequired"})
"""Keywords of choices that are conditions, not types."""


def convert_schema(reader: SchemaReader, schema: Schema, subject: str) -> CatalogType:
    """Return the type of a merged schema.

    Args:
        reader: Reader of the schemas inside.
        schema: The schema.
        subject: The event and field.
    """
    rest, draft = constraints(schema), reader.documents.draft(schema)
    for key in [key for key in rest if _SINCE.get(key, 0) > draft]:
        reason = f"{key} is younger than this draft; it is read all the same"
        reader.losses.add("IMP309", schema, subject, reason, {key: rest[key]}, key=key)
    is_nullable = rest.pop("nullable", False) is True
    if "enum" in rest or "const" in rest:
        written = _constants(reader, schema, rest, subject)
    elif "anyOf" in rest or "oneOf" in rest:
        written = _choices(reader, schema, rest, subject)
    else:
        written = _of_types(reader, schema, rest, subject)
    return union([written, "null"]) if is_nullable else written


def _constants(reader: SchemaReader, schema: Schema, rest: Schema, subject: str) -> CatalogType:
    """Return the type of the constants that the other keywords allow."""
    listed = rest.pop("enum", None)
    values = [rest.pop("const")] if "const" in rest else listed if is_list(listed) else []
    if any(f'"{key}"' in json.dumps(rest) for key in _UNCHECKED):
        report_unsupported(reader.losses, schema, rest, subject)
    else:
        values = [value for value in values if _is_valid(value, rest)]
    return read_values(values, reader.documents.span(schema), subject, reader.losses)


def _choices(reader: SchemaReader, schema: Schema, rest: Schema, subject: str) -> CatalogType:
    """Return the union of the choices of `anyOf` or `oneOf`, each with the keywords next to it."""
    key = "anyOf" if "anyOf" in rest else "oneOf"
    choices: list[Json] = rest.pop(key)
    span = reader.documents.span(schema)
    if rest and all(is_object(each) and constraints(each).keys() <= _ONLY_MORE for each in choices):
        reader.losses.add("IMP208", span, subject, "conditions between fields are not checked here", {key: choices})
        return reader.type(reader.documents.derive(rest, schema), subject).type
    if key == "oneOf" and not are_disjoint(choices, reader.followed):
        reader.losses.add("IMP207", span, subject, "a value may match several of the choices", {key: choices})
    members: list[CatalogType] = []
    for number, choice in enumerate(choices, 1):
        if rest and is_object(choice):
            both, lost = intersect(reader.merged(choice, subject), rest)
            report_lost(reader.losses, span, rest, lost, subject)
            choice = reader.documents.derive(both, choice)  # noqa: PLW2901
        members.append(reader.inner(choice, f"{subject}|{number}"))
    return union(members)


def _of_types(reader: SchemaReader, schema: Schema, rest: Schema, subject: str) -> CatalogType:
    """Return the type of a schema without constants and choices."""
    names = [name for name in type_names(rest) if name in _TYPES]
    rest.pop("type", None)
    if not names:
        names = sorted({TYPE_OF_KEYWORD[key] for key in rest if key in TYPE_OF_KEYWORD})
        if names:
            reader.losses.add("IMP306", schema, subject, f"it names no type and is read as {' or '.join(names)}")
    if "number" in names and "integer" in names:
        names.remove("integer")
    if not names or (not rest and _TYPES - {"integer"} <= {*names}):
        report_unsupported(reader.losses, schema, rest, subject)
        return "any"
    members: list[CatalogType] = []
    left = set(rest)
    for name in names:
        own = dict(rest)
        members.append(_of_type(reader, name, schema, own, subject))
        left &= own.keys()
    report_unsupported(reader.losses, schema, {key: rest[key] for key in rest if key in left}, subject)
    return union(members)


def _of_type(reader: SchemaReader, name: str, schema: Schema, rest: Schema, subject: str) -> CatalogType:
    span = reader.documents.span(schema)
    match name:
        case "string":
            return read_text(rest, span, subject, reader.losses)
        case "number" | "integer":
            return read_number(rest, name, span, subject, reader.losses)
        case "array":
            return _array(reader, schema, rest, subject)
        case "object":
            return read_object(reader, schema, rest, subject)
        case _:
            return name


def _array(reader: SchemaReader, schema: Schema, rest: Schema, subject: str) -> CatalogType:
    items = rest.pop("items", True)
    prefix = rest.pop("prefixItems", None)
    if is_list(items):
        prefix, items = items, rest.pop("additionalItems", True)
    sizes: Schema = {key: rest.pop(key) for key in ("minItems", "maxItems") if key in rest}
    if rest.get("uniqueItems") is False:
        del rest["uniqueItems"]
    inner = f"{subject}[]"
    if prefix:
        members = [reader.inner(each, inner) for each in prefix]
        if items is False or sizes.get("maxItems", len(prefix) + 1) <= len(prefix):
            sizes["maxItems"] = min(len(prefix), sizes.get("maxItems", len(prefix)))
        else:
            members.append(reader.inner(items, inner))
        item = union(members)
        if any(each != members[0] for each in members):
            reader.losses.add("IMP202", schema, subject, "items of a list have one type here", prefix)
    elif items is False:
        item, sizes["maxItems"] = "any", 0
    else:
        item = reader.inner(items, inner)
    if sizes.get("minItems") == 0:
        del sizes["minItems"]
    written = list_of(item)
    return {"items": item, **sizes} if sizes else written


def _is_valid(value: Json, schema: Schema) -> bool:
    """Return whether a constant is valid for the other keywords of its schema, none of which is a reference."""
    from jsonschema import Draft202012Validator

    validator: Any = Draft202012Validator(schema)  # its own stubs are only partly typed
    return bool(validator.is_valid(value))
