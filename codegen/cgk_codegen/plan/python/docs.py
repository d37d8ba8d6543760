"""What the generated docstrings say of an event."""

from __future__ import annotations

import json

from cgk_codegen.plan.templates import python_literal
from cgk_codegen.resolve import Event


def event_documentation(event: Event) -> str:
    """Describe an event with its example, as a docstring's text."""
    keys = "\n".join(f"        {json.dumps(key)}: {python_literal(value)}," for key, value in event.example.items())
    call = f'    await send_job("{event.name}", {{\n{keys}\n    }})'
    return f"`{event.name}`: {event.description}\n\nExample:\n{call}"
