"""Types of texts, numbers, constants and enums."""

from __future__ import annotations

import math
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.merging import is_same_constant, json_type_of
from cgk_codegen.importers.model import Json, Schema, YamlType, is_object
from cgk_codegen.importers.yaml_text import is_printable
from cgk_codegen.json_schema import MAX_SAFE_INTEGER
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
_INT32: Final = (-(2**31), 2**31 - 1)
_INTEGERS_END: Final = f"integers end at ±{MAX_SAFE_INTEGER}"
_NUMBER_FORMATS: Final = frozenset({"float", "double", "decimal", "int32", "int64"})
"""Formats that change nothing, because a number's range is that of JavaScript."""


def read_text(schema: Schema, span: Span, subject: str, losses: Losses) -> YamlType:
    """Take the keywords of a text out of a schema, and return its type."""
    name, pattern = schema.pop("format", None), schema.pop("pattern", None)
    keywords: Schema = {key: schema.pop(key) for key in _LENGTHS if key in schema}
    if keywords.get("minLength") == 0:
        del keywords["minLength"]
    if isinstance(pattern, str):
        pattern = INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", pattern.replace(SCHEMA_END, "$"))
        keywords["pattern"] = pattern
    known = text_format({"pattern": pattern}) if name is None else name
    if isinstance(known, str) and known in STRING_FORMATS:
        return _read_format(known, name is None, keywords, span, subject, losses)
    if name not in (None, "password"):
        losses.add("IMP205", span, subject, "the format is not checked here", {"format": name})
    refused = Findings()
    if isinstance(pattern, str) and portable_pattern(pattern, span, subject, refused) is None:
        reason = refused.items[0].message.removeprefix(f"the pattern of {subject} ")
        losses.add("IMP206", span, subject, f"the pattern {reason}", pattern)
        del keywords["pattern"]
    return {"type": "string", **keywords} if keywords else "string"


def _read_format(name: str, is_exact: bool, keywords: Schema, span: Span, subject: str, losses: Losses) -> YamlType:
    """Return the type of a text in one of the catalog's formats; `keywords` has the other ones."""
    if keywords.get("pattern") == STRING_FORMATS[name].get("pattern"):
        is_exact = True
        del keywords["pattern"]
    if not is_exact:
        losses.add("IMP305", span, subject, f"format {name} is checked here, which is only a note for many validators")
    allowed = CONSTRAINTS_OF.get(name, ())
    lost = {key: value for key, value in keywords.items() if key not in allowed}
    if lost:
        losses.add("IMP205", span, subject, f"the format {name} is checked instead", lost)
    kept = {key: value for key, value in keywords.items() if key in allowed}
    return {"type": name, **kept} if kept else name


def read_number(schema: Schema, type_name: str, span: Span, subject: str, losses: Losses) -> YamlType:
    """Take the keywords of a number out of a schema, and return its type; `type_name` is number or integer."""
    keywords: Schema = {}
    name = schema.pop("format", None)
    open_sides = [(pair[0], end) for pair, end in zip(_BOUNDS, _INT32, strict=True) if schema.keys().isdisjoint(pair)]
    if name == "int32" and type_name == "integer" and open_sides:
        schema.update(open_sides)
        open_sides = []
        reason = "format int32 is checked here, which is only a note for many validators"
        losses.add("IMP305", span, subject, reason, fix="write `integer` without its bounds to accept larger numbers.")
    elif name is not None:
        code = "IMP101" if name in _NUMBER_FORMATS else "IMP205"
        losses.add(code, span, subject, "the format is not checked here", {"format": name})
    refused: Schema = {}
    for inclusive, exclusive in _BOUNDS:
        keywords |= _bound(schema, inclusive, exclusive, type_name, refused)
    step = schema.pop("multipleOf", None)
    if isinstance(step, int | float) and step == 1 and type_name == "number":
        type_name = "integer"
    elif isinstance(step, int | float) and float(step).is_integer() and type_name == "integer" and step > 0:
        keywords |= {"multipleOf": int(step)} if step > 1 else {}
    elif step is not None:
        losses.add("IMP208", span, subject, "steps of fractions are not exact in binary numbers", {"multipleOf": step})
    if refused:
        losses.add("IMP303", span, subject, _INTEGERS_END, refused)
    elif type_name == "integer" and open_sides:
        losses.add_once("IMP303", span, f"{subject} and other integers", _INTEGERS_END)
    return {"type": type_name, **keywords} if keywords else type_name


def _bound(schema: Schema, inclusive: str, exclusive: str, type_name: str, refused: Schema) -> Schema:
    """Take the bounds of one side out of a schema, and return them; `refused` gets those that a number cannot have."""
    value, open_value = schema.pop(inclusive, None), schema.pop(exclusive, None)
    if isinstance(open_value, bool):  # draft 4: whether the other one is exclusive
        value, open_value = (None, value) if open_value else (value, None)
    keywords: Schema = {}
    for key, bound in ((inclusive, value), (exclusive, open_value)):
        if not isinstance(bound, int | float) or isinstance(bound, bool):
            continue
        if not math.isfinite(bound) or (type_name == "integer" and abs(bound) > MAX_SAFE_INTEGER):
            refused[key] = bound
        elif type_name != "integer" or (key, bound) not in _INTEGER_BOUNDS:
            keywords[key] = int(bound) if isinstance(bound, float) and bound.is_integer() else bound
    return keywords


def read_values(values: list[Json], span: Span, subject: str, losses: Losses) -> YamlType:
    """Return the type of the values of an enum or a constant."""
    distinct: list[Json] = []
    for value in values:
        if not any(is_same_constant(value, known) for known in distinct):
            distinct.append(value)
    constants = [int(value) if isinstance(value, float) and value.is_integer() else value for value in distinct]
    if all(_can_be_listed(value) for value in constants):
        if len(constants) == 2 and True in constants and False in constants and json_type_of(constants[0]) == "boolean":
            return "boolean"
        if constants == [None]:
            return "null"
        return {"const": constants[0]} if len(constants) == 1 else {"enum": constants}
    json_types = dict.fromkeys(map(json_type_of, distinct))
    losses.add("IMP203", span, subject, f"the constants became {' or '.join(json_types)}", distinct)
    return "any" if not json_types.keys().isdisjoint(("array", "object")) else union([*json_types])


def _can_be_listed(value: Json) -> bool:
    if isinstance(value, int):
        return abs(value) <= MAX_SAFE_INTEGER
    return value is None or (isinstance(value, str) and is_printable(value))


def union(choices: list[YamlType]) -> YamlType:
    """Return the type of several types."""
    flat: list[YamlType] = []
    for choice in choices:
        inner: list[YamlType] = choice["anyOf"] if is_object(choice) and choice.keys() == {"anyOf"} else [choice]
        flat += [member for member in inner if member not in flat]
    if "any" in flat or not flat:
        return "any"
    if len(flat) == 1:
        return flat[0]
    if all(isinstance(member, str) for member in flat):
        return " | ".join(map(str, flat))
    if len(flat) == 2 and "null" in flat:
        other = next(member for member in flat if member != "null")
        if is_object(other) and other.get("type") in SCALARS:
            return {**other, "type": f"{other['type']} | null"}
    return {"anyOf": flat}


def list_of(item: YamlType) -> YamlType:
    """Return the type of a list."""
    if isinstance(item, str):
        return f"({item})[]" if "|" in item else f"{item}[]"
    return {"items": item}
