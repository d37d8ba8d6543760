"""Emitter of example payloads: the catalog's valid ones, and an invalid one for each violation of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cgk_codegen.json_text import compact_json
from cgk_codegen.plan.json_schema.violations import ViolationBuilder
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.schema_documents import event_schema


def emit_examples(catalog: Catalog) -> dict[str, str]:
    """Render `schema/examples/<event>.json` for each event: `{"valid": [...], "invalid": [...]}`, for tests.

    An invalid example has the violated keyword, the path of the invalid part, and the keyword's location in the schema,
    as in JSON Schema's output format (Core 2020-12, section 12.3.2).
    """
    return {f"schema/examples/{event.name}.json": _text(catalog, event) for event in catalog.events.values()}


def _text(catalog: Catalog, event: Event) -> str:
    valid = [dict(example) for example in event.examples]
    violations = ViolationBuilder(event_schema(catalog, event))
    groups = (valid, list(_invalid(violations, valid[0])))
    lines = [",\n".join(f"    {compact_json(item)}" for item in group) for group in groups]
    return f'{{\n  "valid": [\n{lines[0]}\n  ],\n  "invalid": [\n{lines[1]}\n  ]\n}}\n'


def _invalid(violations: ViolationBuilder, example: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for violation in violations.of_document(example):
        for payload in violation.values:
            yield {
                "breaks": violation.keyword,
                "at": _path(violation.path),
                "keywordLocation": "".join(f"/{_escaped(step)}" for step in violation.location),
                "payload": payload,
            }
            break


def _path(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _escaped(step: str) -> str:
    """Escape a step of a JSON Pointer (RFC 6901, section 3)."""
    return step.replace("~", "~0").replace("/", "~1")
