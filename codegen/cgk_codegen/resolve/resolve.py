"""Resolver of nodes to a Catalog: merges the files, expands shorthand to JSON Schema, and sets defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import Document, Entry, MapNode, ScalarNode, span_at
from cgk_codegen.resolve.catalog import Catalog
from cgk_codegen.resolve.catalog_parts import TENANT_FIELD, Category, NamedType, Retry, Site, Tenant
from cgk_codegen.resolve.events import EventDefaults, EventReader, read_defaults, with_wire_names
from cgk_codegen.resolve.language import (
    CATALOG_KEYS,
    CATEGORY_KEYS,
    INCLUDED_KEYS,
    ROOT_KEYS,
    SITE_KEYS,
    TENANT_KEYS,
    Table,
)
from cgk_codegen.resolve.misplaced import in_own_sections
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
    defaults: EventDefaults


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
        root = self._file(first, "the catalog file", ROOT_KEYS, EventDefaults(_DEFAULT_RETRY))
        self._root = root.reader
        defaults = replace(root.defaults, owner=None)
        self._files = [root, *(self._file(each, "an included file", INCLUDED_KEYS, defaults) for each in others)]
        for section in ("categories", "events"):
            if all(file.reader.node(section) is None for file in self._files):
                message = f'the catalog file lacks "{section}"'
                findings.error("CGK203", self._root.span, message, f"add `{section}:`, here or in an included file")

    def _file(self, document: Document, what: str, keys: Table, defaults: EventDefaults) -> _File:
        reader = MapReader(in_own_sections(document.root, keys, self._findings), what, self._findings, keys)
        if isinstance(reader.node("include"), MapNode):  # `load` handles the valid forms
            reader.text("include")
        return _File(reader, read_defaults(reader, defaults, self._findings))

    def catalog(self) -> Catalog:
        about = self._open("catalog", CATALOG_KEYS)
        prefix = _either(self._overrides.type_prefix, about.text("typePrefix"))
        shared = self._gather("types")
        types = TypeReader({name: prefix + name for name in shared}, self._findings)
        named = {prefix + name: self._named_type(prefix + name, types, entry) for name, (entry, _) in shared.items()}
        tenant, categories = self._tenant(), self._categories()
        reader = EventReader(types, self._findings, tenant, categories, prefix)
        gathered = self._gather("events")
        events = with_wire_names({name: reader.event(entry, own) for name, (entry, own) in gathered.items()})
        for type_name in named.keys() & types.inner.keys():
            message = f'the object "{type_name}" has the name of a shared type'
            self._findings.error("CGK405", types.inner[type_name].span, message, "give it another `title:`")
        timed = self._gather("schedules")
        schedules = {name: reader.schedule(entry, own.owner) for name, (entry, own) in timed.items()}
        if not events and isinstance(self._root.node("events"), MapNode | ScalarNode):
            hint = "add an event; see docs/reference/catalog.md"
            self._findings.error("CGK210", self._root.key_span("events"), "the catalog has no event", hint)
        name = about.text("name")
        return Catalog(
            name=name,
            package=_either(self._overrides.package, about.text("package")),
            npm_package=about.text("npmPackage", name),
            typescript=about.flag("typescript", default=True),
            version=_either(self._overrides.version, about.text("version", number_hint=_VERSION_HINT)),
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
            providers=self._root.texts("providers"),
            ignored=read_ignored(self._root, self._findings),
            files=self._texts,
            site=self._site(),
        )

    def _open(self, key: str, keys: Table) -> MapReader:
        node = self._root.node(key)
        if node is None:  # already reported as a missing key
            return MapReader(MapNode({}, self._root.span), f"`{key}`", self._findings, {})
        return MapReader(node, f"`{key}`", self._findings, keys)

    def _gather(self, section: str) -> dict[str, tuple[Entry, EventDefaults]]:
        """Return the entries of a section of all files, each with the defaults of its file."""
        gathered: dict[str, tuple[Entry, EventDefaults]] = {}
        for file in self._files:
            for name, entry in file.reader.mapping(section).entries.items():
                other, _ = gathered.setdefault(name, (entry, file.defaults))
                if other is not entry:
                    hint = f"it is first defined at {other.key_span}; remove or rename one"
                    self._findings.error("CGK105", entry.key_span, f'duplicate key "{name}" in `{section}`', hint)
        return gathered

    def _tenant(self) -> Tenant:
        reader = self._open("tenant", TENANT_KEYS)
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
            categories[name] = Category(
                name,
                reader.text("title", pascal_case(name)),
                reader.text("description"),
                reader.optional_text("owner"),
                entry.key_span,
            )
        return categories

    def _named_type(self, name: str, types: TypeReader, entry: Entry) -> NamedType:
        place = TypeLocation(name, None, f'type "{entry.key}"')
        read = types.inside(entry.value, place)
        own = types.inner.pop(name, None) or NamedType(name, read.description, None, read.schema, entry.key_span)
        return replace(own, span=entry.key_span)


def _either(override: str | None, own: str) -> str:
    return own if override is None else override
