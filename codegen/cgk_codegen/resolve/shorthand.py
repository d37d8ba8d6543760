"""Parser of type expressions such as `string`, `string[]?` and `Address | null` to JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.diagnostics.terminal_text import shorten
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

_MAX_SHOWN: Final = 40
_TOKEN: Final = re.compile(r"\s*(?:(?P<name>[A-Za-z][A-Za-z0-9_-]*)|(?P<sign>\[\]|[|()?]))")


class _InvalidTypeError(Exception):
    """A type expression is invalid; the text describes its first mistake."""


class TypeExpressionParser:
    """Recursive descent parser of one type expression.

    The grammar: `expression = union ["?"]`, `union = postfix {"|" postfix}`, `postfix = atom {"[]"}`,
    `atom = name | "(" union ")"`.
    """

    def __init__(self, text: str, shared: Mapping[str, str], findings: Findings, span: Span, label: str) -> None:
        """Create the parser.

        Args:
            text: A type expression such as `string[]?`.
            shared: Generated names of the shared types, by their names in the catalog.
            findings: Receives the mistakes.
            span: Its position in the source.
            label: The field, for messages.
        """
        self._shared = shared
        self._findings = findings
        self._span = span
        self._label = label
        self._text = text
        self._tokens: list[str] = []

    def parse(self) -> tuple[Schema, bool]:
        """Return the schema, and whether the field is required; a final question mark makes it optional."""
        try:
            return self._expression()
        except _InvalidTypeError as error:
            hint = "write a type such as `string`, `string?`, `Address | null` or `(string | null)[]?`"
            self._findings.error("CGK302", self._span, f"{self._label} has {error}", hint)
            return {}, False  # any value is allowed, to avoid findings that are consequences

    def _expression(self) -> tuple[Schema, bool]:
        self._tokenize()
        required = self._tokens[-1:] != ["?"]
        if not required:
            self._tokens.pop()
        schema = self._union()
        if self._tokens:
            raise _InvalidTypeError(f'an invalid type at "{self._tokens[0]}"')
        return schema, required

    def _tokenize(self) -> None:
        text = self._text.rstrip()
        index = 0
        while index < len(text):
            match = _TOKEN.match(text, index)
            if match is None or len(text) > MAX_TEXT:
                raise _InvalidTypeError(f'an invalid type at "{shorten(text[index:].strip(), _MAX_SHOWN)}"')
            self._tokens.append(match["name"] or match["sign"])
            index = match.end()

    def _union(self) -> Schema:
        choices = [self._postfix()]
        while self._tokens and self._tokens[0] == "|":
            self._tokens.pop(0)
            choices.append(self._postfix())
        return union(choices)

    def _postfix(self) -> Schema:
        schema = self._atom()
        while self._tokens and self._tokens[0] == "[]":
            if schema == {"type": "null"}:
                raise _InvalidTypeError("items that can only be null")
            self._tokens.pop(0)
            schema = {"type": "array", "items": schema}
        return schema

    def _atom(self) -> Schema:
        if not self._tokens:
            raise _InvalidTypeError("an incomplete type")
        first = self._tokens.pop(0)
        if first == "(":
            schema = self._union()
            if self._tokens[:1] != [")"]:
                raise _InvalidTypeError("an incomplete type")
            self._tokens.pop(0)
            return schema
        if not first[0].isalpha():
            raise _InvalidTypeError(f'an invalid type at "{first}"')
        return self._type_named(first)

    def _type_named(self, name: str) -> Schema:
        if name == "null":
            return {"type": "null"}
        if name in SCALARS:
            return SCALARS[name]
        if name in self._shared:
            return reference(self._shared[name])
        hint = nearest_hint(name, [*SCALARS, *self._shared])
        self._findings.error("CGK303", self._span, f'{self._label} has the unknown type "{name}"', hint)
        return {}


def union(choices: list[Schema]) -> Schema:
    """Return the union of several schemas, in a form that every tool reads; a union with `any` is `any`."""
    flat = [member for choice in choices for member in _members(choice)]
    distinct = [member for index, member in enumerate(flat) if member not in flat[:index]]
    if {} in distinct:
        return {}
    non_null = [member for member in distinct if member != {"type": "null"}]
    has_null = len(non_null) < len(distinct)
    if not non_null:
        return {"type": "null"}
    if len(non_null) == 1:
        return _with_null(non_null[0]) if has_null else non_null[0]
    return {"anyOf": [*non_null, {"type": "null"}] if has_null else non_null}


def _members(schema: Schema) -> list[Schema]:
    """Return the members of a union, or the schema itself if it is not a union."""
    if schema == {"type": "null"}:
        return [schema]
    inner, has_null = without_null(schema)
    is_union = "anyOf" in inner and len(inner) == 1
    return [*(inner["anyOf"] if is_union else [inner]), *([{"type": "null"}] if has_null else [])]


def _with_null(schema: Schema) -> Schema:
    types = type_names(schema)
    if "$ref" in schema or "object" in types:
        return {"anyOf": [schema, {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "type": [*types, "null"], "enum": [*schema["enum"], None]}
    return {**schema, "type": [*types, "null"]}
