"""GitHub formats: workflow annotations and rows of Markdown tables.

Annotations follow https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from __future__ import annotations

from typing import Final

from cgk_codegen.diagnostics.diagnostic import Diagnostic, Severity
from cgk_codegen.diagnostics.terminal_text import visible, visible_lines
from cgk_codegen.markdown import escape_markdown

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def annotation_of(finding: Diagnostic) -> str:
    """Return a finding as an annotation."""
    span = finding.span
    message = f"{finding.message}\nhint: {finding.hint}" if finding.hint else finding.message
    end = span.end_column if span.end_line == span.line else 0
    return annotation(_LEVELS[finding.severity], finding.code, message, span.file.path, span.line, span.column, end)


def annotation(
    level: str, title: str, message: str, file: str = "", line: int = 0, column: int = 0, end_column: int = 0
) -> str:
    """Return an annotation.

    Args:
        level: error, warning or notice.
        title: Its title, such as a code.
        message: Its text.
        file: The file, empty for the whole repository.
        line: The line, from 1; 0 for the whole file.
        column: The column, from 1; 0 for the whole line.
        end_column: The column after its last one; 0 if it ends on another line.

    Example:
        >>> annotation("error", "EVO111", "order.placed: broken", "events.yaml", 3, 7)
        '::error file=events.yaml,line=3,col=7,title=EVO111::order.placed: broken'
    """
    fields = {"file": file, "line": line, "col": column, "endColumn": end_column, "title": title}
    properties = ",".join(f"{name}={_escape_property(str(value))}" for name, value in fields.items() if value)
    return f"::{level} {properties}::{_escape_data(message)}"


def cell(value: object) -> str:
    """Return a cell of a Markdown table."""
    return escape_markdown(visible(" ".join(str(value).split("\n")))).replace("|", "\\|")


def table_row(*values: object) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(map(cell, values))} |"


def _escape_data(text: str) -> str:
    # Logs are read on terminals, which would run escape sequences.
    return visible_lines(text).replace("%", "%25").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
