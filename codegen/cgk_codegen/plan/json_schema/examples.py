"""Examples of every payload: the catalog's valid ones, and one broken in each way that its schema forbids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cgk_codegen.json_text import compact
from cgk_codegen.plan.json_schema.broken import Ways
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.documents import event_schema


def emit_examples(catalog: Catalog) -> dict[str, str]:
    """Make `schema/examples/<event>.json` for every event: `{"valid": [...], "invalid": [...]}`, for tests.

    An invalid one says which keyword it breaks, where in the payload, and where in the schema that keyword stands, as
    JSON Schema's output does (Core 2020-12, section 12.3.2).
    """
    return {f"schema/examples/{event.name}.json": _text(catalog, event) for event in catalog.events.values()}


def _text(catalog: Catalog, event: Event) -> str:
    valid = [dict(example) for example in event.examples]
    ways = Ways(event_schema(catalog, event))
    items = (valid, list(_invalid(ways, valid[0])))
    lines = [",\n".join(f"    {compact(item)}" for item in each) for each in items]
    return f'{{\n  "valid": [\n{lines[0]}\n  ],\n  "invalid": [\n{lines[1]}\n  ]\n}}\n'


def _invalid(ways: Ways, example: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for way in ways.of_document(example):
        for payload in way.values:
            yield {
                "breaks": way.keyword,
                "at": _place(way.path),
                "keywordLocation": "".join(f"/{_escaped(step)}" for step in way.location),
                "payload": payload,
            }
            break


def _place(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _escaped(step: str) -> str:
    """Write a step of a JSON Pointer (RFC 6901, section 3)."""
    return step.replace("~", "~0").replace("/", "~1")
