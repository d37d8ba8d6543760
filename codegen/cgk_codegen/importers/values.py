"""Conversion of texts, numbers, constants and enums; unions and lists of types."""

from __future__ import annotations

import math
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.merging import is_same_constant
from cgk_codegen.importers.model import Json, Schema, YamlType, is_object
from cgk_codegen.importers.yaml_text import is_printable
from cgk_codegen.json_schema import MAX_SAFE_INTEGER, json_type_of, missing_bounds
from cgk_codegen.load.scalars import INVISIBLE
from cgk_codegen.resolve.keywords import CONSTRAINTS_OF
from cgk_codegen.resolve.pattern_rules import portable_pattern
from cgk_codegen.resolve.pattern_tree import SCHEMA_END
from cgk_codegen.resolve.shorthand import SCALARS, STRING_FORMATS
from cgk_codegen.text_formats import text_format

_LENGTHS: Final = ("minLength", "maxLength")
_BOUNDS: Final = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_INTEGER_BOUNDS: Final = (("minimum", -MAX_SAFE_INTEGER), ("maximum", MAX_SAFE_INTEGER))
"""Bounds that every integer of a catalog has."""
_INT32_RANGE: Final = (-(2**31), 2**31 - 1)
_INTEGER_LIMIT: Final = f"integers end at ±{MAX_SAFE_INTEGER}"
_NUMBER_FORMATS: Final = frozenset({"float", "double", "decimal", "int32", "int64"})
"""Formats that change nothing, except that int32 bounds an integer: every number is a JavaScript number."""


def read_text(schema: Schema, span: Span, subject: str, losses: Losses) -> YamlType:
    """Convert the schema of a text, and remove the converted keywords from it."""
    format_name, pattern = schema.pop("format", None), schema.pop("pattern", None)
    keywords: Schema = {key: schema.pop(key) for key in _LENGTHS if key in schema}
    if keywords.get("minLength") == 0:
        del keywords["minLength"]
    if isinstance(pattern, str):
        pattern = INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", pattern.replace(SCHEMA_END, "$"))
        keywords["pattern"] = pattern
    catalog_format = text_format({"pattern": pattern}) if format_name is None else format_name
    if isinstance(catalog_format, str) and catalog_format in STRING_FORMATS:
        return _read_format(catalog_format, format_name is None, keywords, span, subject, losses)
    if format_name not in (None, "password"):
        losses.add("IMP205", span, subject, "the format is not checked here", {"format": format_name})
    pattern_errors = Findings()
    if isinstance(pattern, str) and portable_pattern(pattern, span, subject, pattern_errors) is None:
        reason = pattern_errors.items[0].message.removeprefix(f"the pattern of {subject} ")
        losses.add("IMP206", span, subject, f"the pattern {reason}", pattern)
        del keywords["pattern"]
    return {"type": "string", **keywords} if keywords else "string"


def _read_format(name: str, is_exact: bool, keywords: Schema, span: Span, subject: str, losses: Losses) -> YamlType:
    """Return the type of a text in a format of the catalog; `is_exact` means that the source checks it too."""
    if keywords.get("pattern") == STRING_FORMATS[name].get("pattern"):
        is_exact = True
        del keywords["pattern"]
    if not is_exact:
        losses.add("IMP305", span, subject, f"format {name} is checked here; many validators ignore it")
    allowed = CONSTRAINTS_OF.get(name, ())
    lost = {key: value for key, value in keywords.items() if key not in allowed}
    if lost:
        losses.add("IMP205", span, subject, f"the format {name} is checked instead", lost)
    constraints = {key: value for key, value in keywords.items() if key in allowed}
    return {"type": name, **constraints} if constraints else name


