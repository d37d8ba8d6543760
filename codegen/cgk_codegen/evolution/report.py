"""Output formats of a comparison: terminal, JSON, GitHub annotations, Markdown, changelog."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from packaging.version import Version

from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.diagnostics.github import annotation, table_row
from cgk_codegen.diagnostics.terminal_text import visible_lines
from cgk_codegen.evolution.findings import Audience, Change, Comparison
from cgk_codegen.markdown import escape_markdown
from cgk_codegen.plurals import pluralize


def as_text(comparison: Comparison) -> str:
    """Format a comparison for a terminal: breaks with their positions and fixes, then accepted and safe changes."""
    lines: list[str] = []
    for change in (*comparison.problems, *comparison.breaks):
        kind = "break" if change.breaks else "error"
        lines.append(f"{change.span}: {kind}[{change.code}]: {change.subject}: {change.message}")
        if change.breaks:
            lines.append(f"  breaks: {_audiences(change)}")
        if change.until is not None:
            lines.append(f"  jobs of old producers can arrive until {change.until} if you deploy today")
        lines += [f"  fix: {_fix(change)}", ""]
    accepted = [change for change in comparison.changes if change.breaks and change.reason is not None]
    safe = [change for change in comparison.changes if not change.breaks]
    for title, listed in (("accepted", accepted), ("safe", safe)):
        if listed:
            lines.append(f"{title}:")
            lines += [f"  {change.code} {change.subject}: {change.message}{_reason(change)}" for change in listed]
            lines.append("")
    return visible_lines("\n".join([*lines, summary(comparison)]))


def summary(comparison: Comparison) -> str:
    """Return a one-line summary: the number of changes and of breaks, and the required version."""
    if not comparison.changes and not comparison.problems:
        return f"no changes since {comparison.old_version}"
    changes = pluralize(len(comparison.changes), "change")
    version = f"requires version {comparison.needed}, has {comparison.new_version}"
    return f"{changes} since {comparison.old_version}, {len(comparison.breaks)} breaking; {version}"


def as_json(comparison: Comparison) -> str:
    """Format a comparison as one JSON document."""
    document: dict[str, Any] = {
        "old": comparison.old_version,
        "new": comparison.new_version,
        "needed": comparison.needed,
        "clean": comparison.is_clean,
        "changes": [_change_json(change) for change in comparison.changes],
        "problems": [_change_json(change) for change in comparison.problems],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def as_github(comparison: Comparison) -> str:
    """Format a comparison as annotations of GitHub Actions."""
    lines: list[str] = []
    for change in (*comparison.problems, *comparison.changes):
        level = "error" if change.is_break or change in comparison.problems else "notice"
        breaks = f" (breaks: {_audiences(change)})" if change.breaks else ""
        message, span = f"{change.subject}: {change.message}{breaks}", change.span
        lines.append(annotation(level, change.code, message, span.file.path, span.line, span.column))
    return "\n".join([*lines, summary(comparison)])


def as_markdown(comparison: Comparison) -> str:
    """Format a comparison as Markdown for a pull request."""
    lines = [f"### Catalog: {summary(comparison)}", ""]
    if comparison.changes or comparison.problems:
        lines += ["| | code | subject | change | breaks | until |", "|---|---|---|---|---|---|"]
    for change in (*comparison.problems, *comparison.changes):
        mark = ":x:" if change.is_break or change in comparison.problems else ":white_check_mark:"
        message, until = change.message + _reason(change), change.until or ""
        lines.append(table_row(mark, change.code, f"`{change.location}`", message, _audiences(change), until))
    return "\n".join(lines)


def as_changelog(comparison: Comparison) -> str:
    """Format a comparison as an entry of a changelog for the catalog's users."""
    lines = [f"## {max(comparison.new_version, comparison.needed, key=Version)}", ""]
    for title, is_breaking in (("Breaking", True), ("Changed", False)):
        listed = [change for change in comparison.changes if bool(change.breaks) is is_breaking]
        if listed:
            entries = [f"- `{change.subject}`: {escape_markdown(change.message)}." for change in listed]
            lines += [f"### {title}", "", *entries, ""]
    return "\n".join(lines).rstrip()


FORMATS: Final[Mapping[str, Callable[[Comparison], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "markdown": as_markdown,
    "changelog": as_changelog,
}


def _fix(change: Change) -> str:
    code = codes()[change.code]
    return code.fix_source if code.fix_source and change.breaks == frozenset({Audience.SOURCE}) else code.fix


def _audiences(change: Change) -> str:
    return ", ".join(sorted(change.breaks))


def _reason(change: Change) -> str:
    return f" (accepted: {change.reason})" if change.reason else ""


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "code": change.code,
        "title": codes()[change.code].title,
        "subject": change.subject,
        "path": change.path,
        "message": change.message,
        "breaks": sorted(change.breaks),
        "accepted": change.reason,
        "until": None if change.until is None else change.until.isoformat(),
        "bump": change.bump.name.lower(),
        "file": change.span.file.path,
        "line": change.span.line,
        "column": change.span.column,
    }
