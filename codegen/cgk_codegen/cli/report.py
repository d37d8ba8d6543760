"""Reports of the commands: text for people, JSON for machines, or annotations for GitHub workflows."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

from cgk_codegen.diagnostics import Diagnostic, Severity
from cgk_codegen.diagnostics.github import annotation, annotation_of
from cgk_codegen.diagnostics.terminal_text import visible_lines


class Report:
    """Report of a command in one of the formats."""

    def __init__(self, output_format: str) -> None:
        """Create the report.

        Args:
            output_format: text, json or github.
        """
        self._format = output_format
        self._shows_progress = False
        self._has_error_annotation = False

    def progress(self, stage: str) -> None:
        """Show the current stage at an interactive terminal; the next stage replaces its line."""
        if self._format == "text" and _is_interactive():
            print(f"\r\x1b[K{stage} ...", end="", file=sys.stderr, flush=True)
            self._shows_progress = True

    def _erase_progress(self) -> None:
        if self._shows_progress:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shows_progress = False

    def result(self, summary: str, findings: Iterable[Diagnostic], **facts: Any) -> None:  # JSON data
        """Report the result.

        Args:
            summary: Text for people.
            findings: Warnings and notes about the catalog.
            **facts: Values for machines.
        """
        self._erase_progress()
        if self._format == "json":
            print(json.dumps({**facts, "diagnostics": [finding.to_json() for finding in findings]}))
            return
        self._findings(findings)
        if summary:
            print(summary)

    def failure(self, message: str, findings: Iterable[Diagnostic] = (), **facts: Any) -> None:  # JSON data
        """Report a failure."""
        self._erase_progress()
        if self._format == "json":
            diagnostics = [finding.to_json() for finding in findings]
            print(json.dumps({"error": message, **facts, "diagnostics": diagnostics}))
            return
        self._findings(findings)
        if self._format == "github" and not self._has_error_annotation:
            print(annotation("error", "cgk-codegen", message))
        print(visible_lines(message), file=sys.stderr)

    def drift(self, path: str, message: str) -> None:
        """Report a file that differs from what the catalog generates."""
        self._erase_progress()
        if self._format == "github":
            self._has_error_annotation = True
            print(annotation("error", "Generated file is out of date", message, path))
        elif self._format == "text":
            print(f"{path}: {message}", file=sys.stderr)

    def _findings(self, findings: Iterable[Diagnostic]) -> None:
        listed = list(findings)
        if self._format == "text" and any(finding.severity is Severity.ERROR for finding in listed):
            listed = [finding for finding in listed if finding.severity is not Severity.NOTE]
        for finding in listed:
            if self._format == "github":
                self._has_error_annotation |= finding.severity is Severity.ERROR
                print(annotation_of(finding))
            else:
                print(finding.render(), end="\n\n", file=sys.stderr)


def _is_interactive() -> bool:
    """Return whether stderr is open, and an interactive terminal that can erase a line."""
    return bool(sys.stderr) and sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"
