"""Output formats of a live check: terminal and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.diagnostics.terminal_text import visible_lines
from cgk_codegen.live.findings import LiveFinding, LiveReport
from cgk_codegen.plurals import pluralize

_MAX_LISTED: Final = 3
"""Maximum number of unseen events to list for people."""


def as_text(report: LiveReport, files: Sequence[str]) -> str:
    """Format a report for a terminal: findings with their first position and fix, then coverage."""
    lines: list[str] = []
    code = ""
    for finding in report.findings:
        if finding.code != code:
            code = finding.code
            lines += ["", f"{code} {codes()[code].title}", f"  fix: {codes()[code].fix}"]
        subject = "" if str(finding.first) == finding.subject else f"{finding.location}: "
        lines.append(f"  {finding.first}: {subject}{finding.message}{_occurrences(finding)}")
    if report.left_out:
        lines += ["", f"further findings are not listed: {pluralize(report.left_out, 'occurrence')}"]
    lines += ["", *_notes(report), summary(report, files)]
    return visible_lines("\n".join(lines).strip())


def summary(report: LiveReport, files: Sequence[str]) -> str:
    """Return a one-line summary: jobs, coverage of the catalog, findings."""
    more_than = "more than " if report.left_out else ""
    return (
        f"{pluralize(report.jobs, 'job')} in {pluralize(len(files), 'file')} against catalog {report.catalog.version}: "
        f"{len(report.events)} of {len(report.catalog.events)} events seen ({report.coverage:.1f} %), "
        f"{more_than}{pluralize(len(report.findings), 'finding')}"
    )


def as_json(report: LiveReport, files: Sequence[str]) -> str:
    """Format a report as one JSON document."""
    document: dict[str, Any] = {
        "catalog": report.catalog.version,
        "files": list(files),
        "clean": not report.findings,
        "jobs": report.jobs,
        "withoutPayload": report.without_payload,
        "unnamedRuns": report.unnamed,
        "internalRecords": report.internal,
        "scheduleRuns": report.schedules,
        "coverage": {
            "events": len(report.catalog.events),
            "seen": len(report.events),
            "percent": round(report.coverage, 1),
        },
        "seen": {event: report.events[event] for event in report.catalog.events if report.events[event]},
        "neverSeen": report.unseen,
        "formerNames": report.former_names,
        "deprecatedSeen": report.deprecated,
        "versions": dict(sorted(report.versions.items())),
        "findings": [_finding_json(finding) for finding in report.findings],
        "occurrencesLeftOut": report.left_out,
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


FORMATS: Final[Mapping[str, Callable[[LiveReport, Sequence[str]], str]]] = {"text": as_text, "json": as_json}


def _notes(report: LiveReport) -> list[str]:
    lists = {
        "never seen": _join_first(report.unseen),
        "deprecated but still sent": ", ".join(report.deprecated),
        "sent under former names": _join_counts(report.former_names),
        "catalog versions of the producers": _join_counts(dict(sorted(report.versions.items()))),
    }
    notes = [f"{title}: {names}" for title, names in lists.items() if names]
    if report.without_payload:
        jobs = pluralize(report.without_payload, "job")
        notes.append(f"{jobs} without payload, such as from lists of runs: only their names were checked")
    if report.unnamed:
        runs = pluralize(report.unnamed, "run")
        notes.append(f"{runs} of Inngest's API without an event name: check an export of its events instead")
    if report.schedules:
        notes.append(f"{pluralize(report.schedules, 'run')} of schedules")
    return notes


def _join_first(names: Sequence[str]) -> str:
    more = len(names) - _MAX_LISTED
    others = f" and {more} more; --format json lists all {len(names)}" if more > 0 else ""
    return f"{', '.join(names[:_MAX_LISTED])}{others}"


def _join_counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({jobs})" for name, jobs in counts.items())


def _occurrences(finding: LiveFinding) -> str:
    """Return a note with the number of jobs if there are several, and their catalog versions."""
    jobs = f"{finding.count} jobs" if finding.count > 1 else ""
    versions = f"catalog version {', '.join(finding.versions)}" if finding.versions else ""
    text = ", ".join(filter(None, (jobs, versions)))
    return f" ({text})" if text else ""


def _finding_json(finding: LiveFinding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "title": codes()[finding.code].title,
        "subject": finding.subject,
        "path": finding.path,
        "message": finding.message,
        "count": finding.count,
        "versions": finding.versions,
        "file": finding.first.file,
        "line": finding.first.line,
    }
