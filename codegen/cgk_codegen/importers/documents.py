"""Documents of a source: JSON and YAML files below one folder, and references between them.

Nothing outside the folder is read, and nothing is fetched.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urljoin

from cgk_codegen.diagnostics import CatalogError, Findings, Severity
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.importers.model import ImportFailed, Json, Schema, Scope, is_list, is_object
from cgk_codegen.importers.uris import UnresolvedError, joined_pairs, path_of, unresolved_reason
from cgk_codegen.load import Entry, ListNode, MapNode, Node, ScalarNode
from cgk_codegen.load.reader import read_text, start_of
from cgk_codegen.load.tree_builder import NodeLimits

if TYPE_CHECKING:
    from referencing import Resource

SUFFIXES: Final = frozenset({".json", ".yaml", ".yml"})
MAX_BYTES: Final = 32 * 1024 * 1024
"""Largest size of all files of a source together."""
_TOLERATED: Final = frozenset({"CGK116", "CGK117"})
"""Findings about texts, which the writer makes safe."""
_DRAFTS: Final = {"draft-04": 4, "draft-06": 6, "draft-07": 7, "2019-09": 2019, "2020-12": 2020}


class Documents:
    """Files of a source, each read once.

    Args:
        root: The folder below which files may be read.
        draft: Dialect of schemas that do not name theirs.
        mapped: Folders with copies of remote addresses, by the beginning of the address.
    """

    def __init__(self, root: Path, draft: int = 2020, mapped: Mapping[str, Path] | None = None) -> None:
        self.root = root.resolve()
        self._draft = draft
        self._mapped = {start: folder.resolve() for start, folder in (mapped or {}).items()}
        self._files: dict[Path, tuple[Json, Node]] = {}
        self._real: dict[Path, Path] = {}
        self._nodes: dict[int, Node] = {}
        self._kept: list[Json] = []  # an id is only unique while its object lives
        self._ids: dict[str, Path] = {}
        self._limits = NodeLimits()
        self._bytes = 0

    def read(self, path: Path) -> Json:
        """Return the content of a file.

        Raises:
            CatalogError: It is not valid YAML or JSON.
            ImportFailed: It cannot be read, or is too large.
        """
        return self._read(path)[0]

    def _read(self, path: Path) -> tuple[Json, Node]:
        real = self._resolved(path)
        if real not in self._files:
            text = self.text(real)
            if real.suffix == ".json":  # JSON escapes characters above U+FFFF as two, which YAML does not know
                text = joined_pairs(text)
            findings = Findings()
            node = read_text(self.shown(real), text, findings, self._limits)
            errors = [each for each in findings.in_order() if each.severity is Severity.ERROR]
            errors = [each for each in errors if each.code not in _TOLERATED]
            if errors or node is None:
                raise CatalogError(errors)
            self._files[real] = (self.register(node), node)
            self._register_id(real)
        return self._files[real]

    def _resolved(self, path: Path) -> Path:
        """Return a path with its links resolved, which takes long for very many files."""
        if path not in self._real:
            self._real[path] = path.resolve()
        return self._real[path]

    def add(self, path: Path, node: Node) -> Scope:
        """Add a file with content that another tool produced, and return its scope."""
        self._files[path.resolve()] = (self.register(node), node)
        return self.scope(path)

    def text(self, path: Path) -> str:
        """Return the text of a file below the root.

        Raises:
            ImportFailed: It cannot be read, or the files are too large together.
        """
        shown = self.shown(path)
        try:
            self._bytes += path.stat().st_size
            if self._bytes > MAX_BYTES:
                limit = MAX_BYTES // 1024 // 1024
                raise ImportFailed(f"{shown}: the source has more than {limit} MiB; import a part of it")
            return path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ImportFailed(f"{shown} cannot be read: {reason}") from error

    def shown(self, path: Path) -> str:
        """Return a path as messages show it, from the working directory if it is below."""
        relative = os.path.relpath(path)
        return path.as_posix() if relative.startswith("..") else Path(relative).as_posix()

    def register(self, node: Node) -> Json:
        """Return a node as plain data, and record the positions of its parts."""
        value: Json
        match node:
            case ScalarNode():
                return node.value
            case ListNode():
                value = [self.register(item) for item in node.items]
            case MapNode():
                value = {key: self.register(entry.value) for key, entry in node.entries.items()}
        self._nodes[id(value)] = node
        self._kept.append(value)
        return value

    def derive(self, value: Schema, origin: Json) -> Schema:
        """Record the position of another schema for one that was derived from it and for its new parts; return it."""
        self._nodes.setdefault(id(value), self._nodes[id(origin)])
        self._kept.append(value)
        for inner in value.values():
            inside = [inner, *(inner.values() if is_object(inner) else ())]
            for each in inside:
                if (is_object(each) or is_list(each)) and id(each) not in self._nodes:
                    self._nodes[id(each)] = self._nodes[id(origin)]
                    self._kept.append(each)
        return value

    def span(self, value: Json, key: str | None = None) -> Span:
        """Return the place of a mapping or list, or of one of a mapping's keys."""
        node = self._nodes[id(value)]
        entry = self.entry(value, key) if key is not None else None
        return entry.key_span if entry else node.span

    def entry(self, value: Json, key: str) -> Entry | None:
        """Return a key of a mapping with its places."""
        node = self._nodes[id(value)]
        return node.entries.get(key) if isinstance(node, MapNode) else None

    def start(self, uri: str) -> Span:
        """Return the place of a whole file."""
        path = path_of(uri) or self.root
        return self._files[path][1].span if path in self._files else start_of(self.shown(path))

    def scope(self, path: Path) -> Scope:
        """Return the scope of a file's root."""
        from referencing import Registry

        content, uri = self.read(path), path.resolve().as_uri()
        make: Any = Registry  # its fields are private to type checkers
        registry: Registry[Any] = make(retrieve=self._retrieve)
        resolver = registry.resolver(base_uri=uri).in_subresource(self._resource(content))
        return Scope(resolver, uri, self._draft_of(content))

    def resolve(self, reference: str, scope: Scope) -> tuple[Json, Scope]:
        """Return the target of a reference, and its scope.

        Raises:
            UnresolvedError: It cannot be resolved without reading what is not part of the source.
        """
        from referencing.exceptions import Unresolvable

        reason = ""
        for base in dict.fromkeys((None, scope.uri)):  # by the ids of schemas first, then by files
            target = reference if base is None else urljoin(base, reference)
            try:
                found = scope.resolver.lookup(target)
            except Unresolvable as error:
                reason = reason or unresolved_reason(error) or f"{reference} is not defined"
                continue
            except (AttributeError, TypeError, ValueError) as error:  # the document around it is not a schema
                raise UnresolvedError(f"{reference} cannot be followed: {error}") from error
            resolver: Any = found.resolver
            uri = self._file_uri(resolver._base_uri) or scope.uri  # noqa: SLF001  it has no public name
            root = self._files.get(path_of(uri) or Path())
            return found.contents, Scope(resolver, uri, self._draft_of(root[0]) if root else scope.draft)
        raise UnresolvedError(reason)

    def _retrieve(self, uri: str) -> Resource[Json]:
        path = self._ids.get(uri) or self._mapped_path(uri) or path_of(uri)
        if path is None:
            raise UnresolvedError(f"{uri} is not fetched")
        real = self._resolved(path)
        if real in self._files:
            return self._resource(self.read(real))
        if not any(real.is_relative_to(folder) for folder in (self.root, *self._mapped.values())):
            raise UnresolvedError(f"{uri} is outside the folder {self.shown(self.root)}")
        if not real.is_file() or real.suffix not in SUFFIXES:
            raise UnresolvedError(f"{self.shown(real)} is not a JSON or YAML file")
        return self._resource(self.read(real))

    def _mapped_path(self, uri: str) -> Path | None:
        for start, target in self._mapped.items():
            if uri.startswith(start):
                return target / unquote(uri.removeprefix(start)).lstrip("/") if target.is_dir() else target
        return None

    def _file_uri(self, uri: str) -> str:
        plain = uri.partition("#")[0]
        known = self._ids.get(plain) or self._mapped_path(plain)
        return known.resolve().as_uri() if known else plain if plain.startswith("file:") else ""

    def _resource(self, content: Json) -> Resource[Json]:
        from referencing.jsonschema import specification_with

        names = {4: "draft-04", 6: "draft-06", 7: "draft-07", 2019: "2019-09", 2020: "2020-12"}
        draft = self._draft_of(content)
        kind = "draft/" if draft > 7 else ""
        dialect = f"http{'s' * (draft > 7)}://json-schema.org/{kind}{names[draft]}/schema"
        return specification_with(dialect).create_resource(content)

    def _draft_of(self, content: Json) -> int:
        dialect = str(content.get("$schema", "")) if is_object(content) else ""
        return next((draft for name, draft in _DRAFTS.items() if name in dialect), self._draft)

    def _register_id(self, path: Path) -> None:
        content = self._files[path][0]
        key = "id" if self._draft_of(content) == 4 else "$id"
        own = content.get(key) if is_object(content) else None
        if isinstance(own, str):
            for base in (path.as_uri(), f"{self.root.as_uri()}/"):
                self._ids.setdefault(urljoin(base, own).partition("#")[0], path)
