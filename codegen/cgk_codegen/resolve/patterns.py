"""Portable regular expressions: the same meaning in Rust (pydantic), JavaScript (ajv, zod) and Python (jsonschema)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from cgk_codegen.resolve.pattern_tree import SCHEMA_END, parse


def matches(pattern: str, text: str) -> bool:
    """Return whether a portable pattern matches anywhere in a text."""
    return compiled(pattern)(text)


@cache
def compiled(pattern: str) -> Callable[[str], bool]:
    """Compile a pattern in the portable spelling, or that of JSON Schema, to a function that matches in linear time."""
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
