"""The files of a catalog: the first one, and those it includes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.hashing import hash_text
from cgk_codegen.load.build import Budget
from cgk_codegen.load.nodes import ListNode, MapNode, Node, ScalarNode
from cgk_codegen.load.parsed import EVERYTHING
from cgk_codegen.load.yaml import load, parse
from cgk_codegen.source import SourceFile, Span
from cgk_codegen.terminal_text import shortened

INCLUDE: Final = "include"
_MAX_SHOWN: Final = 80
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
    fixed = list(takewhile(lambda part: not _is_pattern(part), ways))
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
            is_itself = self._open[-1] == real
            hint = "leave this file out of the pattern" if is_itself else "remove one of the includes"
            self._findings.error("CGK112", included_at, f"include cycle: {way}", hint)
            return []
        if real in self._done:
            return []
        self._done.add(real)
        if real in self._texts:
            text = self._texts[real].replace("\r\n", "\n")
            root, lost = parse(SourceFile(path.as_posix(), text), self._findings, self._budget)
        else:
            root, lost = load(path, self._findings, self._budget, included_at)
        self.lost = None if self.lost is None or lost is None else self.lost | lost
        if root is None:
            return []
        self._open.append(real)
        documents = [Document(path, root)]
        for pattern in _patterns(root):
            documents += self._included(path.parent, pattern)
        self._open.pop()
        return documents

    def _included(self, folder: Path, node: Node) -> list[Document]:
        found, problem = self._found(folder, node)
        if problem:
            self._findings.error("CGK111", node.span, problem, _HINT)
            self.lost = None
        return [document for path in found for document in self.read(path, node.span)]

    def _found(self, folder: Path, node: Node) -> tuple[list[Path], str]:
        """Find the files of an include; else say why there are none."""
        text = node.value if isinstance(node, ScalarNode) else None
        if not isinstance(text, str):
            return [], "an include must be text"
        parts = Path(text).parts
        if not parts or Path(text).is_absolute() or ".." in parts:
            return [], f'"{text}" cannot be included'
        self.patterns.append((folder, text))
        try:
            self.folders |= {each: each.stat().st_mtime_ns for each in searched(folder, text) if each.is_dir()}
            found = sorted(folder.glob(text), key=lambda path: path.as_posix())
        except (OSError, ValueError):  # such as a name that is too long, or stars where none may stand
            return [], f'"{shortened(text, _MAX_SHOWN)}" cannot be included'
        if _is_pattern(text):
            found = [path for path in found if not path.is_dir()]
        unreadable = [path for path in found if not _is_text(path.as_posix())]
        if unreadable:
            return [], f"the name of {unreadable[0].as_posix()!a} is not UTF-8"
        return found, "" if found else f'no file matches "{text}"'


def _is_pattern(part: str) -> bool:
    return not set(part).isdisjoint("*?[")


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _patterns(root: Node) -> tuple[Node, ...]:
    node = root.get(INCLUDE) if isinstance(root, MapNode) else None
    match node:
        case ListNode():
            return node.items
        case ScalarNode():
            return (node,)
        case _:  # a mapping is a wrong form, which resolving says
            return ()
