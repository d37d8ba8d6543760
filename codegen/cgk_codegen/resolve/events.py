"""Parser of the events and schedules of a catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, cast

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.json_schema import referenced_name
from cgk_codegen.load import Entry, ListNode, MapNode, Node, ScalarNode, plain
from cgk_codegen.resolve.catalog import Event, Schedule
from cgk_codegen.resolve.catalog_parts import Category, Fairness, Field, NamedType, Retry, Tenant
from cgk_codegen.resolve.documents import object_schema
from cgk_codegen.resolve.language import EVENT_KEYS, FAIRNESS, RETRY_KEYS, SCHEDULE_KEYS, TYPE_FORMS
from cgk_codegen.resolve.misplaced import own_section
from cgk_codegen.resolve.misread import report_schema
from cgk_codegen.resolve.names import pascal_case
from cgk_codegen.resolve.parsed_type import TypeLocation
from cgk_codegen.resolve.reader import MapReader
from cgk_codegen.resolve.shorthand import SCALARS
from cgk_codegen.resolve.types import TypeReader
from cgk_codegen.resolve.versioning import read_aliases, read_delay

_MAX_ATTEMPTS: Final = 2**31 - 1
"""The runtime's limit of counts."""
_MAX_MILLISECONDS: Final = 2**31 - 1
"""Largest number of milliseconds that the timers of all providers support."""


class EventReader:
    """Parser of events and schedules."""

    def __init__(
        self,
        types: TypeReader,
        findings: Findings,
        tenant: Tenant,
        categories: Mapping[str, Category],
        prefix: str,
    ) -> None:
        """Create the parser.

        Args:
            types: Parser of the fields' types.
            findings: Receives the mistakes.
            tenant: Format of the tenant, which every payload has.
            categories: Categories of the catalog.
            prefix: Prefix of every type's name.
        """
        self._types = types
        self._findings = findings
        self._tenant = tenant
        self._categories = categories
        self._prefix = prefix

    def event(self, entry: Entry, retry: Retry, owner: str | None, fairness: Fairness | None) -> Event:
        """Read an event; `retry`, `owner` and `fairness` are the defaults of its file."""
        name, what = entry.key, f'event "{entry.key}"'
        reader = MapReader(entry.value, what, self._findings, EVENT_KEYS, _indentation_hint)
        category = reader.text("category")
        category_node = reader.node("category")
        if category_node is not None and category and category not in self._categories:
            message = f'{what} is in the unknown category "{category}"'
            self._findings.error("CGK205", category_node.span, message, nearest_hint(category, self._categories))
        payload_type = reader.text("payloadType", f"{self._prefix}{pascal_case(name)}Payload")
        stem = payload_type.removesuffix("Payload")
        listed = self._payload(reader)
        payload = MapNode({}, reader.span) if listed is None else listed
        self._refuse_tenant(what, payload)
        own = self._types.fields(_without(payload, self._tenant.field), TypeLocation(stem, category, what))
        group = self._categories.get(category)
        fields = (self._tenant_field(payload), *own)
        description, example_nodes = reader.text("description"), self._examples(reader)
        if listed is None:  # without its fields, the examples cannot be checked
            example_nodes = ()
        listed_examples = [cast("dict[str, Any]", plain(node)) for node in example_nodes]
        of_fields = {field.name: field.examples[0] for field in own if field.examples}
        tenant = {self._tenant.field: self._tenant.example}
        examples = tuple({**tenant, **example} for example in listed_examples or [of_fields])
        deprecated = self._types.deprecation(reader.node("deprecated"), what)
        schema = object_schema(fields, payload_type, description, is_open=reader.flag("open"))
        if deprecated is not None:
            schema["deprecated"] = True
        schema["examples"] = [dict(example) for example in examples]
        return Event(
            name=name,
            category=category,
            payload_type=payload_type,
            description=description,
            fields=fields,
            schema=schema,
            examples=examples,
            example_nodes=example_nodes,
            retry=read_retry(reader, retry, self._findings),
            span=entry.key_span,
            source=reader.source,
            owner=reader.optional_text("owner") or owner or (group.owner if group else None),
            deprecated=deprecated,
            result=self._result(reader, f"{stem}Result", category),
            former_names=read_aliases(reader, self._findings),
            longest_delay=read_delay(reader, "longestDelay", self._findings),
            own_wire_name=_other(reader.text("wireName", name), name),
            fairness=read_fairness(reader, fairness, self._findings),
        )

    def schedule(self, entry: Entry, owner: str | None) -> Schedule:
        """Read a schedule; `owner` is the default of its file."""
        reader = MapReader(entry.value, f'schedule "{entry.key}"', self._findings, SCHEDULE_KEYS)
        return Schedule(
            name=entry.key,
            cron=reader.text("cron"),
            timezone=reader.text("timezone", "UTC"),
            description=reader.text("description"),
            event=reader.optional_text("sends"),
            payload=reader.values(reader.written_key("payload")),
            span=entry.key_span,
            source=reader.source,
            owner=reader.optional_text("owner") or owner,
        )

    def _payload(self, reader: MapReader) -> MapNode | None:
        """Return the payload's fields, None if they are not listed; those of a JSON Schema are reported and checked."""
        key = reader.written_key("payload")  # without the fields of a misspelled key, the example would be wrong too
        node = reader.node(key)
        if node is not None and not _is_mapping(node):
            message = f"the payload of {reader.what} must be a mapping of names and types"
            self._findings.error("CGK201", node.span, message, _payload_hint(node))
            return None
        payload = reader.mapping(key)
        for keyword in ("properties", "fields"):
            inner = payload.get(keyword)
            if isinstance(inner, MapNode) and not inner.entries.keys() & TYPE_FORMS:
                span = payload.entries[keyword].key_span
                message = f'the payload of {reader.what} has "{keyword}"'
                self._findings.error("CGK301", span, message, "write the fields directly below `payload:`")
                return inner
        return None if report_schema(payload, f"the payload of {reader.what}", self._findings) else payload

    def _refuse_tenant(self, what: str, payload: MapNode) -> None:
        own = payload.entries.get(self._tenant.field)
        if own is not None:
            message = f"{what} redefines {self._tenant.field}"
            self._findings.error("CGK501", own.key_span, message, "remove it; every payload already has it")

    def _tenant_field(self, payload: MapNode) -> Field:
        schema = {"type": "string", "pattern": self._tenant.pattern}
        return Field(self._tenant.field, schema, True, self._tenant.description, False, payload.span)

    def _examples(self, reader: MapReader) -> tuple[MapNode, ...]:
        """Return the event's examples."""
        nodes = [node for node in (reader.node("example"), *reader.items("examples")) if node is not None]
        for node in nodes:
            if not isinstance(node, MapNode):
                message = f"an example of {reader.what} must be a mapping"
                self._findings.error("CGK201", node.span, message, "write the payload's fields with their values")
        return tuple(node for node in nodes if isinstance(node, MapNode))

    def _result(self, reader: MapReader, name: str, category: str) -> NamedType | None:
        node = reader.node("result")
        what = f"the result of {reader.what}"
        match node:
            case None:
                return None
            case MapNode():
                fields = self._types.fields(node, TypeLocation(name, category, what))
                return NamedType(name, "", fields, object_schema(fields, name, ""), node.span, category=category)
            case ScalarNode(value=str()):
                schema = self._types.inside(node, TypeLocation(name, category, what)).schema
                if referenced_name(schema) or not schema:
                    return NamedType(name, "", None, schema, node.span, category=category)
            case _:
                pass
        hint = "list its fields, or name a shared object type"
        self._findings.error("CGK208", node.span, f"{what} is not an object", hint)
        return None


