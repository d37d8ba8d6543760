"""Documents of a source: JSON and YAML files below one folder, and references between them.

Nothing outside the folder is read, and nothing is fetched.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import url2pathname

from cgk_codegen.diagnostics import CatalogError, Findings, Severity
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.importers.model import ImportFailed, Json, Schema, is_list, is_object
from cgk_codegen.load import Entry, ListNode, MapNode, Node, ScalarNode
from cgk_codegen.load.reader import read_text, start_of
from cgk_codegen.load.tree_builder import NodeLimits

SUFFIXES: Final = frozenset({".json", ".yaml", ".yml"})
MAX_BYTES: Final = 32 * 1024 * 1024
"""Largest size of all files of a source together."""
_TOLERATED: Final = frozenset({"CGK116", "CGK117"})
"""Findings about texts, which the writer makes safe."""
_DRAFTS: Final = {"draft-04": 4, "draft-06": 6, "draft-07": 7, "2019-09": 2019, "2020-12": 2020}
_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)(\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})", re.IGNORECASE)
"""Character above U+FFFF as JSON escapes it, in two halves that YAML does not know."""


class UnresolvedError(Exception):
    """A reference leads nowhere; the text says why."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Mapping or list of a document.

    Attributes:
        value: The mapping or list. It is kept because an id is unique only while its object lives.
        node: Its node.
        key_span: Place of its key in a mapping, or its own.
        base: URI from which its references lead, by the ids of the schemas around it.
        file: URI of its file.
        draft: Year of its JSON Schema dialect: 4, 6 and 7 are themselves, then 2019 and 2020.
    """

    value: Json
    node: Node
    key_span: Span
    base: str
    file: str
    draft: int


class Documents:
    """Files of a source, each read once.

    Args:
        root: The folder below which files may be read.
        draft: Dialect of schemas that do not name theirs.
        ref_map: Folders with copies of remote addresses, by the beginning of the address.
    """

    def __init__(self, root: Path, draft: int = 2020, ref_map: Mapping[str, Path] | None = None) -> None:
        self.root = root.resolve()
        self._draft = draft
        self._ref_map = {start: folder.resolve() for start, folder in (ref_map or {}).items()}
        self._files: dict[Path, Json] = {}
        self._resolved = cache(Path.resolve)  # resolving takes long for very many files
        self._parts: dict[int, _Part] = {}
        self._ids: dict[str, Json] = {}
        self._limits = NodeLimits()
        self._bytes = 0

    def read(self, path: Path) -> Json:
        """Return the content of a file.

        Raises:
            CatalogError: It is not valid YAML or JSON.
            ImportFailed: It cannot be read, or is too large.
        """
        real = self._resolved(path)
        if real not in self._files:
            text = self.text(real)
            if real.suffix == ".json":
                text = _PAIR.sub(lambda pair: pair[1] + json.loads(f'"{pair[2]}"'), text)
            findings = Findings()
            node = read_text(self.display_path(real), text, findings, self._limits)
            errors = [finding for finding in findings.in_order() if finding.severity is Severity.ERROR]
            errors = [finding for finding in errors if finding.code not in _TOLERATED]
            if errors or node is None:
                raise CatalogError(errors)
            self.add(real, node)
        return self._files[real]

    def add(self, path: Path, node: Node) -> Json:
        """Add a file with content that may come from another tool, and return the content."""
        real = self._resolved(path)
        named = node.entries.get("$schema") if isinstance(node, MapNode) else None
        dialect = str(named.value.value) if named and isinstance(named.value, ScalarNode) else ""
        draft = next((draft for name, draft in _DRAFTS.items() if name in dialect), self._draft)
        self._files[real] = self._register(node, node.span, real.as_uri(), real.as_uri(), draft)
        return self._files[real]

    def text(self, path: Path) -> str:
        """Return the text of a file below the root.

        Raises:
            ImportFailed: It cannot be read, or the files are too large together.
        """
        shown = self.display_path(path)
        try:
            self._bytes += path.stat().st_size
            if self._bytes > MAX_BYTES:
                limit = MAX_BYTES // 1024 // 1024
                raise ImportFailed(f"{shown}: the source has more than {limit} MiB; import a part of it")
            return path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ImportFailed(f"{shown} cannot be read: {reason}") from error

    def display_path(self, path: Path) -> str:
        """Return a path as messages show it, from the working directory if it is below."""
        relative = os.path.relpath(path)
        return path.as_posix() if relative.startswith("..") else Path(relative).as_posix()

    def _register(self, node: Node, key_span: Span, base: str, file: str, draft: int) -> Json:
        """Return a node as plain data, and record its parts."""
        value: Json
        match node:
            case ScalarNode():
                return node.value
            case ListNode():
                value = [self._register(item, item.span, base, file, draft) for item in node.items]
            case MapNode():
                named = node.entries.get("id" if draft == 4 else "$id")
                own = str(named.value.value) if named and isinstance(named.value, ScalarNode) else ""
                is_base = own != "" and not own.startswith("#")  # older drafts name anchors with it
                ids = [urljoin(item, own) for item in (base, f"{self.root.as_uri()}/")] if is_base else []
                base = ids[0] if ids else base
                value = {
                    key: self._register(item.value, item.key_span, base, file, draft)
                    for key, item in node.entries.items()
                }
                for item in ids:
                    self._ids.setdefault(item.partition("#")[0], value)
        self._parts[id(value)] = _Part(value, node, key_span, base, file, draft)
        return value

    def derive(self, value: Schema, original: Json) -> Schema:
        """Assign the position of the original to a derived schema and its new parts, and return the schema."""
        part = self._parts[id(original)]
        inner = [part_value for child in value.values() if is_object(child) for part_value in child.values()]
        for new in (value, *value.values(), *inner):
            if is_object(new) or is_list(new):
                self._parts.setdefault(id(new), replace(part, value=new))
        return value

    def span(self, value: Json, key: str | None = None) -> Span:
        """Return the place of a mapping or list, or of one of a mapping's keys; the first file for a scalar."""
        entry = self.entry(value, key) if key is not None else None
        if entry is not None:
            return entry.key_span
        part = self._parts.get(id(value))
        return part.node.span if part else start_of(self.display_path(next(iter(self._files), self.root)))

    def key_span(self, value: Json) -> Span:
        """Return the place of the key that holds a mapping or list, or its own if it has no key."""
        return self._parts[id(value)].key_span

    def entry(self, value: Json, key: str) -> Entry | None:
        """Return a key of a mapping with its places."""
        node = self._parts[id(value)].node
        return node.entries.get(key) if isinstance(node, MapNode) else None

    def draft(self, schema: Schema) -> int:
        """Return the year of a schema's dialect: 4, 6 and 7 are themselves, then 2019 and 2020."""
        return self._parts[id(schema)].draft

    def file(self, schema: Schema) -> str:
        """Return the URI of a schema's file."""
        return self._parts[id(schema)].file

    def references(self, paths: Iterable[Path]) -> list[Schema]:
        """Return all schemas with a reference in some files."""
        files = {path.as_uri() for path in paths}
        values = [part.value for part in self._parts.values() if part.file in files]
        return [value for value in values if is_object(value) and isinstance(value.get("$ref"), str)]

    def is_own_file(self, target: Schema, schema: Schema) -> bool:
        """Return whether a schema is the content of the file that another one is in."""
        path = Path(url2pathname(urlsplit(self._parts[id(schema)].file).path))
        return self._files.get(path) is target

    def resolve(self, schema: Schema, key: str = "$ref") -> Json:
        """Return the target of a reference.

        Raises:
            UnresolvedError: It cannot be resolved without reading what is not part of the source.
        """
        from referencing import Registry
        from referencing.exceptions import Unresolvable
        from referencing.jsonschema import DRAFT4, DRAFT6, DRAFT7, DRAFT202012

        make: Any = Registry  # its fields are private to type checkers
        part, reference, reasons = self._parts[id(schema)], str(schema[key]), list[str]()
        dialect = {4: DRAFT4, 6: DRAFT6, 7: DRAFT7}.get(part.draft, DRAFT202012)
        for base in dict.fromkeys((part.base, part.file)):  # by the ids of schemas first, then by files
            target = urljoin(base, reference)
            uri = target.partition("#")[0]
            try:
                registry = make().with_resource(uri, dialect.create_resource(self._content(uri)))
                return registry.resolver().lookup(target).contents
            except UnresolvedError as error:
                reasons.append(str(error))
            except Unresolvable:
                reasons.append(f"{reference} is not defined")
            except (AttributeError, TypeError, ValueError):
                reasons.append(f"{reference} cannot be followed: a schema around it is malformed, such as its $id")
        raise UnresolvedError(reasons[0])

    def _content(self, uri: str) -> Json:
        """Return the schema with an id, or the content of a file."""
        if uri in self._ids:
            return self._ids[uri]
        parts = urlsplit(uri)
        path = Path(url2pathname(parts.path)) if parts.scheme == "file" and not parts.netloc else None
        path = self._local_copy(uri) or path
        if path is None:
            raise UnresolvedError(f"{uri} is not fetched")
        real = self._resolved(path)
        if real not in self._files:
            if not any(real.is_relative_to(folder) for folder in (self.root, *self._ref_map.values())):
                raise UnresolvedError(f"{uri} is outside the folder {self.display_path(self.root)}")
            if not real.is_file() or real.suffix not in SUFFIXES:
                raise UnresolvedError(f"{self.display_path(real)} is not a JSON or YAML file")
        return self.read(real)

    def _local_copy(self, uri: str) -> Path | None:
        for start, target in self._ref_map.items():
            if uri.startswith(start):
                return target / unquote(uri.removeprefix(start)).lstrip("/")
        return None
