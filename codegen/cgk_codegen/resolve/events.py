"""Parser of the events and schedules of a catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.load import Entry, MapNode, ScalarNode, to_python
from cgk_codegen.resolve.catalog import Event, Schedule
from cgk_codegen.resolve.catalog_parts import Category, Fairness, Field, NamedType, Retry, Tenant
from cgk_codegen.resolve.language import EVENT_KEYS, FAIRNESS, RETRY_KEYS, SCHEDULE_KEYS, TYPE_FORMS
from cgk_codegen.resolve.misplaced import section_of
from cgk_codegen.resolve.names import pascal_case
from cgk_codegen.resolve.reader import MapReader, is_empty, is_text
from cgk_codegen.resolve.schema_documents import object_schema
from cgk_codegen.resolve.schema_keywords import remove_schema_keywords
from cgk_codegen.resolve.shorthand import SCALARS
from cgk_codegen.resolve.type_location import TypeLocation
from cgk_codegen.resolve.types import TypeReader
from cgk_codegen.resolve.versioning import read_aliases, read_delay, read_deprecation


@dataclass(frozen=True, slots=True)
class EventSettings:
    """Settings of an event, or those of a file that its events inherit."""

    retry: Retry
    owner: str | None = None
    fairness: Fairness | None = None


@dataclass(frozen=True, slots=True)
class EventReader:
    """Parser of events and schedules.

    Attributes:
        types: Parser of the fields' types.
        findings: Receives the mistakes.
        tenant: Format of the tenant field, which every payload has.
        categories: Categories of the catalog.
        prefix: Prefix of every type's name.
    """

    types: TypeReader
    findings: Findings
    tenant: Tenant
    categories: Mapping[str, Category]
    prefix: str

    def event(self, entry: Entry, defaults: EventSettings) -> Event:
        """Read an event; `defaults` are those of its file."""
        name, label = entry.key, f'event "{entry.key}"'
        reader = MapReader(entry.value, label, self.findings, EVENT_KEYS, _indentation_hint)
        category = reader.text("category")
        category_node = reader.node("category")
        if category_node is not None and category and category not in self.categories:
            message = f'{label} is in the unknown category "{category}"'
            self.findings.error("CGK205", category_node.span, message, nearest_hint(category, self.categories))
        payload_type = reader.text("payloadType", f"{self.prefix}{pascal_case(name)}Payload")
        stem = payload_type.removesuffix("Payload")
        payload = self._payload(reader)
        fields_node = payload or MapNode({}, reader.span)
        location = TypeLocation(stem, category, label)
        own_fields = self.types.read_fields(self._without_tenant(label, fields_node), location)
        fields = (self._tenant_field(fields_node), *own_fields)
        example_nodes = self._examples(reader)
        if payload is None:  # without its fields, the examples cannot be checked
            example_nodes = ()
        examples = self._complete_examples(own_fields, example_nodes)
        description = reader.text("description")
        settings = read_settings(reader, defaults, self.findings)
        known_category = self.categories.get(category)
        deprecated = read_deprecation(reader.node("deprecated"), label, self.findings)
        schema = object_schema(fields, payload_type, description, is_open=reader.flag("open"))
        if deprecated is not None:
            schema["deprecated"] = True
        schema["examples"] = [dict(example) for example in examples]
        return Event(
            name=name,
            wire_name=reader.text("wireName", name),
            category=category,
            payload_type=payload_type,
            description=description,
            fields=fields,
            schema=schema,
            examples=examples,
            example_nodes=example_nodes,
            retry=settings.retry,
            span=entry.key_span,
            source=reader.source,
            owner=settings.owner or (known_category.owner if known_category else None),
            deprecated=deprecated,
            result=self._result(reader, f"{stem}Result", category),
            aliases=read_aliases(reader, self.findings),
            longest_delay=read_delay(reader, "longestDelay", self.findings),
            fairness=settings.fairness,
        )

    def schedule(self, entry: Entry, owner: str | None) -> Schedule:
        """Read a schedule; `owner` is the default of its file."""
        reader = MapReader(entry.value, f'schedule "{entry.key}"', self.findings, SCHEDULE_KEYS)
        return Schedule(
            name=entry.key,
            cron=reader.text("cron"),
            timezone=reader.text("timezone", "UTC"),
            description=reader.text("description"),
            event=reader.optional_text("sends"),
            payload=reader.values("payload"),
            span=entry.key_span,
            source=reader.source,
            owner=reader.optional_text("owner") or owner,
        )

    def _payload(self, reader: MapReader) -> MapNode | None:
        """Return the mapping of the payload's fields, None for another form, which is reported."""
        node = reader.node("payload")
        if node is not None and not isinstance(node, MapNode) and not is_empty(node):
            message = f"the payload of {reader.label} must be a mapping of names and types"
            hint = "write a line such as `orderId: string` for each field, without dashes and brackets"
            self.findings.error("CGK201", node.span, message, hint)
            return None
        payload = reader.mapping("payload")
        fields = remove_schema_keywords(payload, f"the payload of {reader.label}", self.findings)
        return fields if fields.entries or not payload.entries else None

    def _without_tenant(self, label: str, payload: MapNode) -> MapNode:
        """Return a payload's fields without the tenant's, which no event may list."""
        tenant_entry = payload.entries.get(self.tenant.field)
        if tenant_entry is None:
            return payload
        message = f"{label} redefines {self.tenant.field}"
        self.findings.error("CGK501", tenant_entry.key_span, message, "remove it; every payload already has it")
        entries = {name: entry for name, entry in payload.entries.items() if entry is not tenant_entry}
        return MapNode(entries, payload.span)

    def _tenant_field(self, payload: MapNode) -> Field:
        schema = {"type": "string", "pattern": self.tenant.pattern}
        name, description = self.tenant.field, self.tenant.description
        return Field(name, schema, required=True, description=description, sensitive=False, span=payload.span)

    def _examples(self, reader: MapReader) -> tuple[MapNode, ...]:
        """Return the nodes of the event's examples; report those that are not mappings."""
        nodes = [node for node in (reader.node("example"), *reader.items("examples")) if node is not None]
        for node in nodes:
            if not isinstance(node, MapNode):
                message = f"an example of {reader.label} must be a mapping"
                self.findings.error("CGK201", node.span, message, "write the payload's fields with their values")
        return tuple(node for node in nodes if isinstance(node, MapNode))

    def _complete_examples(self, fields: tuple[Field, ...], nodes: tuple[MapNode, ...]) -> tuple[dict[str, Any], ...]:
        """Return the examples with the tenant added; without any, return one that consists of the fields' examples."""
        examples = [cast("dict[str, Any]", to_python(node)) for node in nodes]
        field_examples = {field.name: field.examples[0] for field in fields if field.examples}
        return tuple({self.tenant.field: self.tenant.example, **example} for example in examples or [field_examples])

    def _result(self, reader: MapReader, name: str, category: str) -> NamedType | None:
        node, label = reader.node("result"), f"the result of {reader.label}"
        if node is None:
            return None
        location = TypeLocation(name, category, label)
        if isinstance(node, MapNode):
            fields = self.types.read_fields(node, location)
            return NamedType(name, "", fields, object_schema(fields, name, ""), node.span, category=category)
        if is_text(node):
            return NamedType(name, "", None, self.types.read_type(node, location).schema, node.span, category=category)
        hint = "list its fields, or name a shared object type"
        self.findings.error("CGK208", node.span, f"{label} is not an object", hint)
        return None


