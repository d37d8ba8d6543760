"""Documents of a source: JSON and YAML files below one folder, and their references. No others are read or fetched."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
_IGNORED_ERRORS: Final = frozenset({"CGK116", "CGK117"})
"""Errors about characters of texts, because the writer escapes these characters."""
_DRAFTS: Final = {"draft-04": 4, "draft-06": 6, "draft-07": 7, "2019-09": 2019, "2020-12": 2020}
"""Drafts of JSON Schema by a part of their address: the first three have a number, the others a year."""
_SURROGATE_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)(\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})", re.IGNORECASE)
"""Escaped surrogate pair: JSON's form of a character above U+FFFF, which YAML does not have."""


class UnresolvedError(Exception):
    """A reference cannot be resolved; the message is the reason."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Mapping or list of a document.

    Attributes:
        value: The mapping or list. The reference keeps it alive, because `id(value)` identifies it.
        node: Its node in the parsed file.
        key_span: Place of its key; its own place if it is an item of a list.
        base: URI to which its references are relative, by the ids of the schemas around it.
        file: URI of its file.
        draft: Its draft of JSON Schema, a value of `_DRAFTS`.
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
        draft: Draft of schemas that do not name theirs.
        ref_map: Files and folders with copies of remote schemas, by the prefix of their addresses.
    """

    def __init__(self, root: Path, draft: int, ref_map: Mapping[str, Path]) -> None:
        self.root = root.resolve()
        self._draft = draft
        self._ref_map = {prefix: copy.resolve() for prefix, copy in ref_map.items()}
        self._files: dict[Path, Json] = {}
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
        file = path.resolve()
        if file not in self._files:
            text = self.text(file)
            if file.suffix == ".json":
                text = _SURROGATE_PAIR.sub(lambda match: match[1] + json.loads(f'"{match[2]}"'), text)
            findings = Findings()
            node = read_text(self.display_path(file), text, findings, self._limits)
            errors = [finding for finding in findings.in_order() if finding.severity is Severity.ERROR]
            errors = [finding for finding in errors if finding.code not in _IGNORED_ERRORS]
            if errors or node is None:
                raise CatalogError(errors)
            self.add(file, node)
        return self._files[file]

    def add(self, path: Path, node: Node) -> Json:
        """Add the content of a file, which may come from another tool, and return it as plain data."""
        file = path.resolve()
        dialect = _text_at(node, "$schema")
        draft = next((draft for name, draft in _DRAFTS.items() if name in dialect), self._draft)
        self._files[file] = self._register(node, node.span, file.as_uri(), file.as_uri(), draft)
        return self._files[file]

    def text(self, path: Path) -> str:
        """Return the text of a file below the root.

        Raises:
            ImportFailed: It cannot be read, or all files together are too large.
        """
        shown = self.display_path(path)
        try:
            self._bytes += path.stat().st_size
            if self._bytes > MAX_BYTES:
                raise ImportFailed(f"{shown}: the source has more than {MAX_BYTES // 1024**2} MiB; import a part of it")
            return path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ImportFailed(f"{shown} cannot be read: {reason}") from error

    def display_path(self, path: Path) -> str:
        """Return a path for messages: relative to the working directory if it is below it, else unchanged."""
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
                schema_id = _text_at(node, "id" if draft == 4 else "$id")
                has_uri = schema_id != "" and not schema_id.startswith("#")  # "#name" is an anchor in older drafts
                # An id is relative to the schema around it. Some sources use their root folder instead.
                uris = [urljoin(start, schema_id) for start in (base, f"{self.root.as_uri()}/")] if has_uri else []
                base = uris[0] if uris else base
                value = {
                    key: self._register(entry.value, entry.key_span, base, file, draft)
                    for key, entry in node.entries.items()
                }
                for uri in uris:
                    self._ids.setdefault(uri.partition("#")[0], value)
        self._parts[id(value)] = _Part(value, node, key_span, base, file, draft)
        return value

    def derive(self, value: Schema, original: Json) -> Schema:
        """Record that a schema and its new parts have the place of the original, and return the schema."""
        original_part = self._parts[id(original)]
        grandchildren = [part for child in value.values() if is_object(child) for part in child.values()]
        for inner in (value, *value.values(), *grandchildren):
            if is_object(inner) or is_list(inner):
                self._parts.setdefault(id(inner), replace(original_part, value=inner))
        return value

    def span(self, value: Json, key: str | None = None) -> Span:
        """Return the place of a mapping or list, or of a mapping's key; a scalar has the start of the first file."""
        entry = self.entry(value, key) if key is not None else None
        if entry is not None:
            return entry.key_span
        part = self._parts.get(id(value))
        return part.node.span if part else start_of(self.display_path(next(iter(self._files), self.root)))

    def key_span(self, value: Json) -> Span:
        """Return the place of the key of a mapping or list; its own place if it is an item of a list."""
        return self._parts[id(value)].key_span

    def entry(self, value: Json, key: str) -> Entry | None:
        """Return the entry of a key in a mapping, None if the key is missing."""
        node = self._parts[id(value)].node
        return node.entries.get(key) if isinstance(node, MapNode) else None

    def draft(self, schema: Schema) -> int:
        """Return the draft of a schema: 4, 6, 7, 2019 or 2020."""
        return self._parts[id(schema)].draft

    def file(self, schema: Schema) -> str:
        """Return the URI of a schema's file."""
        return self._parts[id(schema)].file

    def references(self, paths: Iterable[Path]) -> list[Schema]:
        """Return the schemas of some files that have a `$ref`."""
        files = {path.as_uri() for path in paths}
        values = [part.value for part in self._parts.values() if part.file in files]
        return [value for value in values if is_object(value) and isinstance(value.get("$ref"), str)]

    def is_root_of(self, target: Schema, schema: Schema) -> bool:
        """Return whether `target` is the whole content of the file in which `schema` is."""
        path = Path(url2pathname(urlsplit(self.file(schema)).path))
        return self._files.get(path) is target

    def resolve(self, schema: Schema) -> Json:
        """Return the schema to which the `$ref` of another one leads.

        Raises:
            UnresolvedError: The target does not exist, or is outside of the source.
        """
        from referencing import Registry
        from referencing.exceptions import Unresolvable
        from referencing.jsonschema import DRAFT4, DRAFT6, DRAFT7, DRAFT202012

        registry_class: Any = Registry  # its fields are private to type checkers
        part, reference = self._parts[id(schema)], str(schema["$ref"])
        reasons: list[str] = []
        dialect = {4: DRAFT4, 6: DRAFT6, 7: DRAFT7}.get(part.draft, DRAFT202012)
        for base in dict.fromkeys((part.base, part.file)):  # the id has precedence over the file
            target = urljoin(base, reference)
            uri = target.partition("#")[0]
            try:
                registry = registry_class().with_resource(uri, dialect.create_resource(self._content(uri)))
                return registry.resolver().lookup(target).contents
            except UnresolvedError as error:
                reasons.append(str(error))
            except Unresolvable:
                reasons.append(f"{reference} is not defined")
            except (AttributeError, TypeError, ValueError):
                reasons.append(f"{reference} cannot be followed: a schema around it is malformed, such as its $id")
        raise UnresolvedError(reasons[0])

    def _content(self, uri: str) -> Json:
        """Return the schema or file that a URI identifies; raise `UnresolvedError` for a file that may not be read."""
        if uri in self._ids:
            return self._ids[uri]
        address = urlsplit(uri)
        is_local = address.scheme == "file" and not address.netloc
        path = self._local_copy(uri) or (Path(url2pathname(address.path)) if is_local else None)
        if path is None:
            raise UnresolvedError(f"{uri} is not fetched")
        file = path.resolve()
        if file not in self._files:
            if not any(file.is_relative_to(folder) for folder in (self.root, *self._ref_map.values())):
                raise UnresolvedError(f"{uri} is outside the folder {self.display_path(self.root)}")
            if not file.is_file() or file.suffix not in SUFFIXES:
                raise UnresolvedError(f"{self.display_path(file)} is not a JSON or YAML file")
        return self.read(file)

    def _local_copy(self, uri: str) -> Path | None:
        for prefix, copy in self._ref_map.items():
            if uri.startswith(prefix):
                return copy / unquote(uri.removeprefix(prefix)).lstrip("/")
        return None


def _text_at(node: Node, key: str) -> str:
    entry = node.entries.get(key) if isinstance(node, MapNode) else None
    return str(entry.value.value) if entry and isinstance(entry.value, ScalarNode) else ""
