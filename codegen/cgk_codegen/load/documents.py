"""The files of a catalog: the first one, and those it includes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load.build import Budget
from cgk_codegen.load.nodes import ListNode, MapNode, Node, ScalarNode
from cgk_codegen.load.parsed import EVERYTHING
from cgk_codegen.load.yaml import load, parse
from cgk_codegen.memory.hashing import hash_text
from cgk_codegen.source import SourceFile, Span

INCLUDE: Final = "include"
_HINT: Final = "name files below this file's folder, such as `events/*.yaml`"


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a catalog."""

    path: Path
    root: Node

    @property
    def digest(self) -> str:
        """The hash of the text that was read, as `hash_file` gives it of the file."""
        return hash_text(self.root.span.file.text)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a catalog was read from.

    Attributes:
        documents: Its files, the first one first; none where it cannot be read.
        patterns: Its includes, each with the folder it counts from.
        folders: Where these looked for files, with each folder's time of change in nanoseconds before that.
        lost: The names in what could not be read, None where nobody knows them: who uses them makes no mistake.
    """

    documents: tuple[Document, ...]
    patterns: tuple[tuple[Path, str], ...]
    folders: Mapping[Path, int]
    lost: frozenset[str] | None

    @property
    def complete(self) -> bool:
        """Whether all could be read."""
        return self.lost == EVERYTHING


NO_TEXTS: Final[Mapping[Path, str]] = {}


def load_documents(path: Path, findings: Findings, texts: Mapping[Path, str] = NO_TEXTS) -> Sources:
    """Read a catalog with all it includes, each file once, depth first.

    Args:
        path: The first file, as the user named it.
        findings: Takes what is wrong with the files.
        texts: What is read instead of files, by their resolved paths.
    """
    files = _Files(findings, texts)
    documents = files.read(path)
    return Sources(tuple(documents), tuple(files.patterns), dict(sorted(files.folders.items())), files.lost)


def searched(folder: Path, pattern: str) -> Iterator[Path]:
    """Give the folders an include looks into: a file that comes or goes there changes the catalog.

    Args:
        folder: The folder of the file that includes.
        pattern: What it includes.
    """
    *ways, _name = Path(pattern).parts
    fixed = list(takewhile(lambda part: not set(part) & set("*?["), ways))
    start = folder.joinpath(*fixed)
    yield start
    if len(fixed) < len(ways):
        yield from (path for path in start.rglob("*") if path.is_dir())


class _Files:
    def __init__(self, findings: Findings, texts: Mapping[Path, str]) -> None:
        self._findings = findings
        self._texts = texts
        self._budget = Budget()
        self._open: list[Path] = []
        self._done: set[Path] = set()
        self.patterns: list[tuple[Path, str]] = []
        self.folders: dict[Path, int] = {}
        self.lost: frozenset[str] | None = EVERYTHING

    def read(self, path: Path, included_at: Span | None = None) -> list[Document]:
        real = path.resolve()
        if real in self._open and included_at is not None:
            way = " -> ".join(each.name for each in [*self._open[self._open.index(real) :], real])
            self._findings.error("CGK112", included_at, f"include cycle: {way}", "remove one of the includes")
            return []
        if real in self._done:
            return []
        self._done.add(real)
        if real in self._texts:
            text = self._texts[real].replace("\r\n", "\n")
            root, lost = parse(SourceFile(path.as_posix(), text), self._findings, self._budget)
        else:
            root, lost = load(path, self._findings, self._budget)
        self.lost = None if self.lost is None or lost is None else self.lost | lost
        if root is None:
            return []
        self._open.append(real)
        documents = [Document(path, root)]
        for pattern in _patterns(root):
            documents += self._included(path.parent, pattern)
        self._open.pop()
        return documents

    def _included(self, folder: Path, pattern: ScalarNode) -> list[Document]:
        text = pattern.value
        if not isinstance(text, str) or not text or Path(text).is_absolute() or ".." in Path(text).parts:
            self._findings.error("CGK111", pattern.span, f'"{text}" cannot be included', _HINT)
            return []
        self.patterns.append((folder, text))
        self.folders |= {each: each.stat().st_mtime_ns for each in searched(folder, text) if each.is_dir()}
        found = sorted(folder.glob(text), key=lambda path: path.as_posix())
        if not found:
            self._findings.error("CGK111", pattern.span, f'no file matches "{text}"', _HINT)
        return [document for path in found for document in self.read(path, pattern.span)]


def _patterns(root: Node) -> Iterator[ScalarNode]:
    node = root.get(INCLUDE) if isinstance(root, MapNode) else None
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            # Anything else is a wrong form, which resolving says.
            if isinstance(item, ScalarNode):
                yield item
