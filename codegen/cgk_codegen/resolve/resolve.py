"""Resolver of nodes to a Catalog: merges the files, expands shorthand to JSON Schema, and sets defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import Document, Entry, MapNode, ScalarNode, span_at
from cgk_codegen.resolve.catalog import Catalog
from cgk_codegen.resolve.catalog_parts import TENANT_FIELD, Category, NamedType, Retry, Site, Tenant
from cgk_codegen.resolve.events import EventReader, EventSettings, read_settings, with_replacement_wire_names
from cgk_codegen.resolve.language import (
    CATALOG_KEYS,
    CATEGORY_KEYS,
    INCLUDED_KEYS,
    ROOT_KEYS,
    SITE_KEYS,
    TENANT_KEYS,
    Table,
)
from cgk_codegen.resolve.misplaced import move_misplaced
from cgk_codegen.resolve.names import pascal_case
from cgk_codegen.resolve.pattern_rules import portable_pattern
from cgk_codegen.resolve.reader import MapReader
from cgk_codegen.resolve.type_location import TypeLocation
from cgk_codegen.resolve.types import TypeReader
from cgk_codegen.resolve.versioning import read_accepted, read_ignored

_VERSION_HINT: Final = 'write three numbers in quotes, such as "1.2.0"'
_DEFAULT_RETRY: Final = Retry(max_attempts=3, factor=2, min_timeout_ms=1000, max_timeout_ms=60000)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Values of the command line that replace the catalog's; None keeps the catalog's."""

    package: str | None = None
    type_prefix: str | None = None
    version: str | None = None


NO_OVERRIDES: Final = Overrides()


@dataclass(frozen=True, slots=True)
class _File:
    """One file of the catalog, with the defaults of its events."""

    reader: MapReader
    defaults: EventSettings


def resolve(documents: Sequence[Document], findings: Findings, overrides: Overrides = NO_OVERRIDES) -> Catalog:
    """Build the resolved catalog from its files.

    Args:
        documents: The files, the first one first.
        findings: Receives the mistakes; after an error, the returned catalog only serves to find further mistakes.
        overrides: Values of the command line that replace the catalog's.
    """
    resolver_findings = Findings()
    catalog = _Resolver(documents, resolver_findings, overrides).catalog()
    findings.add_later_stage(resolver_findings)
    return catalog


