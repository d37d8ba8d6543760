"""Portable regular expressions: the same meaning in Rust (pydantic), JavaScript (ajv, zod) and Python (jsonschema)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from cgk_codegen.resolve.pattern_tree import SCHEMA_END, parse


def matches(pattern: str, text: str) -> bool:
    """Return whether a pattern, in the portable spelling or that of JSON Schema, matches anywhere in a text."""
    return _matcher(pattern)(text)


@cache
def _matcher(pattern: str) -> Callable[[str], bool]:
    from pydantic_core import SchemaValidator, core_schema

    validator = SchemaValidator(core_schema.str_schema(pattern=pattern.replace(SCHEMA_END, "$"), strict=True))
    return validator.isinstance_python


@cache
def schema_pattern(pattern: str) -> str:
    r"""Return the spelling of a portable pattern for JSON Schema documents.

    Example:
        >>> schema_pattern("^[a-z]+$")
        '^[a-z]+$(?!\\s)'
    """
    return "".join(SCHEMA_END if text == "$" else text for text in parse(pattern).spelling)