def read_number(schema: Schema, type_name: str, span: Span, subject: str, losses: Losses) -> YamlType:
    """Convert the schema of a number or integer, and remove the converted keywords from it."""
    keywords: Schema = {}
    format_name = schema.pop("format", None)
    missing_int32_bounds = missing_bounds(schema, *_INT32_RANGE)
    if format_name == "int32" and type_name == "integer" and missing_int32_bounds:
        schema |= missing_int32_bounds
        missing_int32_bounds = {}
        reason = "format int32 is checked here; many validators ignore it"
        losses.add("IMP305", span, subject, reason, fix="write `integer` without its bounds to accept larger numbers.")
    elif format_name is not None:
        code = "IMP101" if format_name in _NUMBER_FORMATS else "IMP205"
        losses.add(code, span, subject, "the format is not checked here", {"format": format_name})
    dropped_bounds: Schema = {}
    for inclusive, exclusive in _BOUNDS:
        keywords |= _bounds(schema, inclusive, exclusive, type_name, dropped_bounds)
    step = schema.pop("multipleOf", None)
    if isinstance(step, int | float) and step == 1 and type_name == "number":
        type_name = "integer"
    elif isinstance(step, int | float) and float(step).is_integer() and type_name == "integer" and step > 0:
        keywords |= {"multipleOf": int(step)} if step > 1 else {}
    elif step is not None:
        losses.add("IMP208", span, subject, "multiples of fractions are not exact in binary", {"multipleOf": step})
    if dropped_bounds:
        losses.add("IMP303", span, subject, _INTEGER_LIMIT, dropped_bounds)
    elif type_name == "integer" and missing_int32_bounds:
        losses.add_once("IMP303", span, f"{subject} and other integers", _INTEGER_LIMIT)
    return {"type": type_name, **keywords} if keywords else type_name


def _bounds(schema: Schema, inclusive: str, exclusive: str, type_name: str, dropped: Schema) -> Schema:
    """Remove the bounds of one side from a schema, and return them; `dropped` receives those that are too large."""
    inclusive_bound, exclusive_bound = schema.pop(inclusive, None), schema.pop(exclusive, None)
    if exclusive_bound is True:  # in draft 4, a flag of the inclusive keyword
        inclusive_bound, exclusive_bound = None, inclusive_bound
    keywords: Schema = {}
    for key, bound in ((inclusive, inclusive_bound), (exclusive, exclusive_bound)):
        if not isinstance(bound, int | float) or isinstance(bound, bool):
            continue
        if not math.isfinite(bound) or (type_name == "integer" and abs(bound) > MAX_SAFE_INTEGER):
            dropped[key] = bound
        elif type_name != "integer" or (key, bound) not in _INTEGER_BOUNDS:
            is_exact_integer = abs(bound) <= MAX_SAFE_INTEGER and float(bound).is_integer()
            keywords[key] = int(bound) if is_exact_integer else float(bound)
    return keywords


def read_values(values: list[Json], span: Span, subject: str, losses: Losses) -> YamlType:
    """Return the type of the values of an enum or a constant."""
    distinct: list[Json] = []
    for value in values:
        if not any(is_same_constant(value, constant) for constant in distinct):
            distinct.append(value)
    constants = [int(value) if isinstance(value, float) and value.is_integer() else value for value in distinct]
    if all(_can_be_listed(value) for value in constants):
        if len(constants) == 2 and all(isinstance(value, bool) for value in constants):
            return "boolean"
        if constants == [None]:
            return "null"
        return {"const": constants[0]} if len(constants) == 1 else {"enum": constants}
    json_types = dict.fromkeys(map(json_type_of, distinct))
    losses.add("IMP203", span, subject, f"the constants became {' or '.join(json_types)}", distinct)
    return "any" if not json_types.keys().isdisjoint(("array", "object")) else union([*json_types])


def _can_be_listed(value: Json) -> bool:
    """Return whether an enum of a catalog can contain a constant."""
    if isinstance(value, int):
        return abs(value) <= MAX_SAFE_INTEGER
    return value is None or (isinstance(value, str) and is_printable(value))


def union(choices: list[YamlType]) -> YamlType:
    """Return the type that allows the values of all choices."""
    members: list[YamlType] = []
    for choice in choices:
        nested: list[YamlType] = choice["anyOf"] if is_object(choice) and choice.keys() == {"anyOf"} else [choice]
        members += [member for member in nested if member not in members]
    if "any" in members or not members:
        return "any"
    if len(members) == 1:
        return members[0]
    if all(isinstance(member, str) for member in members):
        return " | ".join(map(str, members))
    if len(members) == 2 and "null" in members:
        other = next(member for member in members if member != "null")
        if is_object(other) and other.get("type") in SCALARS:
            return {**other, "type": f"{other['type']} | null"}
    return {"anyOf": members}


def list_of(item: YamlType) -> YamlType:
    """Return the type of a list of items."""
    if isinstance(item, str):
        return f"({item})[]" if "|" in item else f"{item}[]"
    return {"items": item}
