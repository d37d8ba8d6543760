"""What the compiler has to say about a catalog: findings as values, gathered and shown all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cgk_codegen.source import Span


class Severity(StrEnum):
    """How bad a finding is; with an error nothing is generated."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: Stable code, `CGK` and three digits.
        severity: Error or warning.
        span: Where it stands.
        message: What is wrong, in one sentence.
        hint: What to do about it.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    hint: str = ""

    @property
    def place(self) -> tuple[str, int, int]:
        """File, line and column."""
        return self.span.file.path, self.span.line, self.span.column

    def render(self) -> str:
        """Show the finding with its line of source and the offending text underlined."""
        source_line = self.span.file.line(self.span.line)
        last_column = self.span.end_column if self.span.end_line == self.span.line else len(source_line) + 1
        underline = "^" * max(1, min(last_column, len(source_line) + 1) - self.span.column)
        gutter = " " * len(str(self.span.line))
        shown = [
            f"{self.span}: {self.severity}[{self.code}]: {self.message}",
            f"{gutter} |",
            f"{self.span.line} | {source_line}",
            f"{gutter} | {' ' * (self.span.column - 1)}{underline}",
        ]
        if self.hint:
            shown.append(f"{gutter} = hint: {self.hint}")
        return "\n".join(shown)


@dataclass(slots=True)
class Findings:
    """Collects diagnostics on the way through the compiler."""

    items: list[Diagnostic] = field(default_factory=list["Diagnostic"])

    def error(self, code: str, span: Span, message: str, hint: str = "") -> None:
        """Note an error; the compiler goes on, so that all mistakes are reported in one go."""
        self.items.append(Diagnostic(code, Severity.ERROR, span, message, hint))

    def warning(self, code: str, span: Span, message: str, hint: str = "") -> None:
        """Note a warning; it does not keep anything from being generated."""
        self.items.append(Diagnostic(code, Severity.WARNING, span, message, hint))

    def note(self, code: str, span: Span, message: str, hint: str = "") -> None:
        """Note what is good to know and needs no change."""
        self.items.append(Diagnostic(code, Severity.NOTE, span, message, hint))

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(item.severity is Severity.ERROR for item in self.items)

    def in_order(self) -> list[Diagnostic]:
        """Give the findings in the order of the source."""
        return sorted(self.items, key=lambda item: (item.span.file.path, item.span.line, item.span.column, item.code))


class CatalogError(Exception):
    """The catalog has errors; nothing was generated.

    Attributes:
        diagnostics: Every finding, in the order of the source.
    """

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n\n".join(diagnostic.render() for diagnostic in diagnostics))


def nearest_hint(wrong: str, known: Iterable[str]) -> str:
    """Suggest the known name nearest to a wrong one, or list the known ones where none is near."""
    names = list(known)
    near = difflib.get_close_matches(wrong, names, n=1, cutoff=0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"known: {', '.join(names)}" if names and len(names) <= 20 else ""
