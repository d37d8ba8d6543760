"""Positions in a catalog's source: files, and spans in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

_LINE_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Line breaks of YAML 1.1 (production b-break), which the parser counts."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a catalog.

    Attributes:
        path: The path in messages, relative to the working directory.
        text: The whole text.
    """

    path: str
    text: str

    def line(self, number: int) -> str:
        """Return a line without its end, counted from 1; empty past the end."""
        lines = _lines(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def position(self, index: int) -> tuple[int, int]:
        """Return the line and column of a character, by its index in the text."""
        before = _LINE_BREAK.split(self.text[:index])
        return len(before), len(before[-1]) + 1


@lru_cache(maxsize=16)
def _lines(text: str) -> list[str]:
    return _LINE_BREAK.split(text)


class Span(NamedTuple):
    """Range of a source file; lines and columns count from 1, the end is exclusive.

    It is a named tuple, because a catalog has very many spans and a frozen dataclass is four times slower to create.
    """

    file: SourceFile
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def text(self) -> str:
        """The text of the range; of several lines, only the first."""
        line = self.file.line(self.line)
        return line[self.column - 1 : self.end_column - 1 if self.end_line == self.line else None]

    def contains(self, other: Span) -> bool:
        """Return whether another range begins in this one."""
        start, end = (self.line, self.column), (self.end_line, self.end_column)
        return self.file == other.file and start <= (other.line, other.column) < end

    def __str__(self) -> str:
        return f"{self.file.path}:{self.line}:{self.column}"
