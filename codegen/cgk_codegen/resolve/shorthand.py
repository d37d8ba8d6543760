"""Parser of type expressions such as `string`, `string[]?` and `Address | null` to JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.json_schema import DATE_TIME_PATTERN, Schema, reference, type_names, without_null
from cgk_codegen.text_formats import TEXT_FORMATS

SCALARS: Final[dict[str, Schema]] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "date-time": {"type": "string", "format": "date-time", "pattern": DATE_TIME_PATTERN},
    "object": {"type": "object", "additionalProperties": True},
    "any": {},
    **{name: {"type": "string", "pattern": pattern} for name, pattern in TEXT_FORMATS.items()},
}
"""Built-in types."""
STRING_FORMATS: Final[Mapping[str, Schema]] = {name: SCALARS[name] for name in ("date-time", *TEXT_FORMATS)}
"""Built-in types that JSON Schema writes as a string with a `format`."""
MAX_TEXT: Final = 200
"""Largest length of a type expression, which also limits the depth of its parentheses."""

_TOKEN: Final = re.compile(r"\s*(?:(?P<name>[A-Za-z][A-Za-z0-9_-]*)|(?P<sign>\[\]|[|()?]))")


class TypeExpressionParser:
    """Recursive descent parser of one type expression.

    The grammar: `text = union ["?"]`, `union = postfix {"|" postfix}`, `postfix = (name | "(" union ")") {"[]"}`.
    """

    def __init__(self, text: str, shared: Mapping[str, str], findings: Findings, span: Span, what: str) -> None:
        """Split a type expression into tokens.

        Args:
            text: A type expression such as `string[]?`.
            shared: Generated names of the shared types, by their names in the catalog.
            findings: Receives the mistakes.
            span: Its position in the source.
            what: The field, for messages.
        """
        self._shared = shared
        self._findings = findings
        self._span = span
        self._what = what
        self._is_invalid = False
        self._tokens = self._split(text)

    def read(self) -> tuple[Schema, bool]:
        """Return the schema, and whether the field is required, which a final question mark negates."""
        required = True
        if self._tokens and self._tokens[-1] == "?":
            self._tokens.pop()
            required = False
        schema = self._union()
        if self._tokens:
            self._report(self._tokens[0])
        # After a mistake, any value is allowed, to avoid findings that are its consequences.
        return ({}, False) if self._is_invalid else (schema, required)

    def _split(self, text: str) -> list[str]:
        tokens: list[str] = []
        at = 0
        end = len(text.rstrip())
        if end > MAX_TEXT:
            self._report(text[:20] + "...")
            return []
        while at < end:
            match = _TOKEN.match(text, at)
            if match is None:
                self._report(text[at:].strip())
                return []
            tokens.append(match["name"] or match["sign"])
            at = match.end()
        return tokens

    def _report(self, token: str | None) -> None:
        """Report the first mistake, at a token or at the end."""
        if not self._is_invalid:
            problem = "an incomplete type" if token is None else f'an invalid type at "{token}"'
            hint = "write a type such as `string`, `string?`, `Address | null` or `(string | null)[]?`"
            self._findings.error("CGK302", self._span, f"{self._what} has {problem}", hint)
        self._is_invalid = True

    def _union(self) -> Schema:
        choices = [self._postfix()]
        while self._tokens and self._tokens[0] == "|":
            self._tokens.pop(0)
            choices.append(self._postfix())
        return union(choices)

    def _postfix(self) -> Schema:
        schema = self._atom()
        while self._tokens and self._tokens[0] == "[]":
            self._tokens.pop(0)
            schema = {"type": "array", "items": schema}
        return schema

    def _atom(self) -> Schema:
        if not self._tokens:
            self._report(None)
            return {}
        first = self._tokens.pop(0)
        if first == "(":
            schema = self._union()
            if self._tokens and self._tokens[0] == ")":
                self._tokens.pop(0)
            else:
                self._report(None)
            return schema
        if not first[0].isalpha():
            self._report(first)
            return {}
        return self._named(first)

    def _named(self, name: str) -> Schema:
        if name == "null":
            return {"type": "null"}
        if name in SCALARS:
            return SCALARS[name]
        if name in self._shared:
            return reference(self._shared[name])
        hint = nearest_hint(name, [*SCALARS, *self._shared])
        self._findings.error("CGK303", self._span, f'{self._what} has the unknown type "{name}"', hint)
        return {}


def union(choices: list[Schema]) -> Schema:
    """Return the union of several schemas, in a form that every tool reads; a union with `any` is `any`."""
    flat = [each for choice in choices for each in _choices(choice)]
    different = [choice for at, choice in enumerate(flat) if choice not in flat[:at]]
    if {} in different:
        return {}
    values = [choice for choice in different if choice != {"type": "null"}]
    null = len(values) < len(different)
    if not values:
        return {"type": "null"}
    if len(values) == 1:
        return nullable(values[0]) if null else values[0]
    return {"anyOf": [*values, {"type": "null"}] if null else values}


def _choices(schema: Schema) -> list[Schema]:
    """Return the choices of a schema that is itself a union, or the schema."""
    if schema == {"type": "null"}:
        return [schema]
    inner, null = without_null(schema)
    is_union = "anyOf" in inner and len(inner) == 1
    return [*(inner["anyOf"] if is_union else [inner]), *([{"type": "null"}] if null else [])]


def nullable(schema: Schema) -> Schema:
    """Return a schema that also allows null, in a form that every tool reads."""
    kinds = type_names(schema)
    if "null" in kinds or not schema:
        return schema
    if "anyOf" in schema:
        has_null = {"type": "null"} in schema["anyOf"]
        return schema if has_null else {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "$ref" in schema or "const" in schema or "object" in kinds:
        return {"anyOf": [schema, {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "type": [*kinds, "null"], "enum": [*schema["enum"], None]}
    return {**schema, "type": [*kinds, "null"]}
