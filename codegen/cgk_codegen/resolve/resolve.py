"""Nodes to Catalog: shorthand becomes JSON Schema, tenantId goes into every payload, defaults are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.load import MapNode, Node, ScalarNode, plain
from cgk_codegen.resolve.catalog import (
    TENANT_FIELD,
    Catalog,
    Category,
    Event,
    Field,
    NamedType,
    Retry,
    Schedule,
    Tenant,
)
from cgk_codegen.resolve.documents import object_schema
from cgk_codegen.resolve.names import pascal_case
from cgk_codegen.resolve.reader import MapReader
from cgk_codegen.resolve.shorthand import TypeReader
from cgk_codegen.source import Span

_ROOT_KEYS: Final = ("catalog", "tenant", "retry", "categories", "types", "events", "schedules")
_CATALOG_KEYS: Final = ("name", "package", "npmPackage", "version", "compiler", "schemaBaseUrl")
_TENANT_KEYS: Final = ("pattern", "description", "example")
_RETRY_KEYS: Final = ("maxAttempts", "factor", "minTimeoutInMs", "maxTimeoutInMs")
_EVENT_KEYS: Final = ("category", "payloadType", "description", "payload", "example", "retry")
_SCHEDULE_KEYS: Final = ("cron", "timezone", "description", "sends", "payload")
_DEFAULT_RETRY: Final = Retry(max_attempts=3, factor=2, min_timeout_ms=1000, max_timeout_ms=60000)


def resolve(root: Node, findings: Findings) -> Catalog:
    """Make the catalog of a document.

    Args:
        root: The document's root.
        findings: Takes what does not fit the language; the catalog is then only good for finding more mistakes.
    """
    return _Resolver(root, findings).catalog()


class _Resolver:
    def __init__(self, root: Node, findings: Findings) -> None:
        self._findings = findings
        self._root = MapReader(
            root, "the catalog file", findings, keys=_ROOT_KEYS, required=("catalog", "tenant", "categories", "events")
        )
        self._types_node = self._root.mapping("types")
        self._types = TypeReader(tuple(self._types_node.entries), findings)
        self._tenant = self._read_tenant()
        self._retry = self._read_retry(self._root, _DEFAULT_RETRY)
        self._categories = self._read_categories()

    def catalog(self) -> Catalog:
        node = self._root.node("catalog") or MapNode({}, self._root.span)
        about = MapReader(
            node, "`catalog`", self._findings, keys=_CATALOG_KEYS, required=("name", "package", "version")
        )
        name = about.text("name")
        return Catalog(
            name=name,
            package=about.text("package"),
            npm_package=about.text("npmPackage", name),
            version=about.text("version"),
            schema_base_url=about.text("schemaBaseUrl", f"urn:{name}:").rstrip("/") + "/",
            tenant=self._tenant,
            categories=self._categories,
            types=self._named_types(),
            events={
                name: self._event(name, entry.value, entry.key_span)
                for name, entry in self._root.mapping("events").entries.items()
            },
            schedules={
                name: self._schedule(name, entry.value, entry.key_span)
                for name, entry in self._root.mapping("schedules").entries.items()
            },
        )

    def _read_tenant(self) -> Tenant:
        node = self._root.node("tenant") or MapNode({}, self._root.span)
        reader = MapReader(node, "`tenant`", self._findings, keys=_TENANT_KEYS, required=("pattern", "example"))
        return Tenant(reader.text("pattern"), reader.text("description"), reader.text("example"))

    def _read_retry(self, owner: MapReader, default: Retry) -> Retry:
        node = owner.node("retry")
        if node is None:
            return default
        reader = MapReader(node, f"`retry` of {owner.what}", self._findings, keys=_RETRY_KEYS)
        return Retry(
            max_attempts=int(reader.number("maxAttempts", default.max_attempts, minimum=1)),
            factor=reader.number("factor", default.factor, minimum=1, whole=False),
            min_timeout_ms=int(reader.number("minTimeoutInMs", default.min_timeout_ms, minimum=0)),
            max_timeout_ms=int(reader.number("maxTimeoutInMs", default.max_timeout_ms, minimum=0)),
        )

    def _read_categories(self) -> Mapping[str, Category]:
        categories: dict[str, Category] = {}
        for name, entry in self._root.mapping("categories").entries.items():
            reader = MapReader(entry.value, f'category "{name}"', self._findings, keys=("title", "description"))
            title = reader.text("title", pascal_case(name))
            categories[name] = Category(name, title, reader.text("description"), entry.key_span)
        return categories

    def _named_types(self) -> Mapping[str, NamedType]:
        types: dict[str, NamedType] = {}
        for name, entry in self._types_node.entries.items():
            if isinstance(entry.value, MapNode) and "fields" in entry.value.entries:
                reader = MapReader(entry.value, f'type "{name}"', self._findings, keys=("description", "fields"))
                fields = self._fields(reader.mapping("fields"), f'type "{name}"')
                description = reader.text("description")
                schema: Mapping[str, Any] = object_schema(fields, name, description)
                types[name] = NamedType(name, description, fields, schema, entry.key_span)
            else:
                read = self._types.read(entry.value, f'type "{name}"')
                types[name] = NamedType(name, read.description, None, read.schema, entry.key_span)
        return types

    def _fields(self, node: MapNode, owner: str) -> tuple[Field, ...]:
        fields: list[Field] = []
        for name, entry in node.entries.items():
            read = self._types.read(entry.value, f'field "{name}" of {owner}')
            fields.append(Field(name, read.schema, read.required, read.description, read.sensitive, entry.key_span))
        return tuple(fields)

    def _tenant_field(self, event: str, node: MapNode) -> Field:
        own = node.entries.get(TENANT_FIELD)
        if own is not None:
            message = f'event "{event}" redefines {TENANT_FIELD}'
            self._findings.error("CGK501", own.key_span, message, "remove it: every payload carries it already")
        schema = {"type": "string", "pattern": self._tenant.pattern}
        return Field(TENANT_FIELD, schema, True, self._tenant.description, False, node.span)

    def _event(self, name: str, node: Node, span: Span) -> Event:
        what = f'event "{name}"'
        reader = MapReader(
            node, what, self._findings, keys=_EVENT_KEYS, required=("category", "description", "payload")
        )
        category = reader.text("category")
        category_node = reader.node("category")
        if category_node is not None and category not in self._categories:
            message = f'{what} is in the unknown category "{category}"'
            self._findings.error("CGK205", category_node.span, message, nearest_hint(category, self._categories))
        payload = reader.mapping("payload")
        own = tuple(field for field in self._fields(payload, what) if field.name != TENANT_FIELD)
        return Event(
            name=name,
            category=category,
            payload_type=reader.text("payloadType", f"{pascal_case(name)}Payload"),
            description=reader.text("description"),
            fields=(self._tenant_field(name, payload), *own),
            example={TENANT_FIELD: self._tenant.example, **self._plain_mapping(reader, "example")},
            retry=self._read_retry(reader, self._retry),
            span=span,
        )

    def _schedule(self, name: str, node: Node, span: Span) -> Schedule:
        what = f'schedule "{name}"'
        reader = MapReader(node, what, self._findings, keys=_SCHEDULE_KEYS, required=("cron", "description"))
        sends = reader.node("sends")
        event = reader.text("sends") if isinstance(sends, ScalarNode) else None
        return Schedule(
            name=name,
            cron=reader.text("cron"),
            timezone=reader.text("timezone", "UTC"),
            description=reader.text("description"),
            event=event,
            payload=self._plain_mapping(reader, "payload"),
            span=span,
        )

    def _plain_mapping(self, reader: MapReader, key: str) -> dict[str, Any]:
        return cast("dict[str, Any]", plain(reader.mapping(key)))
