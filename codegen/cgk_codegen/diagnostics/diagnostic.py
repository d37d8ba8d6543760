"""Findings about a catalog as values, collected and reported together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.diagnostics.terminal_text import TAB, shorten, visible, width

_MAX_LINE: Final = 240
"""Longest line of source that is shown in full; a longer line is cut to the part around the span."""
_CONTEXT_BEFORE: Final = 60
"""Largest number of characters before the span in a line that is cut."""
_MAX_MESSAGE: Final = 1000
_MAX_KNOWN: Final = 24
"""Longest list of names in a hint."""


class Severity(StrEnum):
    """Severity of a finding; an error prevents generation."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: Stable code, `CGK` and three digits.
        severity: Error, warning or note.
        span: Its position in the source.
        message: The mistake, in one sentence.
        hint: How to correct it.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    hint: str = ""

    @property
    def position(self) -> tuple[str, int, int]:
        """File, line and column."""
        return self.span.file.path, self.span.line, self.span.column

    def to_json(self) -> dict[str, str | int]:
        """Return the finding as JSON data."""
        span = self.span
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": span.file.path,
            "line": span.line,
            "column": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
            "message": self.message,
            "hint": self.hint,
        }

    def render(self) -> str:
        """Return the finding as text, with its line of source and the offending part underlined."""
        before, offending, after = self._split_line()
        gutter = " " * len(str(self.span.line))
        # A tab stays a tab, to be as wide as in the line above.
        margin = "".join(character if character == TAB else " " * width(character) for character in before)
        lines = [
            f"{self.span}: {self.severity}[{self.code}]: {shorten(visible(self.message), _MAX_MESSAGE)}",
            f"{gutter} |",
            f"{self.span.line} | {before}{offending}{after}",
            f"{gutter} | {margin}{'^' * max(1, width(offending))}",
        ]
        if self.hint:
            lines.append(f"{gutter} = hint: {shorten(visible(self.hint), _MAX_MESSAGE)}")
        return "\n".join(lines)

    def _split_line(self) -> tuple[str, str, str]:
        """Return the text before, in and after the span on its line, each shortened to fit."""
        line = self.span.file.line(self.span.line)
        start = max(0, self.span.column - 1 - _CONTEXT_BEFORE) if len(line) > _MAX_LINE else 0
        window = line[start : start + _MAX_LINE]
        first = self.span.column - 1 - start
        last = self.span.end_column - 1 - start if self.span.end_line == self.span.line else len(window)
        return visible(window[:first]), visible(window[first:last]), visible(window[max(first, last) :])


@dataclass(slots=True)
class Findings:
    """Collector of findings of all stages of the compiler."""

    items: list[Diagnostic] = field(default_factory=list["Diagnostic"])

    def error(self, code: str, span: Span, message: str, hint: str = "") -> None:
        """Add an error; the compiler continues and reports all mistakes together."""
        self.items.append(Diagnostic(code, Severity.ERROR, span, message, hint))

    def warning(self, code: str, span: Span, message: str, hint: str = "") -> None:
        """Add a warning; it does not prevent generation."""
        self.items.append(Diagnostic(code, Severity.WARNING, span, message, hint))

    def note(self, code: str, span: Span, message: str, hint: str = "") -> None:
        """Add a note; it requires no change."""
        self.items.append(Diagnostic(code, Severity.NOTE, span, message, hint))

    def add_later_stage(self, later: Findings) -> None:
        """Add the findings of a later stage, except those at the position of an earlier error, which caused them.

        A later error replaces a warning or note at its position, because their hints could contradict.
        """
        failed = {finding.position for finding in self.items if finding.severity is Severity.ERROR}
        added = [finding for finding in later.items if finding.position not in failed]
        newly_failed = {finding.position for finding in added if finding.severity is Severity.ERROR}
        kept = [item for item in self.items if item.severity is Severity.ERROR or item.position not in newly_failed]
        self.items = [*kept, *added]

    @property
    def has_errors(self) -> bool:
        """True if any finding is an error."""
        return any(item.severity is Severity.ERROR for item in self.items)

    def in_order(self) -> list[Diagnostic]:
        """Return the findings in the order of the source."""
        return sorted(self.items, key=lambda item: (item.span.file.path, item.span.line, item.span.column, item.code))


class CatalogError(Exception):
    """The catalog has errors; nothing was generated.

    Attributes:
        diagnostics: Every finding, in the order of the source.
    """

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n\n".join(diagnostic.render() for diagnostic in self.diagnostics)


def nearest_name(wrong: str, known: Iterable[str]) -> str | None:
    """Return the known name closest to a wrong one, or None if none is close."""
    closest = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    return closest[0] if closest else None


def nearest_hint(wrong: str, known: Iterable[str]) -> str:
    """Return a hint with the known name closest to a wrong one, or with all known names if none is close."""
    names = list(known)
    closest = nearest_name(wrong, names)
    if closest is not None:
        return f'did you mean "{closest}"?'
    if len(names) > _MAX_KNOWN:
        return f"choose one of {len(names)}, such as {', '.join(names[:3])}"
    return f"known: {', '.join(names)}" if names else "the catalog has none yet"
