"""Conversion of schemas without references: constants, choices, and values of one or several types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from cgk_codegen.importers.merging import are_disjoint, constraints, intersect
from cgk_codegen.importers.model import Json, Schema, YamlType, is_list, is_object
from cgk_codegen.importers.objects import read_object
from cgk_codegen.importers.schemas import SchemaReader
from cgk_codegen.importers.unsupported import TYPE_OF_KEYWORD, report_lost, report_unsupported
from cgk_codegen.importers.values import list_of, read_number, read_text, read_values, union
from cgk_codegen.json_schema import JSON_TYPES, type_names

_FIRST_DRAFT: Final[Mapping[str, int]] = {
    **dict.fromkeys(("const", "contains", "propertyNames"), 6),
    **dict.fromkeys(("if", "then", "else"), 7),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"), 2019),
    "prefixItems": 2020,
}
"""First draft of JSON Schema that has a keyword; the other keywords are in draft 4."""
_UNCHECKED: Final = ("$ref", "pattern", "patternProperties")
"""Keywords that are not applied to constants: they depend on other schemas, or on JavaScript's patterns."""
_CONDITIONS: Final = frozenset({"required", "not", "minProperties", "maxProperties", "dependentRequired"})
"""Keywords of choices that express a condition, such as "one of these fields is present"."""

_CONFLICTS: Final = frozenset({"type", "enum", "const"})
"""Keywords that exclude all values of a choice if the same keyword next to the choices has other values."""


def convert_schema(reader: SchemaReader, schema: Schema, subject: str) -> YamlType:
    """Return the type of a merged schema.

    The functions below remove from `remaining` the keywords that they convert.

    Args:
        reader: Reader of the schemas inside.
        schema: The schema.
        subject: The event and field.
    """
    remaining, draft = constraints(schema), reader.documents.draft(schema)
    for key in [key for key in remaining if _FIRST_DRAFT.get(key, 0) > draft]:
        reason = f'"{key}" is newer than this draft; it is read nevertheless'
        reader.losses.add("IMP309", schema, subject, reason, {key: remaining[key]}, key=key)
    is_nullable = remaining.pop("nullable", False) is True
    if "enum" in remaining or "const" in remaining:
        yaml_type = _constants(reader, schema, remaining, subject)
    elif "anyOf" in remaining or "oneOf" in remaining:
        yaml_type = _choices(reader, schema, remaining, subject)
    else:
        yaml_type = _union_of_types(reader, schema, remaining, subject)
    return union([yaml_type, "null"]) if is_nullable else yaml_type


def _constants(reader: SchemaReader, schema: Schema, remaining: Schema, subject: str) -> YamlType:
    """Return the type of the constants that the other keywords allow."""
    values: list[Json] = [remaining.pop("const")] if "const" in remaining else remaining.pop("enum")
    if any(f'"{key}"' in json.dumps(remaining) for key in _UNCHECKED):
        report_unsupported(reader.losses, schema, remaining, subject)
    else:
        values = [value for value in values if _is_valid(value, remaining)]
    if not values:
        reader.losses.add("IMP208", schema, subject, "no value is valid; it became any", constraints(schema))
        return "any"
    return read_values(values, reader.documents.span(schema), subject, reader.losses)


def _choices(reader: SchemaReader, schema: Schema, remaining: Schema, subject: str) -> YamlType:
    """Return the union of the choices of `anyOf` or `oneOf`, each with the keywords next to it."""
    key = "anyOf" if "anyOf" in remaining else "oneOf"
    choices: list[Json] = remaining.pop(key)
    span = reader.documents.span(schema)
    if remaining and all(is_object(choice) and constraints(choice).keys() <= _CONDITIONS for choice in choices):
        reader.losses.add("IMP208", span, subject, "conditions between fields are not checked here", {key: choices})
        return reader.read(reader.documents.derive(remaining, schema), subject).type
    if key == "oneOf" and not are_disjoint(choices, reader.merge_silently):
        reader.losses.add("IMP207", span, subject, "a value may match several of the choices", {key: choices})
    members: list[YamlType] = []
    for number, choice in enumerate(choices, 1):
        if choice is False:
            continue
        if remaining:
            merged = reader.merge(choice, subject) if is_object(choice) else {}
            combined, lost = intersect(merged, remaining)
            if not _CONFLICTS.isdisjoint(lost):
                continue
            report_lost(reader.losses, span, remaining, lost, subject)
            choice = reader.documents.derive(combined, choice if is_object(choice) else schema)  # noqa: PLW2901
        members.append(reader.read_nested(choice, f"{subject} (choice {number})"))
    if not members:
        reader.losses.add("IMP208", span, subject, "no value is valid; it became any", {key: choices})
    return union(members)