def with_wire_names(events: Mapping[str, Event]) -> dict[str, Event]:
    """Return the events with the wire names of the events that replace deprecated ones."""
    made = dict(events)
    for name, event in events.items():
        replacement = events.get((event.deprecated and event.deprecated.replacement) or "")
        if event.deprecated is not None and replacement is not None and replacement.own_wire_name is not None:
            deprecated = replace(event.deprecated, replacement_wire_name=replacement.own_wire_name)
            made[name] = replace(event, deprecated=deprecated)
    return made


def read_retry(owner: MapReader, default: Retry, findings: Findings) -> Retry:
    """Read the key `retry` of a mapping; missing settings come from `default`."""
    node = owner.node("retry")
    if node is None:
        return default
    reader = MapReader(node, f"`retry` of {owner.what}", findings, RETRY_KEYS)
    return Retry(
        max_attempts=int(reader.number("maxAttempts", default.max_attempts, minimum=1, maximum=_MAX_ATTEMPTS)),
        factor=reader.number("factor", default.factor, minimum=1, whole=False),
        min_timeout_ms=int(
            reader.number("minTimeoutInMs", default.min_timeout_ms, minimum=0, maximum=_MAX_MILLISECONDS)
        ),
        max_timeout_ms=int(
            reader.number("maxTimeoutInMs", default.max_timeout_ms, minimum=0, maximum=_MAX_MILLISECONDS)
        ),
    )


def _other(text: str, default: str) -> str | None:
    return None if text == default else text


def read_fairness(owner: MapReader, default: Fairness | None, findings: Findings) -> Fairness | None:
    """Read the key `fairness` of a mapping; `default` if it is absent."""
    node = owner.node("fairness")
    if node is None:
        return default
    value = node.value if isinstance(node, ScalarNode) else None
    if value == "tenant":
        return "tenant"
    if value == "none":
        return "none"
    message = f'"fairness" of {owner.what} must be {" or ".join(FAIRNESS)}'
    findings.error("CGK204", node.span, message, "with `tenant`, waiting jobs of all tenants take turns")
    return default


def _is_mapping(node: Node | None) -> bool:
    """Return whether a payload is a mapping or empty."""
    return node is None or isinstance(node, MapNode) or (isinstance(node, ScalarNode) and node.value is None)


def _payload_hint(node: Node) -> str:
    """Return the hint about a payload that is not a mapping."""
    if not isinstance(node, ListNode):
        return "write a line such as `orderId: string` for each field below it"
    if node.items and all(isinstance(item, MapNode) for item in node.items):
        return "remove the dashes and brackets: write `name: type` for each field"
    names = [item.value for item in node.items if isinstance(item, ScalarNode)]
    return f"write each field with its type, such as `{names[0]}: string`" if names else "write `payload: {}`"


def _indentation_hint(entry: Entry) -> str:
    """Return the hint about an unknown key of an event that is a field or another event; empty for another key."""
    if own_section(entry) == "events":
        return "an event belongs below `events:`, indented like the others"
    match entry.value:
        case ScalarNode(value=str(text)):
            is_type = text.removesuffix("?").removesuffix("[]") in SCALARS
        case MapNode(entries=entries):
            is_type = not entries.keys().isdisjoint(TYPE_FORMS)
        case _:
            is_type = False
    return "a field belongs below `payload:`, indented further" if is_type else ""


def _without(payload: MapNode, field: str) -> MapNode:
    return MapNode({name: entry for name, entry in payload.entries.items() if name != field}, payload.span)
