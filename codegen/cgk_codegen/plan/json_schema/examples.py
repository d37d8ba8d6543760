"""Example payloads: the catalog's valid ones, and an invalid one for each violation of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from cgk_codegen.json_schema import Schema
from cgk_codegen.json_text import compact_json
from cgk_codegen.plan.json_schema.violations import ViolationBuilder
from cgk_codegen.resolve import Event


def examples_text(event: Event, schema: Schema) -> str:
    """Return an event's examples for tests: `{"valid": [...], "invalid": [...]}`, one example on each line.

    An invalid example has the violated keyword (`breaks`), the path of the invalid part (`at`), and the keyword's
    location in the schema (`keywordLocation`), as in JSON Schema's output format (Core 2020-12, section 12.3.2).

    Args:
        event: The event.
        schema: The self-contained schema of its payload.
    """
    valid = ",\n".join(f"    {compact_json(dict(example))}" for example in event.examples)
    invalid = ",\n".join(f"    {compact_json(example)}" for example in _invalid_examples(event, schema))
    return f'{{\n  "valid": [\n{valid}\n  ],\n  "invalid": [\n{invalid}\n  ]\n}}\n'


def _invalid_examples(event: Event, schema: Schema) -> Iterator[dict[str, Any]]:
    for violation in ViolationBuilder(schema).of_document(event.example):
        for payload in islice(violation.values, 1):  # the simplest one, if there is any
            yield {
                "breaks": violation.keyword,
                "at": _path_text(violation.path),
                "keywordLocation": "".join(f"/{_escape(step)}" for step in violation.location),
                "payload": payload,
            }


def _path_text(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _escape(step: str) -> str:
    """Escape a step of a JSON Pointer (RFC 6901, section 3)."""
    return step.replace("~", "~0").replace("/", "~1")
