"""Valid sample values of schemas, which invalid examples are derived from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from math import inf
from typing import Any, Final, cast

from cgk_codegen.json_schema import Schema, is_date_time, referenced_name, type_names
from cgk_codegen.plan.json_schema.scalar_violations import LONGEST_TEXT
from cgk_codegen.resolve.pattern_samples import pattern_samples
from cgk_codegen.text_formats import TEXT_SAMPLES, text_format

MAX_ITEMS: Final = 1_000
"""The length limit of a list in an example."""


class Samples:
    """Factory of valid values for the schemas of one document."""

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions

    def resolved(self, schema: Schema) -> Schema:
        """Return the schema that a reference points to."""
        name = referenced_name(schema)
        return schema if name is None else self.resolved(self._definitions[name])

    def of(self, schema: Schema, *, full: bool) -> Any:  # JSON
        """Return a valid value with all fields, or with the required ones only if `full` is False."""
        schema = self.resolved(schema)
        if "anyOf" in schema:
            return self.of(schema["anyOf"][0], full=full)
        if "enum" in schema:
            return schema["enum"][0]
        match next(iter(type_names(schema)), None):
            case "object":
                return self._object(schema, full=full)
            case "array":
                count = max(schema.get("minItems", 0), int(full and schema.get("maxItems", 1) > 0))
                return [self.of(schema["items"], full=full)] * min(count, MAX_ITEMS)
            case "string":
                return _text(schema)
            case "integer" | "number":
                return _number(schema)
            case "boolean":
                return True
            case _:
                return None

    def _object(self, schema: Schema, *, full: bool) -> dict[str, Any]:
        values = schema.get("additionalProperties")
        if full and isinstance(values, Mapping):
            return {"key": self.of(cast("Schema", values), full=full)}
        properties: Mapping[str, Schema] = schema.get("properties", {})
        names = properties if full else schema.get("required", ())
        return {name: self.of(properties[name], full=full) for name in names}


def _text(schema: Schema) -> str:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", inf)
    if "pattern" not in schema:
        return "text".ljust(min(shortest, LONGEST_TEXT), "x")[: int(min(longest, LONGEST_TEXT))]
    if is_date_time(schema):
        return "2026-01-02T03:04:05Z"
    format_name = text_format(schema)
    format_samples = [] if format_name is None else [TEXT_SAMPLES[format_name]]
    samples = chain(format_samples, pattern_samples(schema["pattern"]))
    return next((text for text in samples if shortest <= len(text) <= longest), "text")


def _number(schema: Schema) -> float:
    step = schema.get("multipleOf", 1)
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    high = schema.get("maximum", schema.get("exclusiveMaximum", 0))
    candidates: Iterable[float] = (
        step, 0, low, high, low + 1, high - 1, (low + high) / 2, (low // step + 1) * step, (high // step) * step
    )  # fmt: skip
    return next((number for number in candidates if _fits(schema, number)), step)


def _fits(schema: Schema, number: float) -> bool:
    return (
        schema.get("minimum", number) <= number <= schema.get("maximum", number)
        and ("exclusiveMinimum" not in schema or number > schema["exclusiveMinimum"])
        and ("exclusiveMaximum" not in schema or number < schema["exclusiveMaximum"])
        and ("number" in type_names(schema) or number % schema.get("multipleOf", 1) == 0)
    )
