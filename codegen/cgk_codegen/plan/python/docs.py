"""What the generated docstrings say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgk_codegen.json_text import compact
from cgk_codegen.plan.templates import python_literal
from cgk_codegen.resolve import Event, Field, NamedType
from cgk_codegen.resolve.names import attribute_name, is_regular


def event_documentation(event: Event) -> str:
    """Describe an event with its examples, as a docstring's text."""
    parts = [f"`{event.name}`: {event.description}"]
    if event.deprecated is not None:
        parts.append(f"Deprecated: {event.deprecated.message}.")
    calls = "\n".join(_call(event, example) for example in event.examples)
    parts.append(f"{'Example' if len(event.examples) == 1 else 'Examples'}::\n\n{calls}")
    return "\n\n".join(parts)


def result_documentation(event: Event) -> str:
    """Say whose result a type is."""
    return f"What a handler of `{event.name}` returns."


def type_documentation(named: NamedType) -> str:
    """Describe a shared type, or an object inside a payload."""
    return named.description or f"`{named.name}`, an object of the catalog."


def field_documentation(field: Field) -> str:
    """Describe a field: its meaning, examples, what to use instead, and an irregular name on the wire."""
    parts = [field.description]
    if field.examples:
        parts.append(f"Such as {', '.join(map(python_literal, field.examples))}.")
    if field.deprecated is not None:
        parts.append(f"Deprecated: {field.deprecated.message}.")
    attribute = attribute_name(field.name)
    if not is_regular(attribute, field.name):
        parts.append(f"On the wire {compact(field.name)}.")
    return " ".join(filter(None, parts))


def _call(event: Event, example: Mapping[str, Any]) -> str:
    keys = "\n".join(f"        {compact(key)}: {python_literal(value)}," for key, value in example.items())
    return f'    await send_job("{event.name}", {{\n{keys}\n    }})'
