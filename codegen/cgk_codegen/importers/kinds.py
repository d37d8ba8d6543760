"""Types of schemas without references: constants, choices, and values of one or several kinds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from cgk_codegen.importers.leftovers import KIND_OF_KEYWORD, report_lost, report_rest
from cgk_codegen.importers.merging import are_disjoint, constraints, intersect, types
from cgk_codegen.importers.model import Json, Schema, Written, is_list, is_object
from cgk_codegen.importers.objects import read_object
from cgk_codegen.importers.reader import Reader
from cgk_codegen.importers.values import list_of, read_number, read_text, read_values, union

_KINDS: Final = frozenset({"string", "number", "integer", "boolean", "null", "array", "object"})
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


def read_kinds(reader: Reader, schema: Schema, what: str) -> Written:
    """Return the type of a merged schema.

    Args:
        reader: Reader of the schemas inside.
        schema: The schema.
        what: The event and field.
    """
    rest, draft = constraints(schema), reader.documents.draft(schema)
    for key in [key for key in rest if _SINCE.get(key, 0) > draft]:
        reason = f"{key} is younger than this draft; it counts here"
        reader.losses.add("IMP309", reader.documents.span(schema, key), what, reason, {key: rest[key]})
    null = rest.pop("nullable", False) is True
    if "enum" in rest or "const" in rest:
        made = _constants(reader, schema, rest, what)
    elif "anyOf" in rest or "oneOf" in rest:
        made = _choices(reader, schema, rest, what)
    else:
        made = _of_kinds(reader, schema, rest, what)
    return union([made, "null"]) if null else made


def _constants(reader: Reader, schema: Schema, rest: Schema, what: str) -> Written:
    """Return the type of the constants that the other keywords allow."""
    listed = rest.pop("enum", None)
    values = [rest.pop("const")] if "const" in rest else listed if is_list(listed) else []
    if any(f'"{key}"' in json.dumps(rest) for key in _UNCHECKED):
        report_rest(reader, schema, rest, what)
    else:
        values = [value for value in values if _is_valid(value, rest)]
    return read_values(values, reader.documents.span(schema), what, reader.losses)


def _choices(reader: Reader, schema: Schema, rest: Schema, what: str) -> Written:
    """Return the union of the choices of `anyOf` or `oneOf`, each with the keywords next to it."""
    key = "anyOf" if "anyOf" in rest else "oneOf"
    choices: list[Json] = rest.pop(key)
    span = reader.documents.span(schema)
    if rest and all(is_object(each) and constraints(each).keys() <= _ONLY_MORE for each in choices):
        reader.losses.add("IMP208", span, what, "conditions between fields are not checked here", {key: choices})
        return reader.type(reader.documents.derive(rest, schema), what).type
    if key == "oneOf" and not are_disjoint(choices, reader.followed):
        reader.losses.add("IMP207", span, what, "a value may match several of the choices", {key: choices})
    made: list[Written] = []
    for number, choice in enumerate(choices, 1):
        if rest and is_object(choice):
            both, lost = intersect(reader.merged(choice, what), rest)
            report_lost(reader, span, rest, lost, what)
            choice = reader.documents.derive(both, choice)  # noqa: PLW2901
        made.append(reader.inner(choice, f"{what}|{number}"))
    return union(made)


def _of_kinds(reader: Reader, schema: Schema, rest: Schema, what: str) -> Written:
    """Return the type of a schema without constants and choices."""
    kinds = [kind for kind in types(rest) if kind in _KINDS]
    rest.pop("type", None)
    if not kinds:
        kinds = sorted({KIND_OF_KEYWORD[key] for key in rest if key in KIND_OF_KEYWORD})
        if kinds:
            reason = f"it names no type and is read as {' or '.join(kinds)}"
            reader.losses.add("IMP306", reader.documents.span(schema), what, reason)
    if "number" in kinds and "integer" in kinds:
        kinds.remove("integer")
    if not kinds or (not rest and _KINDS - {"integer"} <= {*kinds}):
        report_rest(reader, schema, rest, what)
        return "any"
    made: list[Written] = []
    left = set(rest)
    for kind in kinds:
        own = dict(rest)
        made.append(_kind(reader, kind, schema, own, what))
        left &= own.keys()
    report_rest(reader, schema, {key: rest[key] for key in rest if key in left}, what)
    return union(made)


def _kind(reader: Reader, kind: str, schema: Schema, rest: Schema, what: str) -> Written:
    span = reader.documents.span(schema)
    match kind:
        case "string":
            return read_text(rest, span, what, reader.losses)
        case "number" | "integer":
            return read_number(rest, kind, span, what, reader.losses)
        case "array":
            return _array(reader, schema, rest, what)
        case "object":
            return read_object(reader, schema, rest, what)
        case _:
            return kind


def _array(reader: Reader, schema: Schema, rest: Schema, what: str) -> Written:
    items = rest.pop("items", True)
    prefix = rest.pop("prefixItems", None)
    if is_list(items):
        prefix, items = items, rest.pop("additionalItems", True)
    sizes: Schema = {key: rest.pop(key) for key in ("minItems", "maxItems") if key in rest}
    if rest.get("uniqueItems") is False:
        del rest["uniqueItems"]
    place = f"{what}[]"
    if prefix:
        made = [reader.inner(each, place) for each in prefix]
        if items is False or sizes.get("maxItems", len(prefix) + 1) <= len(prefix):
            sizes["maxItems"] = min(len(prefix), sizes.get("maxItems", len(prefix)))
        else:
            made.append(reader.inner(items, place))
        item = union(made)
        if any(each != made[0] for each in made):
            reader.losses.add(
                "IMP202", reader.documents.span(schema), what, "items of a list have one type here", prefix
            )
    elif items is False:
        item, sizes["maxItems"] = "any", 0
    else:
        item = reader.inner(items, place)
    if sizes.get("minItems") == 0:
        del sizes["minItems"]
    written = list_of(item)
    return {"items": item, **sizes} if sizes else written


def _is_valid(value: Json, schema: Schema) -> bool:
    """Return whether a constant is valid for the other keywords of its schema, none of which is a reference."""
    from jsonschema import Draft202012Validator

    validator: Any = Draft202012Validator(schema)  # its own stubs are only partly typed
    return bool(validator.is_valid(value))