def with_replacement_wire_names(events: Mapping[str, Event]) -> dict[str, Event]:
    """Return the events; a deprecation that names a replacement gets the replacement's wire name."""
    completed = dict(events)
    for name, event in events.items():
        replacement = events.get((event.deprecated and event.deprecated.replacement) or "")
        if event.deprecated is not None and replacement is not None:
            deprecated = replace(event.deprecated, replacement_wire_name=replacement.wire_name)
            completed[name] = replace(event, deprecated=deprecated)
    return completed


def read_settings(reader: MapReader, defaults: EventSettings, findings: Findings) -> EventSettings:
    """Return the settings of a file or event; missing ones come from `defaults`."""
    retry = _read_retry(reader, defaults.retry, findings)
    fairness = _read_fairness(reader, defaults.fairness, findings)
    return EventSettings(retry, reader.optional_text("owner") or defaults.owner, fairness)


def _read_retry(reader: MapReader, default: Retry, findings: Findings) -> Retry:
    node = reader.node("retry")
    if node is None:
        return default
    retry = MapReader(node, f"`retry` of {reader.label}", findings, RETRY_KEYS)
    return Retry(
        max_attempts=retry.whole_number("maxAttempts", default.max_attempts, minimum=1),
        factor=retry.number("factor", default.factor, minimum=1),
        min_timeout_ms=retry.whole_number("minTimeoutInMs", default.min_timeout_ms, minimum=0),
        max_timeout_ms=retry.whole_number("maxTimeoutInMs", default.max_timeout_ms, minimum=0),
    )


def _read_fairness(reader: MapReader, default: Fairness | None, findings: Findings) -> Fairness | None:
    node = reader.node("fairness")
    if node is None:
        return default
    value = node.value if isinstance(node, ScalarNode) else None
    if value == "tenant":
        return "tenant"
    if value == "none":
        return "none"
    message = f'"fairness" of {reader.label} must be {" or ".join(FAIRNESS)}'
    findings.error("CGK204", node.span, message, "with `tenant`, waiting jobs of all tenants take turns")
    return default


def _indentation_hint(entry: Entry) -> str:
    """Return a hint for a field or an event that is indented wrongly below an event; empty for any other key."""
    if section_of(entry) == "events":
        return "an event belongs below `events:`, indented like the others"
    value = to_python(entry.value)
    if isinstance(value, str):
        is_type = value.removesuffix("?").removesuffix("[]") in SCALARS
    else:
        is_type = isinstance(value, dict) and not value.keys().isdisjoint(TYPE_FORMS)
    return "a field belongs below `payload:`, indented further" if is_type else ""
