"""Files of a catalog: the first one, and those it includes."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.diagnostics.terminal_text import shorten, visible
from cgk_codegen.hashing import hash_text
from cgk_codegen.load.nodes import ListNode, MapNode, Node, ScalarNode
from cgk_codegen.load.reader import read_file, read_text, start_of
from cgk_codegen.load.tree_builder import NodeLimits

INCLUDE: Final = "include"
_MAX_SHOWN: Final = 80
"""Largest number of characters of an include that a message shows."""
_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_CATALOG_HINT: Final = "name the catalog's own file, usually events.yaml, with --catalog"
_INCLUDE_HINT: Final = "name files below this file's folder, such as `events/*.yaml`"


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a catalog."""

    path: Path
    root: Node

    @property
    def digest(self) -> str:
        """The hash of the text that was read; for a text from a file, equal to `hash_file` of the file."""
        return hash_text(self.root.span.file.text)


@dataclass(frozen=True, slots=True)
class Sources:
    """Files of a catalog, and the folders that its includes search.

    Attributes:
        documents: The files, the first one first; empty if any of them cannot be read.
        patterns: The includes, each with the folder to which it is relative.
        folders: Folders that were searched for included files, each with its modification time in nanoseconds.
    """

    documents: tuple[Document, ...]
    patterns: tuple[tuple[Path, str], ...]
    folders: Mapping[Path, int]


NO_OVERLAYS: Final[Mapping[Path, str]] = {}


def load_documents(path: Path, findings: Findings, overlays: Mapping[Path, str] = NO_OVERLAYS) -> Sources:
    """Read a catalog with all included files, each once, depth first.

    All files are in the catalog's folder after resolving links, are named `*.yaml` or `*.yml`, and are not hidden.

    Args:
        path: The first file, as the user named it.
        findings: Receives the mistakes in the files.
        overlays: Texts that are read instead of files, by their resolved paths.
    """
    reader = _CatalogReader(findings, overlays, Path(os.path.realpath(path.parent)))
    documents = tuple(reader.read(path))
    folders = dict(sorted(reader.folders.items()))
    return Sources(documents if reader.is_complete else (), tuple(reader.patterns), folders)


def searched_folders(folder: Path, pattern: str) -> Iterator[Path]:
    """Yield the folders that an include searches; a file added or removed there can change the catalog.

    Args:
        folder: The folder of the including file.
        pattern: The include.
    """
    *parents, _name = Path(pattern).parts
    fixed = list(takewhile(lambda part: not _is_pattern(part), parents))
    start = folder.joinpath(*fixed)
    yield start
    if len(fixed) < len(parents):
        yield from (path for path in start.rglob("*") if path.is_dir())


class _CatalogReader:
    def __init__(self, findings: Findings, overlays: Mapping[Path, str], folder: Path) -> None:
        self._findings = findings
        self._folder = folder
        self._overlays = overlays
        self._limits = NodeLimits()
        self._read_paths: set[Path] = set()
        self.patterns: list[tuple[Path, str]] = []
        self.folders: dict[Path, int] = {}
        self.is_complete = True

    def read(self, path: Path, included_at: Span | None = None) -> list[Document]:
        real = Path(os.path.realpath(path))  # before Python 3.13, `resolve` raises an error for a loop of links
        problem = self._reason_to_refuse(real)
        if problem:
            # Errors quote the source, which must not be another file's content, such as a key in `.env.local`.
            code, hint = ("CGK101", _CATALOG_HINT) if included_at is None else ("CGK111", _INCLUDE_HINT)
            span = included_at or start_of(path.as_posix())
            self._findings.error(code, span, f"{visible(path.as_posix())} {problem}", hint)
            self.is_complete = False
            return []
        if real in self._read_paths:
            return []
        self._read_paths.add(real)
        if real in self._overlays:
            root = read_text(path.as_posix(), self._overlays[real], self._findings, self._limits)
        else:
            root = read_file(path, self._findings, self._limits, included_at)
        if root is None:
            self.is_complete = False
            return []
        documents = [Document(path, root)]
        for include in _includes(root):
            documents += self._read_included(path.parent, include)
        return documents

    def _reason_to_refuse(self, real: Path) -> str:
        """Return why a file, with its links resolved, cannot be part of the catalog; empty if it can."""
        if not real.is_relative_to(self._folder):
            return "is a link to a file outside the catalog's folder"
        if not real.name.isprintable():
            return "has characters in its name that cannot be printed"
        if _is_hidden(real.relative_to(self._folder)):
            return "is hidden"
        return "" if real.suffix in _SUFFIXES else "is not a .yaml or .yml file"

    def _read_included(self, folder: Path, include: Node) -> list[Document]:
        paths, problem = self._matching_files(folder, include)
        if problem:
            self._findings.error("CGK111", include.span, problem, _INCLUDE_HINT)
            self.is_complete = False
        return [document for path in paths for document in self.read(path, include.span)]

    def _matching_files(self, folder: Path, include: Node) -> tuple[list[Path], str]:
        """Return the files of an include, or the reason why it has none."""
        pattern = include.value if isinstance(include, ScalarNode) else None
        if not isinstance(pattern, str):
            return [], "an include must be text"
        parts, shown = Path(pattern).parts, shorten(pattern, _MAX_SHOWN)
        if not parts or Path(pattern).is_absolute() or ".." in parts:
            return [], f'"{shown}" is not a path below this folder'
        if parts[-1] == "**":  # since Python 3.13, it matches files, too
            return [], f'"{shown}" matches folders only'
        self.patterns.append((folder, pattern))
        try:
            searched = [path for path in searched_folders(folder, pattern) if path.is_dir()]
            self.folders |= {path: path.stat().st_mtime_ns for path in searched}
            paths = sorted({*folder.glob(pattern), *self._matching_overlays(folder, pattern)}, key=Path.as_posix)
        except (OSError, ValueError):  # such as a name that is too long, or an invalid pattern
            return [], f'"{shown}" is not a valid path or pattern'
        if _is_pattern(pattern):
            paths = [path for path in paths if not path.is_dir() and not _is_hidden(path.relative_to(folder))]
        return paths, "" if paths else f'no file matches "{shown}"'

    def _matching_overlays(self, folder: Path, pattern: str) -> list[Path]:
        """Return the overlays that an include matches and that are not written yet."""
        below = [path for path in self._overlays if path.is_relative_to(folder.resolve()) and not path.exists()]
        relative = [path.relative_to(folder.resolve()) for path in below]
        return [folder / path for path in relative if _matches(path.parts, Path(pattern).parts)]


def _matches(names: Sequence[str], pattern: Sequence[str]) -> bool:
    """Return whether `Path.glob` finds a path, given by its parts, with a pattern."""
    if not names or not pattern:
        return not names and not pattern
    if pattern[0] == "**":
        return any(_matches(names[start:], pattern[1:]) for start in range(len(names)))
    return fnmatch.fnmatchcase(names[0], pattern[0]) and _matches(names[1:], pattern[1:])


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _is_pattern(path: str) -> bool:
    return not set(path).isdisjoint("*?[")


def _includes(root: Node) -> tuple[Node, ...]:
    node = root.get(INCLUDE) if isinstance(root, MapNode) else None
    match node:
        case ListNode():
            return node.items
        case ScalarNode():
            return (node,)
        case _:  # a mapping is an error, which `resolve` reports
            return ()
