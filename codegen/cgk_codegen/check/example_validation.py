"""Validation of a catalog's own values against their schemas: examples, payloads of schedules, arrival defaults."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.diagnostics.terminal_text import shorten
from cgk_codegen.json_schema import MAX_SAFE_INTEGER, Schema
from cgk_codegen.json_schema_validator import SchemaError, validator_of
from cgk_codegen.json_text import compact_json
from cgk_codegen.load import MapNode, Node, span_at
from cgk_codegen.load.scalars import number_hint
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.schema_documents import event_schema
from cgk_codegen.text_formats import TEXT_SAMPLES, text_format

_MAX_SHOWN: Final = 100
"""Largest number of characters of a value that a message shows."""
_DATE_TIME_SAMPLE: Final = "2026-01-31T09:30:00Z"


@dataclass(frozen=True, slots=True)
class ValueSource:
    """Source of a value of the catalog, such as an example, for the findings about it.

    Attributes:
        label: Its description, for messages.
        code: The code of its violations.
        node: Its node, None if the source does not contain it.
        span: Position to report if the node is missing.
    """

    label: str
    code: str
    node: Node | None
    span: Span

    def span_at(self, path: Iterable[str | int], key: str | None) -> Span:
        """Return the position of the value at a path, or of a key in that value."""
        return self.span if self.node is None else span_at(self.node, path, key)


def report_payload_violations(
    catalog: Catalog, event: Event, payload: Mapping[str, Any], source: ValueSource, findings: Findings
) -> None:
    """Report each violation of an event's schema by a payload, tenantId included."""
    has_tenant = isinstance(source.node, MapNode) and catalog.tenant.field in source.node.entries
    # A payload without a tenant got the catalog's tenant example, whose mistakes another rule reports.
    except_at = None if has_tenant else (catalog.tenant.field,)
    report_violations(event_schema(catalog, event), payload, source, findings, except_at=except_at)


def report_violations(
    schema: Schema, value: object, source: ValueSource, findings: Findings, *, except_at: tuple[str, ...] | None = None
) -> None:
    """Report each violation of a self-contained schema by a value, except at the path `except_at`."""
    reported: set[tuple[Span, str]] = set()
    invalid_paths: set[tuple[str | int, ...]] = set()
    for error in validator_of(schema).iter_errors(value):
        path = tuple(error.absolute_path)
        invalid_paths.add(path)
        if path == except_at:
            continue
        for key, problem, hint in _problems_of(error):
            span = source.span_at(path, key)
            if (span, problem) not in reported:
                reported.add((span, problem))
                findings.error(source.code, span, f"{_prefix(source, path)}: {problem}", hint)
    for path, number in _inexact_numbers(value, ()):
        if path not in invalid_paths:
            problem = f"{_format_value(number)} is beyond 2^53 - 1, which JavaScript rounds"
            message = f"{_prefix(source, path)}: {problem}"
            findings.error(source.code, source.span_at(path, None), message, "write it as a string")


def _inexact_numbers(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], float]]:  # JSON
    """Yield the path and value of each number that JSON cannot represent or JavaScript would round."""
    if isinstance(value, Mapping):
        for key, inner in cast("Mapping[str, Any]", value).items():
            yield from _inexact_numbers(inner, (*path, key))
    elif isinstance(value, list):
        items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]  # JSON
        for index, inner in enumerate(items):
            yield from _inexact_numbers(inner, (*path, index))
    elif isinstance(value, int | float) and _is_inexact(value):
        yield path, value


def _is_inexact(number: float) -> bool:
    return abs(number) > MAX_SAFE_INTEGER if isinstance(number, int) else not math.isfinite(number)


def _prefix(source: ValueSource, path: Sequence[str | int]) -> str:
    """Return the start of a message about the value at a path."""
    location = ".".join(map(str, path))
    return f"{source.label} is invalid at {location}" if location else f"{source.label} is invalid"


def _problems_of(error: SchemaError) -> Iterator[tuple[str | None, str, str]]:
    """Yield the key (None for the whole value), message and hint of each problem."""
    expected: Any = error.validator_value  # JSON data
    value = _format_value(error.instance)
    match error.validator:
        case "additionalProperties" | "required":
            yield from _key_problems(error)
        case "type":
            types = [expected] if isinstance(expected, str) else expected
            yield None, f"{value} is not of type {' or '.join(types)}", _type_hint(types, error.instance)
        case "enum":
            values = [allowed for allowed in expected if isinstance(allowed, str)]
            hint = nearest_hint(str(error.instance), values)
            yield None, f"{value} is not one of {_format_value(expected)}", hint
        case "format" | "pattern" if text_format(error.schema) is not None:
            name = str(text_format(error.schema))
            sample = TEXT_SAMPLES.get(name, _DATE_TIME_SAMPLE)
            yield None, f"{value} is not a valid {name}", f"write one such as {sample}"
        case "anyOf":
            yield None, f"{value} matches none of the field's types", "compare it with the types of the field"
        case keyword:
            yield None, f"{value} violates `{keyword}: {expected}`", f"correct the value, or `{keyword}` of the field"


def _type_hint(types: Sequence[str], value: object) -> str:
    if "string" in types and isinstance(value, int | float):
        return "quote it"
    if isinstance(value, str) and types[0] in {"number", "integer"}:
        return number_hint(value, whole=types[0] == "integer")
    return "correct the value, or the field's type"


def _key_problems(error: SchemaError) -> Iterator[tuple[str | None, str, str]]:
    if error.validator == "required":
        # jsonschema yields one equal error for each missing key.
        for key in error.validator_value:
            if key not in error.instance:
                yield None, f'"{key}" is missing', f"add `{key}:`, or make the field optional with `?`"
        return
    known: Mapping[str, Any] = error.schema.get("properties", {})
    for key in cast("Mapping[str, object]", error.instance):
        if key not in known:
            yield key, f'"{key}" is unknown', nearest_hint(key, known) if known else "remove it"


def _format_value(value: object) -> str:
    return shorten(compact_json(value), _MAX_SHOWN)