def _union_of_types(reader: SchemaReader, schema: Schema, remaining: Schema, subject: str) -> YamlType:
    """Return the type of a schema without constants and choices."""
    names = [name for name in type_names(remaining) if name in JSON_TYPES]
    remaining.pop("type", None)
    if not names:
        names = sorted({TYPE_OF_KEYWORD[key] for key in remaining if key in TYPE_OF_KEYWORD})
        if names:
            reader.losses.add("IMP306", schema, subject, f"it names no type and is read as {' or '.join(names)}")
    if "number" in names and "integer" in names:
        names.remove("integer")
    has_all_types = {*JSON_TYPES} - {"integer"} <= {*names}
    if not names or (has_all_types and not remaining):
        report_unsupported(reader.losses, schema, remaining, subject)
        return "any"
    members: list[YamlType] = []
    unsupported = dict(remaining)
    for name in names:
        remaining_of_type = dict(remaining)
        members.append(_one_type(reader, name, schema, remaining_of_type, subject))
        unsupported = {key: value for key, value in unsupported.items() if key in remaining_of_type}
    report_unsupported(reader.losses, schema, unsupported, subject)
    return union(members)


def _one_type(reader: SchemaReader, name: str, schema: Schema, remaining: Schema, subject: str) -> YamlType:
    """Return the type of the values that have one of JSON's types, by its `name`."""
    span = reader.documents.span(schema)
    match name:
        case "string":
            return read_text(remaining, span, subject, reader.losses)
        case "number" | "integer":
            return read_number(remaining, name, span, subject, reader.losses)
        case "array":
            return _array(reader, schema, remaining, subject)
        case "object":
            return read_object(reader, schema, remaining, subject)
        case _:
            return name


def _array(reader: SchemaReader, schema: Schema, remaining: Schema, subject: str) -> YamlType:
    """Return the type of a list; a list with a type for each position gets the union of these types."""
    items = remaining.pop("items", True)
    prefix = remaining.pop("prefixItems", None)
    if is_list(items):  # the form of `prefixItems` in older drafts
        prefix, items = items, remaining.pop("additionalItems", True)
    sizes: Schema = {key: remaining.pop(key) for key in ("minItems", "maxItems") if key in remaining}
    if remaining.get("uniqueItems") is False:
        del remaining["uniqueItems"]
    item_subject = f"{subject}[]"
    if prefix:
        members = [reader.read_nested(item_schema, item_subject) for item_schema in prefix]
        if items is False or sizes.get("maxItems", len(prefix) + 1) <= len(prefix):
            sizes["maxItems"] = min(len(prefix), sizes.get("maxItems", len(prefix)))
        else:
            members.append(reader.read_nested(items, item_subject))
        item = union(members)
        if any(member != members[0] for member in members):
            reader.losses.add("IMP202", schema, subject, "items of a list have one type here", prefix)
    elif items is False:
        item, sizes["maxItems"] = "any", 0
    else:
        item = reader.read_nested(items, item_subject)
    if sizes.get("minItems") == 0:
        del sizes["minItems"]
    return {"items": item, **sizes} if sizes else list_of(item)


def _is_valid(value: Json, schema: Schema) -> bool:
    """Return whether a constant is valid for the other keywords of its schema."""
    from jsonschema import Draft202012Validator

    validator: Any = Draft202012Validator(schema)  # its own stubs are only partly typed
    return bool(validator.is_valid(value))
