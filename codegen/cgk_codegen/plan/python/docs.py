"""Texts of the generated docstrings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgk_codegen.json_text import compact_json
from cgk_codegen.plan.templates import python_literal
from cgk_codegen.resolve import Event, Field, NamedType
from cgk_codegen.resolve.names import derives_wire_name


def event_documentation(event: Event) -> str:
    """Return the description of an event with its examples."""
    paragraphs = [f"`{event.wire_name}`: {event.description}"]
    if event.deprecated is not None:
        paragraphs.append(f"Deprecated: {event.deprecated.message}.")
    calls = "\n".join(_call(event, example) for example in event.examples)
    paragraphs.append(f"{'Example' if len(event.examples) == 1 else 'Examples'}::\n\n{calls}")
    return "\n\n".join(paragraphs)


def result_documentation(event: Event) -> str:
    """Return the description of an event's result type."""
    return f"The result of a handler of `{event.wire_name}`."


def type_documentation(named: NamedType) -> str:
    """Return the description of a shared type or of an object inside a payload."""
    return named.description or f"The type `{named.name}` of the catalog."


def field_documentation(field: Field) -> str:
    """Return the description of a field: its meaning, examples, deprecation, and an irregular wire name."""
    sentences = [field.description]
    if field.examples:
        examples = ", ".join(map(python_literal, field.examples))
        sentences.append(f"{'Example' if len(field.examples) == 1 else 'Examples'}: {examples}.")
    if field.deprecated is not None:
        sentences.append(f"Deprecated: {field.deprecated.message}.")
    if not derives_wire_name(field.attribute, field.name):
        sentences.append(f"The name on the wire is {compact_json(field.name)}.")
    return " ".join(filter(None, sentences))


def _call(event: Event, example: Mapping[str, Any]) -> str:
    keys = "\n".join(f"        {compact_json(key)}: {python_literal(value)}," for key, value in example.items())
    return f"    await send_job({compact_json(event.wire_name)}, {{\n{keys}\n    }})"
