"""Resolver of nodes to a Catalog: merges the files, expands shorthand to JSON Schema, and sets defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import Document, Entry, MapNode, ScalarNode, span_at
from cgk_codegen.resolve.catalog import Catalog
from cgk_codegen.resolve.catalog_parts import TENANT_FIELD, Category, Fairness, NamedType, Retry, Site, Tenant
from cgk_codegen.resolve.documents import object_schema
from cgk_codegen.resolve.events import EventReader, read_fairness, read_retry, with_wire_names
from cgk_codegen.resolve.language import (
    CATALOG_KEYS,
    CATEGORY_KEYS,
    INCLUDED_KEYS,
    ROOT_KEYS,
    SITE_KEYS,
    TENANT_KEYS,
    TYPE_KEYS,
    Table,
)
from cgk_codegen.resolve.misplaced import own_section, read_misplaced, without_misplaced
from cgk_codegen.resolve.names import pascal_case
from cgk_codegen.resolve.parsed_type import TypeLocation
from cgk_codegen.resolve.pattern_rules import portable_pattern
from cgk_codegen.resolve.reader import MapReader
from cgk_codegen.resolve.types import TypeReader, required_list_hint
from cgk_codegen.resolve.versioning import read_accepted, read_ignored, read_names

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
    retry: Retry
    owner: str | None
    fairness: Fairness | None
    misplaced: Mapping[str, Mapping[str, Entry]]


def resolve(documents: Sequence[Document], findings: Findings, overrides: Overrides = NO_OVERRIDES) -> Catalog:
    """Build the catalog from a catalog's files.

    Args:
        documents: The files, the first one first.
        findings: Receives the mistakes; after an error, the catalog can only be used to find more of them.
        overrides: Values of the command line that replace the catalog's.
    """
    found = Findings()
    catalog = _Resolver(documents, found, overrides).catalog()
    findings.add_new(found)
    return catalog


class _Resolver:
    def __init__(self, documents: Sequence[Document], findings: Findings, overrides: Overrides) -> None:
        self._findings = findings
        self._overrides = overrides
        first, *others = documents
        folder = first.path.parent
        self._texts = tuple((each.path.relative_to(folder).as_posix(), each.root.span.file.text) for each in documents)
        misplaced = read_misplaced(first.root, ROOT_KEYS, findings)
        self._root = MapReader(without_misplaced(first.root, ROOT_KEYS), "the catalog file", findings, ROOT_KEYS)
        root_retry = read_retry(self._root, _DEFAULT_RETRY, findings)
        root_fairness = read_fairness(self._root, None, findings)
        self._files = [_File(self._root, root_retry, self._root.optional_text("owner"), root_fairness, misplaced)]
        for other in others:
            misplaced = read_misplaced(other.root, INCLUDED_KEYS, findings)
            root = without_misplaced(other.root, INCLUDED_KEYS)
            reader = MapReader(root, "an included file", findings, INCLUDED_KEYS)
            retry, owner = read_retry(reader, root_retry, findings), reader.optional_text("owner")
            fairness = read_fairness(reader, root_fairness, findings)
            self._files.append(_File(reader, retry, owner, fairness, misplaced))
        for file in self._files:
            _check_include(file.reader)
        for section in ("categories", "events"):
            readers = [file.reader for file in self._files]
            if not any(reader.node(section) or reader.is_misspelled(section) for reader in readers):
                message = f'the catalog file lacks "{section}"'
                findings.error("CGK203", self._root.span, message, f"add `{section}:`, here or in an included file")

    def catalog(self) -> Catalog:
        about = self._open("catalog", CATALOG_KEYS)
        prefix = _either(self._overrides.type_prefix, about.text("typePrefix"))
        shared = self._gather("types")
        types = TypeReader({name: prefix + name for name in shared}, self._findings)
        named = {prefix + name: self._named_type(prefix + name, types, entry) for name, (entry, _) in shared.items()}
        tenant, categories = self._tenant(), self._categories()
        reader = EventReader(types, self._findings, tenant, categories, prefix)
        gathered = self._gather("events")
        read = {
            name: reader.event(entry, file.retry, file.owner, file.fairness) for name, (entry, file) in gathered.items()
        }
        events = with_wire_names(read)
        timed = self._gather("schedules")
        schedules = {name: reader.schedule(entry, file.owner) for name, (entry, file) in timed.items()}
        if not events and isinstance(self._root.node("events"), MapNode | ScalarNode):
            hint = "add an event; see docs/reference/catalog.md"
            self._findings.error("CGK210", self._root.key_span("events"), "the catalog has no event", hint)
        name = about.text("name")
        return Catalog(
            name=name,
            package=_either(self._overrides.package, about.text("package")),
            npm_package=about.text("npmPackage", name),
            typescript=about.flag("typescript", default=True),
            version=_either(self._overrides.version, about.text("version", number_hint=_version_hint(about))),
            description=" ".join(about.text("description").split()),  # package indexes require one line
            license=about.text("license"),
            type_prefix=prefix,
            output=about.text("output", "generated"),
            compiler=about.text("compiler"),
            schema_base_url=about.text("schemaBaseUrl", f"urn:{name}:").rstrip("/") + "/",
            tenant=tenant,
            categories=categories,
            types={**named, **types.inner},
            events=events,
            schedules=schedules,
            source=self._root.source,
            accepted=read_accepted(self._root, self._findings),
            providers=read_names(self._root, "providers", self._findings),
            ignored=read_ignored(self._root, self._findings),
            files=self._texts,
            site=self._site(),
        )

    def _open(self, key: str, keys: Table, hint: Callable[[Entry], str] | None = None) -> MapReader:
        node = self._root.node(key)
        if node is None:  # already reported as a missing key
            return MapReader(MapNode({}, self._root.span), f"`{key}`", self._findings, {})
        return MapReader(node, f"`{key}`", self._findings, keys, hint)

    def _gather(self, section: str) -> dict[str, tuple[Entry, _File]]:
        """Return the entries of a section of all files, each with its file."""
        gathered: dict[str, tuple[Entry, _File]] = {}
        for file in self._files:
            own = list(file.reader.mapping(section).entries.items())
            for name, entry in [*own, *file.misplaced.get(section, {}).items()]:
                if own_section(entry) not in (None, section):
                    continue  # it is read in its own section
                other, _ = gathered.setdefault(name, (entry, file))
                if other is not entry:
                    hint = f"it is first defined at {other.key_span}; remove or rename one"
                    self._findings.error("CGK105", entry.key_span, f'duplicate key "{name}" in `{section}`', hint)
        return gathered

    def _tenant(self) -> Tenant:
        reader = self._open("tenant", TENANT_KEYS, _tenant_hint)
        span = span_at(reader.source, ("pattern",))
        pattern = portable_pattern(reader.text("pattern"), span, "`tenant`", self._findings)
        field = reader.text("field", TENANT_FIELD)
        return Tenant(pattern or "", reader.text("description"), reader.text("example"), reader.source, field)

    def _site(self) -> Site:
        reader = MapReader(self._root.mapping("site"), "`site`", self._findings, SITE_KEYS)
        return Site(reader.text("title"), reader.text("logo"), reader.text("accent"))

    def _categories(self) -> Mapping[str, Category]:
        categories: dict[str, Category] = {}
        for name, (entry, _) in self._gather("categories").items():
            reader = MapReader(entry.value, f'category "{name}"', self._findings, CATEGORY_KEYS)
            owner = reader.optional_text("owner")
            title = reader.text("title", pascal_case(name))
            categories[name] = Category(name, title, reader.text("description"), owner, entry.key_span)
        return categories

    def _named_type(self, name: str, types: TypeReader, entry: Entry) -> NamedType:
        place = TypeLocation(name, None, f'type "{entry.key}"')
        if isinstance(entry.value, MapNode) and "fields" in entry.value.entries:
            reader = MapReader(entry.value, place.what, self._findings, TYPE_KEYS, required_list_hint)
            fields = types.fields(reader.mapping("fields"), place)
            description = reader.text("description")
            schema: Mapping[str, Any] = object_schema(fields, name, description, is_open=reader.flag("open"))
            return NamedType(name, description, fields, schema, entry.key_span)
        read = types.inside(entry.value, place)
        return NamedType(name, read.description, None, read.schema, entry.key_span)


def _tenant_hint(entry: Entry) -> str:
    """Return the hint about a key with which other systems describe a tenant; empty for another key."""
    return {
        "in": "remove it; the tenant is a field of every payload, which `field:` names",
        "type": 'remove it; the id of a tenant is text, such as `pattern: "^[0-9]+$"` for digits',
    }.get(entry.key, "")


def _version_hint(about: MapReader) -> str:
    """Return the hint about a version that is a number: it has two parts at most."""
    node = about.node("version")
    given = node.span.text if isinstance(node, ScalarNode) else ""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", given):
        return ""
    return f'write three numbers in quotes, such as "{given}{".0" * (2 - given.count("."))}"'


def _either(override: str | None, own: str) -> str:
    return own if override is None else override


def _check_include(reader: MapReader) -> None:
    """Report an `include` that is a mapping; `load` handles the valid forms."""
    node = reader.node("include")
    if isinstance(node, MapNode):
        reader.text("include")
