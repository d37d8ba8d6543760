"""Where something stands in a catalog's source: files, and spans in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a catalog.

    Attributes:
        path: The path as it is shown to people, relative to where the command was called.
        text: The whole text.
    """

    path: str
    text: str

    def line(self, number: int) -> str:
        """Give a line without its end, counted from 1; empty past the end."""
        lines = self.text.split("\n")
        return lines[number - 1].removesuffix("\r") if 0 < number <= len(lines) else ""


class Span(NamedTuple):
    """A stretch of a source file; lines and columns count from 1, the end is exclusive.

    A tuple, as nodes are: a catalog has very many of them, and a frozen dataclass takes four times as long to make.
    """

    file: SourceFile
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file.path}:{self.line}:{self.column}"
