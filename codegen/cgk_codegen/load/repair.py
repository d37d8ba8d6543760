"""What can be read of a text that is not YAML: all but the entries in which a mistake stands.

A mistake ends the parser, and the next one would only be told after it is mended. So every entry of a section is read
for itself; a quote or bracket that nobody closed then ends with its entry, and its place is told and not that of
the next one that happens to fit.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load.attempt import Attempt, attempt
from cgk_codegen.load.build import Budget
from cgk_codegen.load.parsed import NOTHING_READ, Parsed
from cgk_codegen.source import SourceFile, lines_with_ends

_SECTIONS: Final = frozenset({"categories", "types", "events", "schedules"})
"""What has named entries; of any other section, an entry left out would make it look as if it lacked that."""
_SECTION: Final = re.compile(rf"""(["']?)(?:{"|".join(sorted(_SECTIONS))})\1\s*:\s*(?:#.*)?$""")
_NAME: Final = re.compile(r"""\s*["']?([^\s"':#]+)""")
_ANCHOR: Final = re.compile(r"&([^\s,\[\]{}]+)")
_CONTINUES: Final = re.compile(r"\s*(?:[\]}#]|$)")
"""A line that begins nothing: a closing bracket, a comment, nothing at all."""


class _Part(NamedTuple):
    """Lines that are read for themselves, counted from 0, the end exclusive."""

    begin: int
    end: int
    is_entry: bool


def repaired(file: SourceFile, text: str, first: Attempt, findings: Findings, budget: Budget) -> Parsed:
    """Read a text without the parts that cannot be read.

    Args:
        file: The file, for places.
        text: Its text, with characters that may stand in YAML.
        first: How reading it as a whole ended.
        findings: Takes what is wrong, the whole text's own findings included.
        budget: How many nodes all files of the catalog may have together.
    """
    cut = _Text(lines_with_ends(text))
    now: Attempt | None = first
    for at, part in enumerate(cut.parts):
        alone = attempt(file, cut.of(part), budget, part.begin + 1)
        if alone.broken_at is not None:
            findings.items.append(alone.findings[-1])
            cut.leave_out(at)
            now = None
    now = now or attempt(file, cut.whole(), budget)
    if now.broken_at is not None:  # no mistake of one part, but of how they stand to each other
        findings.items.append(now.findings[-1])
        last = len(cut.parts) - 1  # where the text is said to end too early
        cut.leave_out(next((at for at, part in enumerate(cut.parts) if part.end >= now.broken_at), last))
        now = attempt(file, cut.whole(), budget)
    if now.root is None or cut.is_torn:
        return NOTHING_READ
    now.taken(findings, budget)
    return Parsed(now.root, None if cut.lost is None else frozenset(cut.lost))


class _Text:
    """A text of which parts are left out.

    Attributes:
        parts: Its parts.
        lost: The names in what was left out, None where it has no names.
        is_torn: Whether the beginning of a section was left out: nobody knows what its entries are.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.parts = _parts(lines)
        self.lost: set[str] | None = set()
        self.is_torn = False

    def of(self, part: _Part) -> str:
        return "".join(self._lines[part.begin : part.end])

    def whole(self) -> str:
        return "".join(self._lines)

    def leave_out(self, at: int) -> None:
        """Empty a part's lines."""
        part = self.parts[at]
        left_out = self._lines[part.begin : part.end]
        # The space keeps a line end of the line above, such as a lone carriage return, from becoming one with this.
        self._lines[part.begin : part.end] = [" \n" if line[-1:].isspace() else "" for line in left_out]
        names = [name[1] for line in left_out if (name := _NAME.match(line))]
        anchors = [anchor for line in left_out for anchor in _ANCHOR.findall(line)]
        if not part.is_entry or self.lost is None:
            self.lost = None
        else:
            self.lost.update(names, anchors)
            self.is_torn |= not _SECTIONS.isdisjoint(names[:1])
        if part.is_entry and left_out[0][:1] == "\t" and self.parts[at - 1].is_entry:
            self.leave_out(at - 1)  # nobody knows how far a tab goes: it may belong to the entry above


def _parts(lines: list[str]) -> list[_Part]:
    """Cut a text into the entries of its sections, and what stands beside them."""
    begins = [at for at, line in enumerate(lines) if line[:1] not in {" ", "\t", "-"} and not _CONTINUES.match(line)]
    parts: list[_Part] = []
    for begin, end in pairwise([0, *(at for at in begins if at), len(lines)]):
        if _SECTION.match(lines[begin]):
            parts.append(_Part(begin, begin + 1, is_entry=False))
            parts += _entries(lines, begin + 1, end)
        else:
            parts.append(_Part(begin, end, is_entry=False))
    return parts


def _entries(lines: list[str], begin: int, end: int) -> list[_Part]:
    texts = [at for at in range(begin, end) if not _CONTINUES.match(lines[at])]
    if not texts:
        return []
    outer = _indent(lines[texts[0]], 1)
    begins = [at for at in texts if _indent(lines[at], outer) <= outer]
    return [_Part(*each, is_entry=True) for each in pairwise([*begins, end])]


def _indent(line: str, tab: int) -> int:
    return len(line[: len(line) - len(line.lstrip())].replace("\t", " " * tab))
