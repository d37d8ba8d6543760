"""Validation of example payloads against their event's schema."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.diagnostics.terminal_text import shortened
from cgk_codegen.json_schema import Schema, is_date_time
from cgk_codegen.json_schema_validator import SchemaError, validator_of
from cgk_codegen.json_text import compact
from cgk_codegen.load import ListNode, MapNode, Node, key_span_at, span_at
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.catalog import TENANT_FIELD
from cgk_codegen.resolve.documents import event_schema

_MAX_VALUE: Final = 100
_BOUNDS: Final = {
    "minimum": "is less than",
    "maximum": "is greater than",
    "exclusiveMinimum": "is not greater than",
    "exclusiveMaximum": "is not less than",
    "multipleOf": "is no multiple of",
    "minLength": "is shorter than",
    "maxLength": "is longer than",
    "minItems": "has fewer items than",
    "maxItems": "has more items than",
}
"""Messages for values beyond a bound."""
_HINTS: Final = {
    "string": "write a text",
    "number": "write a number, without quotes",
    "integer": "write a whole number, without quotes",
    "boolean": "write true or false, without quotes",
    "null": "write null",
    "array": "write a list: [..., ...]",
    "object": "write a mapping: {key: ...}",
}
"""How to write a value of a type in YAML."""


@dataclass(frozen=True, slots=True)
class ExamplePayload:
    """An example payload in a catalog.

    Attributes:
        what: Its description, for messages.
        code: The code of its violations.
        source: The node that contains it, None if it is not in the source.
        way: The path from there to it.
        span: Position to report if it is not in the source.
    """

    what: str
    code: str
    source: Node | None
    way: tuple[str | int, ...]
    span: Span

    def fields(self) -> Collection[str]:
        """Return the keys it has in the catalog."""
        node = self.source
        for step in self.way:
            if isinstance(node, MapNode):
                node = node.get(str(step))
            elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
        return node.entries if isinstance(node, MapNode) else ()

    def key_place(self, path: Iterable[str | int], key: str) -> Span:
        """Return the place of a key in a part of it."""
        if self.source is None:
            return self.span
        return key_span_at(self.source, (*self.way, *path), key)

    def place(self, path: Iterable[str | int]) -> Span:
        """Return the place of a part of it."""
        return self.span if self.source is None else span_at(self.source, (*self.way, *path))


def report_violations(
    catalog: Catalog, event: Event, payload: Mapping[str, Any], given: ExamplePayload, findings: Findings
) -> None:
    """Validate a payload, tenantId included, against its event's schema and note each error."""
    tenant_is_given = given.source is not None and TENANT_FIELD in given.fields()
    # Another one is the catalog's own example, of which is said enough.
    report_violations_of(
        event_schema(catalog, event), payload, given, findings, but=() if tenant_is_given else (TENANT_FIELD,)
    )


def report_violations_of(
    schema: Schema, value: object, given: ExamplePayload, findings: Findings, *, but: tuple[str, ...] = ()
) -> None:
    """Validate a value against a schema whose references stay inside it; skip the path `but`."""
    reported: set[tuple[Span, str]] = set()
    for error in validator_of(schema).iter_errors(value):
        path = tuple(error.absolute_path)
        if but and path == but:
            continue
        where = ".".join(str(part) for part in path)
        start = f"{given.what} is not valid{f' at {where}' if where else ''}"
        for key, said, hint in _problems_of(error):
            place = given.place(path) if key is None else given.key_place(path, key)
            if (place, said) not in reported:
                reported.add((place, said))
                findings.error(given.code, place, f"{start}: {said}", hint)


def _problems_of(error: SchemaError) -> Iterator[tuple[str | None, str, str]]:
    """Yield the key (None for the whole value), message and hint of each problem."""
    wanted: Any = error.validator_value  # JSON data
    value = _shown(error.instance)
    match error.validator:
        case "additionalProperties" | "required":
            yield from _key_problems(error)
        case "type":
            kinds = " or ".join([wanted] if isinstance(wanted, str) else wanted)
            is_text = "string" in kinds and isinstance(error.instance, int | float)
            yield (
                None,
                f"{value} is not of type {kinds}",
                f'quote it: "{value}"' if is_text else _HINTS[kinds.split()[0]],
            )
        case "enum":
            values = [each for each in wanted if isinstance(each, str)]
            hint = nearest_hint(str(error.instance), values)
            yield None, f"{value} is not one of {_shown(wanted)}", hint
        case "format" | "pattern" if is_date_time(error.schema):
            hint = "write a day and time of the calendar with an offset: 2026-01-31T09:30:00Z"
            yield None, f"{value} is not a date-time", hint
        case "pattern":
            yield None, f"{value} does not match {wanted}", "change the value, or the field's pattern"
        case "anyOf":
            yield None, f"{value} is none of what may stand here", "compare it with the field's types"
        case keyword:
            yield None, f"{value} {_BOUNDS[keyword]} {_shown(wanted)}", f"change the value, or `{keyword}` of the field"


def _key_problems(error: SchemaError) -> Iterator[tuple[str | None, str, str]]:
    if error.validator == "required":
        # jsonschema has one error for each missing key, all with the same attributes.
        for key in error.validator_value:
            if key not in error.instance:
                yield None, f'"{key}" is missing', f"add `{key}:`, or make the field optional: `?`"
        return
    known: Mapping[str, Any] = error.schema.get("properties", {})
    for key in cast("Mapping[str, object]", error.instance):
        if key not in known:
            yield key, f'"{key}" is unknown', nearest_hint(key, known) if known else "remove it"


def _shown(value: object) -> str:
    return shortened(compact(value), _MAX_VALUE)
