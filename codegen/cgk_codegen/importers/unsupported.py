"""Findings about keywords that the conversion does not support, cannot combine, or only keeps as a comment."""

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
"""Type of the values that a keyword restricts; it allows all values of other types."""
_STRUCTURE: Final = frozenset({"$id", "id", "$schema", "$defs", "definitions", "$anchor", "$dynamicAnchor"})
"""Keywords that only name or contain schemas."""
_SUPPORTED: Final = frozenset(
    {"title", "description", "examples", "example", "deprecated", "$comment", "$losses", "x-owner"}
)
"""Annotations that the import writes to the catalog."""
_OTHER_KEYWORDS: Final = frozenset(
    {"anyOf", "oneOf", "not", "if", "then", "else", "type", "enum", "format", "$ref", "$dynamicRef", "$recursiveRef"}
)
"""Known keywords that restrict values of any type."""


def report_unsupported(losses: Losses, schema: Schema, remaining: Schema, subject: str) -> None:
    """Report the keywords that no step has converted."""
    for key, value in remaining.items():
        is_known = key in TYPE_OF_KEYWORD or key in _OTHER_KEYWORDS
        code, reason = ("IMP208", "is not checked here") if is_known else ("IMP101", "is not a keyword of JSON Schema")
        losses.add(code, schema, subject, f'"{key}" {reason}', {key: value}, key=key)


def report_lost(losses: Losses, span: Span, schema: Schema, lost: list[str], subject: str) -> None:
    """Report keywords whose two values cannot be combined."""
    if lost:
        fragment = {key: schema.get(key) for key in lost}
        losses.add("IMP208", span, subject, "two values of one keyword cannot be combined", fragment)


def report_annotations(losses: Losses, schema: Schema, subject: str) -> None:
    """Report the annotations that a catalog cannot express."""
    for key, value in schema.items():
        if is_annotation(key) and key not in _SUPPORTED and key not in _STRUCTURE:
            reason = f'"{key}" has no counterpart and is kept only as a comment'
            if key == "default":
                reason = "the default is only described here, and handlers set it"
            losses.add("IMP101", schema, subject, reason, {key: value}, key=key)