class _Resolver:
    def __init__(self, documents: Sequence[Document], findings: Findings, overrides: Overrides) -> None:
        self._findings = findings
        self._overrides = overrides
        first, *others = documents
        folder = first.path.parent
        self._texts = tuple(
            (document.path.relative_to(folder).as_posix(), document.root.span.file.text) for document in documents
        )
        root = self._file(first, "the catalog file", ROOT_KEYS, EventSettings(_DEFAULT_RETRY))
        self._root = root.reader
        defaults = replace(root.defaults, owner=None)
        included = [self._file(document, "an included file", INCLUDED_KEYS, defaults) for document in others]
        self._files = [root, *included]
        for section in ("categories", "events"):
            if all(file.reader.node(section) is None for file in self._files):
                message = f'the catalog file lacks "{section}"'
                findings.error("CGK203", self._root.span, message, f"add `{section}:`, here or in an included file")

    def _file(self, document: Document, label: str, keys: Table, defaults: EventSettings) -> _File:
        reader = MapReader(move_misplaced(document.root, keys, self._findings), label, self._findings, keys)
        if isinstance(reader.node("include"), MapNode):  # `load` handles the valid forms
            reader.text("include")
        return _File(reader, read_settings(reader, defaults, self._findings))

    def catalog(self) -> Catalog:
        header = self._section("catalog", CATALOG_KEYS)
        prefix = _override(header.text("typePrefix"), self._overrides.type_prefix)
        type_entries = [entry for entry, _defaults in self._entries("types")]
        names = {entry.key: prefix + entry.key for entry in type_entries}
        types = TypeReader(names, self._findings)
        shared_types = {names[entry.key]: self._shared_type(names[entry.key], types, entry) for entry in type_entries}
        tenant, categories = self._tenant(), self._categories()
        reader = EventReader(types, self._findings, tenant, categories, prefix)
        events = {entry.key: reader.event(entry, defaults) for entry, defaults in self._entries("events")}
        events = with_replacement_wire_names(events)
        for type_name in shared_types.keys() & types.inline_objects.keys():
            message = f'the object "{type_name}" has the name of a shared type'
            self._findings.error("CGK405", types.inline_objects[type_name].span, message, "give it another `title:`")
        schedules = {
            entry.key: reader.schedule(entry, defaults.owner) for entry, defaults in self._entries("schedules")
        }
        if not events and isinstance(self._root.node("events"), MapNode | ScalarNode):
            hint = "add an event; see docs/reference/catalog.md"
            self._findings.error("CGK210", self._root.key_span("events"), "the catalog has no event", hint)
        name = header.text("name")
        return Catalog(
            name=name,
            package=_override(header.text("package"), self._overrides.package),
            npm_package=header.text("npmPackage", name),
            typescript=header.flag("typescript", default=True),
            version=_override(header.text("version", number_hint=_VERSION_HINT), self._overrides.version),
            description=" ".join(header.text("description").split()),  # package indexes require one line
            license=header.text("license"),
            type_prefix=prefix,
            output=header.text("output", "generated"),
            compiler=header.text("compiler"),
            schema_base_url=header.text("schemaBaseUrl", f"urn:{name}:").rstrip("/") + "/",
            tenant=tenant,
            categories=categories,
            types={**shared_types, **types.inline_objects},
            events=events,
            schedules=schedules,
            source=self._root.source,
            accepted=read_accepted(self._root, self._findings),
            providers=self._root.texts("providers"),
            ignored=read_ignored(self._root, self._findings),
            files=self._texts,
            site=self._site(),
        )

    def _section(self, key: str, keys: Table) -> MapReader:
        node = self._root.node(key)
        if node is None:  # already reported as a missing key
            return MapReader(MapNode({}, self._root.span), f"`{key}`", self._findings, {})
        return MapReader(node, f"`{key}`", self._findings, keys)

    def _entries(self, section: str) -> list[tuple[Entry, EventSettings]]:
        """Return the entries of a section of all files, each with the defaults of its file."""
        entries: dict[str, tuple[Entry, EventSettings]] = {}
        for file in self._files:
            for name, entry in file.reader.mapping(section).entries.items():
                first, _ = entries.setdefault(name, (entry, file.defaults))
                if first is not entry:
                    hint = f"it is first defined at {first.key_span}; remove or rename one"
                    self._findings.error("CGK105", entry.key_span, f'duplicate key "{name}" in `{section}`', hint)
        return list(entries.values())

    def _tenant(self) -> Tenant:
        reader = self._section("tenant", TENANT_KEYS)
        span = span_at(reader.source, ("pattern",))
        pattern = portable_pattern(reader.text("pattern"), span, "`tenant`", self._findings)
        field = reader.text("field", TENANT_FIELD)
        return Tenant(pattern or "", reader.text("description"), reader.text("example"), reader.source, field)

    def _site(self) -> Site:
        reader = MapReader(self._root.mapping("site"), "`site`", self._findings, SITE_KEYS)
        return Site(reader.text("title"), reader.text("logo"), reader.text("accent"))

    def _categories(self) -> Mapping[str, Category]:
        categories: dict[str, Category] = {}
        for entry, _defaults in self._entries("categories"):
            reader = MapReader(entry.value, f'category "{entry.key}"', self._findings, CATEGORY_KEYS)
            categories[entry.key] = Category(
                entry.key,
                reader.text("title", pascal_case(entry.key)),
                reader.text("description"),
                reader.optional_text("owner"),
                entry.key_span,
            )
        return categories

    def _shared_type(self, name: str, types: TypeReader, entry: Entry) -> NamedType:
        location = TypeLocation(name, None, f'type "{entry.key}"')
        field = types.read_type(entry.value, location)
        other_type = NamedType(name, field.description, None, field.schema, entry.key_span)
        # A shared object was read like an object inside a payload, under the name of the type.
        return replace(types.inline_objects.pop(name, other_type), span=entry.key_span)


def _override(catalog_value: str, option: str | None) -> str:
    return catalog_value if option is None else option
