"""Output formats of a live check: terminal, JSON, GitHub annotations, Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.diagnostics.github import annotation, table_row
from cgk_codegen.diagnostics.terminal_text import visible, visible_lines
from cgk_codegen.live.findings import LiveFinding, LiveReport, LogPosition
from cgk_codegen.markdown import markdown

_MANY: Final = 40


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Content of a report.

    Attributes:
        report: The result of the check.
        files: The files as named on the command line.
        fields: Whether to list the fields that no job had.
    """

    report: LiveReport
    files: tuple[str, ...]
    fields: bool = False


def as_text(content: ReportContent) -> str:
    """Format it for a terminal: findings with their first position and fix, then coverage."""
    report = content.report
    lines: list[str] = []
    code = ""
    for finding in report.findings:
        if finding.code != code:
            code = finding.code
            lines += ["", f"{code} {codes()[code].title}", f"  fix: {codes()[code].fix}"]
        position = "" if finding.first is None else f"{finding.first}: "
        subject = "" if position == f"{finding.subject}: " else f"{finding.location}: "
        lines.append(f"  {position}{subject}{finding.message}{_occurrences(finding)}")
    if report.left_out:
        lines += ["", f"{report.left_out} more findings are not listed"]
    lines += ["", *_notes(content), summary(content)]
    return visible_lines("\n".join(lines).strip())


def summary(content: ReportContent) -> str:
    """Return a one-line summary: jobs, coverage of the catalog, findings."""
    report = content.report
    found = len(report.findings) + report.left_out
    return (
        f"{_count(report.jobs, 'job')} in {_count(len(content.files), 'file')} against catalog {report.version}: "
        f"{report.covered} of {len(report.seen)} events seen ({report.coverage:.1f} %), {_count(found, 'finding')}"
    )


def as_json(content: ReportContent) -> str:
    """Format it as one JSON document."""
    report = content.report
    document: dict[str, Any] = {
        "catalog": report.version,
        "files": list(content.files),
        "clean": not report.findings,
        "jobs": report.jobs,
        "withoutPayload": report.without_payload,
        "unnamedRuns": report.unnamed,
        "internalRecords": report.internal,
        "scheduleRuns": report.schedules,
        "coverage": {"events": len(report.seen), "seen": report.covered, "percent": round(report.coverage, 1)},
        "seen": {event: count for event, count in report.seen.items() if count},
        "neverSeen": list(report.unseen),
        "formerNames": dict(report.former_names),
        "deprecatedSeen": list(report.deprecated),
        "versions": dict(report.versions),
        "findings": [_described(finding) for finding in report.findings],
        "findingsLeftOut": report.left_out,
    }
    if report.handled is not None:
        document["handled"] = {"events": len(report.handled), "neverSeen": list(report.handled_unseen)}
    if content.fields:
        document["neverSeenFields"] = {event: list(names) for event, names in report.unseen_fields.items() if names}
    return json.dumps(document, indent=2, ensure_ascii=False)


def as_github(content: ReportContent) -> str:
    """Format it as annotations of GitHub Actions."""
    lines: list[str] = []
    for finding in content.report.findings:
        file, line = _file_of(finding.first)
        message = f"{finding.location}: {finding.message}{_occurrences(finding)}"
        lines.append(annotation("error", finding.code, message, file, line))
    lines += [annotation("notice", "live-check", note) for note in _notes(content)]
    return "\n".join([*lines, summary(content)])


def as_markdown(content: ReportContent) -> str:
    """Format it as Markdown for a pull request."""
    report = content.report
    lines = [f"### Live check: {summary(content)}", ""]
    if report.findings:
        lines += ["| code | subject | problem | jobs | version | first |", "|---|---|---|---|---|---|"]
    for finding in report.findings:
        versions, first = ", ".join(finding.versions), finding.first or ""
        lines.append(table_row(finding.code, f"`{finding.location}`", finding.message, finding.count, versions, first))
    if report.left_out:
        lines += ["", f"{report.left_out} more findings are not listed"]
    notes = _notes(content)
    if notes:
        lines += ["", *(f"- {markdown(visible(note))}" for note in notes)]
    return "\n".join(lines).rstrip()


FORMATS: Final[Mapping[str, Callable[[ReportContent], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "markdown": as_markdown,
}


def _notes(content: ReportContent) -> list[str]:
    report = content.report
    notes: list[str] = []
    if report.unseen:
        notes.append(f"never seen: {_named(report.unseen)}")
    if report.handled is not None:
        unseen, handled = report.handled_unseen, len(report.handled)
        named = f"; never seen: {_named(unseen)}" if unseen else ""
        notes.append(f"{handled - len(unseen)} of {_count(handled, 'event')} with a handler seen{named}")
    if report.deprecated:
        notes.append(f"deprecated but still sent: {_named(report.deprecated)}")
    if report.former_names:
        notes.append(f"sent under former names: {_counted(report.former_names)}")
    if report.versions:
        notes.append(f"catalog versions of the producers: {_counted(report.versions)}")
    if content.fields:
        notes += [
            f"fields of {event} never seen: {_named(names)}" for event, names in report.unseen_fields.items() if names
        ]
    if report.without_payload:
        jobs = _count(report.without_payload, "job")
        notes.append(f"{jobs} without payload, such as from lists of runs: only their names were checked")
    if report.unnamed:
        runs = _count(report.unnamed, "run")
        notes.append(f"{runs} of Inngest's API without an event name: check an export of its events instead")
    if report.schedules:
        notes.append(f"{_count(report.schedules, 'run')} of schedules")
    return notes


def _named(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _MANY} more" if len(listed) > _MANY else ""
    return ", ".join(listed[:_MANY]) + more


def _counted(counts: Mapping[str, int]) -> str:
    return _named(f"{name} ({count})" for name, count in counts.items())


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _occurrences(finding: LiveFinding) -> str:
    """Return the number of jobs, if there are several, and their catalog versions."""
    jobs = f"{finding.count} jobs" if finding.count > 1 else ""
    versions = f"catalog version {', '.join(finding.versions)}" if finding.versions else ""
    text = ", ".join(filter(None, (jobs, versions)))
    return f" ({text})" if text else ""


def _file_of(position: LogPosition | None) -> tuple[str, int]:
    return ("", 0) if position is None or position.file == "-" else (position.file, position.line)


def _described(finding: LiveFinding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "title": codes()[finding.code].title,
        "subject": finding.subject,
        "path": finding.path,
        "message": finding.message,
        "count": finding.count,
        "versions": list(finding.versions),
        "file": None if finding.first is None else finding.first.file,
        "line": None if finding.first is None else finding.first.line,
    }
