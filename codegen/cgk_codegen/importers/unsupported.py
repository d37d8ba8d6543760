"""Keywords that no step of a conversion has taken; each becomes a finding."""

from __future__ import annotations

from typing import Final

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.merging import is_annotation
from cgk_codegen.importers.model import Schema

TYPE_OF_KEYWORD: Final = {
    **dict.fromkeys(("properties", "required", "additionalProperties", "patternProperties"), "object"),
    **dict.fromkeys(("minProperties", "maxProperties", "propertyNames", "unevaluatedProperties"), "object"),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "dependencies"), "object"),
    **dict.fromkeys(("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"), "array"),
    **dict.fromkeys(("additionalItems", "unevaluatedItems", "minContains", "maxContains"), "array"),
    **dict.fromkeys(("pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType"), "string"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"),
}
"""Kinds of values to which keywords apply; they do not forbid values of other kinds."""
_SILENT: Final = frozenset({"$id", "id", "$schema", "$defs", "definitions", "$anchor", "$dynamicAnchor", "$at"})
"""Keywords that only give schemas names and places."""
_CARRIED: Final = frozenset(
    {"title", "description", "examples", "example", "deprecated", "$comment", "$losses", "$sensitive", "x-owner"}
)
"""Annotations that the catalog has too."""
_CONDITIONS: Final = frozenset({"not", "if", "then", "else", "type"})


def report_unsupported(losses: Losses, schema: Schema, rest: Schema, subject: str) -> None:
    """Report the keywords that no step has taken."""
    for key, value in rest.items():
        is_known = key in TYPE_OF_KEYWORD or key in _CONDITIONS
        code, reason = ("IMP208", "is not checked here") if is_known else ("IMP101", "is not a keyword of JSON Schema")
        losses.add(code, schema, subject, f"{key} {reason}", {key: value}, key=key)


def report_lost(losses: Losses, span: Span, schema: Schema, lost: list[str], subject: str) -> None:
    """Report keywords whose two values cannot be combined."""
    if lost:
        fragment = {key: schema.get(key) for key in lost}
        losses.add("IMP208", span, subject, "two values of one keyword cannot be combined", fragment)


def report_annotations(losses: Losses, schema: Schema, subject: str) -> None:
    """Report the annotations that the catalog does not have."""
    for key, value in schema.items():
        if is_annotation(key) and key not in _CARRIED and key not in _SILENT:
            reason = f"{key} has no counterpart and is kept here only"
            if key == "default":
                reason = "the default is only described here, and handlers set it"
            losses.add("IMP101", schema, subject, reason, {key: value}, key=key)
