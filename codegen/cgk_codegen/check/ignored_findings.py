"""Notes that a catalog ignores: notes require no change, so the ones that were read can be hidden."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cgk_codegen.diagnostics import Diagnostic, Findings, Severity
from cgk_codegen.resolve import Catalog, Event

NOTE_CODES: Final = ("CGK311", "CGK312", "CGK313", "CGK407")
"""The codes of notes."""
EVERYWHERE: Final = "catalog"
"""Subject of an entry that hides a note in all events and shared types."""


class IgnoredNotes:
    """The entries of `ignored` about notes, and which of them were used."""

    def __init__(self, catalog: Catalog) -> None:
        self._entries = [entry for entry in catalog.ignored if entry.code in NOTE_CODES]
        self._used: set[int] = set()

    def remaining(self, findings: Iterable[Diagnostic], event: Event | None) -> list[Diagnostic]:
        """Return the findings about an event, or about the shared types for None, without the ignored notes."""
        subjects = {EVERYWHERE} if event is None else {EVERYWHERE, event.name}
        return [finding for finding in findings if not self._is_ignored(finding, subjects)]

    def _is_ignored(self, finding: Diagnostic, subjects: set[str]) -> bool:
        if finding.severity is not Severity.NOTE:
            return False
        matching = {
            at
            for at, entry in enumerate(self._entries)
            if entry.code == finding.code and entry.subject in subjects and entry.provider is None
        }
        self._used |= matching
        return bool(matching)

    def report_unused(self, findings: Findings) -> None:
        """Warn about entries that hide no note."""
        for at, entry in enumerate(self._entries):
            if at not in self._used:
                message = f'the ignored {entry.code} of "{entry.subject}" is not among the findings'
                findings.warning("CGK722", entry.span, message, "remove the entry")
