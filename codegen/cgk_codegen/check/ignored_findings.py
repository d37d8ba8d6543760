"""Findings that a catalog ignores: exceeded limits of providers, and notes, which require no change."""

from __future__ import annotations

from typing import Final

from cgk_codegen.diagnostics import Diagnostic, Findings, nearest_hint
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.provider_limits import LIMITS
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.catalog_parts import IgnoredFinding

WHOLE_CATALOG: Final = "catalog"
"""Subject of a finding about the whole catalog; an entry with it hides a note in all events and shared types."""
NOTE_CODES: Final = ("CGK311", "CGK312", "CGK313", "CGK407")
"""The codes of notes that can be ignored."""
_LIMIT_CODES: Final = "CGK7"
"""Prefix of the codes of limits, which can be ignored."""


class IgnoredFindings:
    """Entries under `ignored` in a catalog; it records which of them match a finding."""

    def __init__(self, catalog: Catalog, findings: Findings) -> None:
        """Report the invalid entries, and keep the others."""
        self._events = catalog.events
        self._entries: list[IgnoredFinding] = []
        self._used: set[IgnoredFinding] = set()
        subjects = [WHOLE_CATALOG, *catalog.events, *catalog.schedules]
        for entry in catalog.ignored:
            message, hint = _problem(entry, subjects)
            if message:
                findings.error("CGK721", entry.span, message, hint)
            else:
                self._entries.append(entry)

    def reason(self, code: str, subject: str, provider: str) -> str | None:
        """Return the reason for which a provider's exceeded limit is ignored, None if it is not ignored."""
        for entry in self._entries:
            if (entry.code, entry.subject) == (code, subject) and entry.provider in (None, provider):
                self._used.add(entry)
                return entry.reason
        return None

    def remaining(self, findings: Findings) -> Findings:
        """Return the findings without the ignored notes."""
        return Findings([finding for finding in findings.items if not self._is_ignored(finding)])

    def _is_ignored(self, finding: Diagnostic) -> bool:
        if finding.code not in NOTE_CODES:
            return False
        for entry in self._entries:
            if entry.code == finding.code and entry.provider is None and self._concerns(entry, finding):
                self._used.add(entry)
                return True
        return False

    def _concerns(self, entry: IgnoredFinding, finding: Diagnostic) -> bool:
        event = self._events.get(entry.subject)
        return entry.subject == WHOLE_CATALOG or (event is not None and event.source.span.contains(finding.span))

    def report_unused(self, findings: Findings) -> None:
        """Warn about entries that did not match a finding."""
        for entry in self._entries:
            if entry not in self._used:
                message = f'the ignored {entry.code} of "{entry.subject}" is not among the findings'
                findings.warning("CGK722", entry.span, message, "remove the entry")


def _problem(entry: IgnoredFinding, subjects: list[str]) -> tuple[str, str]:
    """Return the message and hint for an invalid entry; empty if it is valid."""
    limits = [code for code in codes() if code.startswith(_LIMIT_CODES)]
    if entry.code not in (*limits, *NOTE_CODES):
        hint = f"name a provider limit, a code from {limits[0]} on, or a note: {', '.join(NOTE_CODES)}"
        return f'"{entry.code}" cannot be ignored', hint
    if entry.subject not in subjects:
        message = f'the ignored {entry.code} has the unknown subject "{entry.subject}"'
        return message, nearest_hint(entry.subject, subjects)
    if entry.provider is not None and entry.provider not in LIMITS:
        message = f'the ignored {entry.code} has the unknown provider "{entry.provider}"'
        return message, nearest_hint(entry.provider, LIMITS)
    return "", ""
