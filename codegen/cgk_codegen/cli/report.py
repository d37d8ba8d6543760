"""Output of the command: text for people, JSON for machines, or annotations for GitHub workflows."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from cgk_codegen.diagnostics import Diagnostic, Severity
from cgk_codegen.diagnostics.github import annotation

_GITHUB_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class Report:
    """Output of the command in one of its formats."""

    def __init__(self, form: str) -> None:
        """Create the report.

        Args:
            form: text, json or github.
        """
        self._form = form
        self._line_is_open = False
        self._is_annotated = False

    def progress(self, stage: str) -> None:
        """Show what is being done, to people at a terminal only, not in CI; the next stage takes its line."""
        if self._form == "text" and _has_reader():
            print(f"\r\x1b[K{stage} ...", end="", file=sys.stderr, flush=True)
            self._line_is_open = True

    def _close_line(self) -> None:
        if self._line_is_open:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._line_is_open = False

    def result(self, summary: str, findings: Iterable[Diagnostic], **facts: Any) -> None:  # JSON data
        """Report the result.

        Args:
            summary: For people.
            findings: What there is to know about the catalog.
            **facts: For machines.
        """
        self._close_line()
        if self._form == "json":
            _say(json.dumps({**facts, "diagnostics": [as_json(finding) for finding in findings]}))
            return
        self._findings(findings)
        if summary:
            _say(summary)

    def failure(self, message: str, findings: Iterable[Diagnostic] = (), **facts: Any) -> None:  # JSON data
        """Report a failure."""
        self._close_line()
        if self._form == "json":
            diagnostics = [as_json(finding) for finding in findings]
            _say(json.dumps({"error": message, **facts, "diagnostics": diagnostics}))
            return
        self._findings(findings)
        if self._form == "github" and not self._is_annotated:
            _say(annotation("error", "cgk-codegen", message))
        print(message, file=sys.stderr)

    def drift(self, path: str, message: str) -> None:
        """Report a file that differs from what the catalog generates."""
        self._close_line()
        if self._form == "github":
            self._is_annotated = True
            _say(annotation("error", "Not what the catalog makes", message, path))
        elif self._form == "text":
            print(f"{path}: {message}", file=sys.stderr)

    def _findings(self, findings: Iterable[Diagnostic]) -> None:
        for finding in findings:
            if self._form == "github":
                self._is_annotated |= finding.severity is Severity.ERROR
                _say(as_annotation(finding))
            else:
                print(finding.render(), end="\n\n", file=sys.stderr)


def _say(text: str) -> None:
    """Print a text; ignore a closed pipe (`cgk-codegen check | head`), so that the exit code is right."""
    try:
        print(text)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _has_reader() -> bool:
    """Return whether stderr is an interactive terminal that can erase a line."""
    return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


def as_json(finding: Diagnostic) -> Mapping[str, Any]:
    """Return a finding as JSON data."""
    span = finding.span
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "file": span.file.path,
        "line": span.line,
        "column": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        "message": finding.message,
        "hint": finding.hint,
    }


def as_annotation(finding: Diagnostic) -> str:
    """Format a finding as a GitHub annotation."""
    span = finding.span
    said = f"{finding.message}\nhint: {finding.hint}" if finding.hint else finding.message
    end = span.end_column if span.end_line == span.line else 0
    level = _GITHUB_COMMANDS[finding.severity]
    return annotation(level, finding.code, said, span.file.path, span.line, span.column, end)
