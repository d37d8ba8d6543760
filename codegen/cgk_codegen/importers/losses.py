"""Findings of an import: parts that could not be carried over exactly, their place, and the action."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from cgk_codegen.diagnostics import CatalogError, Diagnostic, Findings, Severity
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.diagnostics.terminal_text import shorten
from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.model import Json, Schema

ACTIONS: Final = {"1": "kept", "2": "widened", "3": "narrowed", "4": "unresolved", "5": "left out"}
"""Action of the importer, by the first digit of a code: IMP208 is widened."""
_INCOMPLETE: Final = frozenset({"unresolved", "left out"})
_MAX_FRAGMENT: Final = 300


@dataclass(slots=True)
class Losses:
    """Collector of findings. Each also becomes a comment in the catalog, above the part it describes.

    Attributes:
        documents: The source's files, for the places of schemas.
        items: The findings.
        comments: Comments for the part that is being read.
        errors: Mistakes of the source, which prevent the import.
    """

    documents: Documents
    items: list[Diagnostic] = field(default_factory=list[Diagnostic])
    comments: list[str] = field(default_factory=list[str])
    errors: Findings = field(default_factory=Findings)
    _added_once: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def add(
        self, code: str, place: Span | Json, subject: str, reason: str, fragment: Json = None, *,
        key: str | None = None, fix: str | None = None,
    ) -> None:  # fmt: skip
        """Add a finding.

        Args:
            code: Its code; the first digit is the action.
            place: Its place in the source, or the schema it is about.
            subject: The event and field.
            reason: The difference between the source and the catalog.
            fragment: The part of the source to show, None if the reason names it.
            key: The key of the schema that the finding is about, None for the whole schema.
            fix: The fix; None for the fix of the code.
        """
        fragment_text = "" if fragment is None else shorten(json.dumps(fragment, ensure_ascii=False), _MAX_FRAGMENT)
        action = ACTIONS[code[3]]
        severity = Severity.NOTE if action == "kept" else Severity.WARNING
        text = f"{reason}: {fragment_text}" if fragment_text else reason
        span = place if isinstance(place, Span) else self.documents.span(place, key)
        item = Diagnostic(code, severity, span, f"{subject} {action}: {text}", fix or codes()[code].fix)
        if item not in self.items[-1:]:
            self.items.append(item)
            self.comments.append(f"{code} {action}: {text}")

    def add_once(self, code: str, place: Span | Json, subject: str, reason: str) -> None:
        """Add a finding about the whole source, once for each code and reason."""
        if (code, reason) not in self._added_once:
            self._added_once.add((code, reason))
            with self.collect_comments():
                self.add(code, place, subject, reason)

    def add_malformed(self, owner: Schema, key: str, subject: str, expected: str) -> None:
        """Add an error: a keyword does not have the `expected` type."""
        message = f'"{key}" of {subject} must be {expected}'
        self.errors.error("IMP601", self.documents.span(owner, key), message, codes()["IMP601"].fix)

    def raise_errors(self) -> None:
        """Raise all errors together.

        Raises:
            CatalogError: The source has errors.
        """
        if self.errors.items:
            raise CatalogError(self.errors.in_order())

    @contextmanager
    def collect_comments(self) -> Generator[list[str], None, None]:
        """Collect the comments of one part in a list of their own."""
        outer, self.comments = self.comments, []
        yield self.comments
        self.comments = outer

    @property
    def is_incomplete(self) -> bool:
        """Return whether something was left out or could not be resolved."""
        return any(ACTIONS[item.code[3]] in _INCOMPLETE for item in self.items)
