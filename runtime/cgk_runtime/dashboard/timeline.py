"""Timeline of a run: its wait, attempts and steps as bars."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_Row = tuple[str, str, str, float, float, str | None]
"""Name, kind, outcome, start, end and error."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Row of a timeline.

    Attributes:
        name: Name of the attempt or step.
        kind: "wait", "attempt" or "step".
        outcome: "ok", "bad", "wait" or "run"; selects the color.
        start: Start, in per mille of the timeline.
        width: Length, in per mille; at least 4.
        seconds: Duration.
        error: Error text, or None.
    """

    name: str
    kind: str
    outcome: str
    start: float
    width: float
    seconds: float
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars, and the seconds from the first to the last."""

    bars: list[Bar]
    seconds: float


def timeline_of(run: Mapping[str, Any], now: float) -> Timeline:
    """Build the timeline of a history row.

    Args:
        run: The row.
        now: Current time; the end of spans that have not ended.
    """
    spans: list[dict[str, Any]] = json.loads(run["spans"] or "[]")
    end = run["ended"] or now
    for span in spans:
        span["ended"] = min(span["ended"], end)
    began = min([span["began"] for span in spans] + [run["started"] or end])
    rows: list[_Row] = [("queued", "wait", "wait", run["queued"], began, None)]
    steps: list[_Row] = []
    last_attempt = 0.0
    for span in spans:
        row = (span["name"], span["kind"], _outcome(span), span["began"], span["ended"], span.get("error"))
        if span["kind"] == "step":
            steps.append(row)
        elif span["kind"] == "attempt":
            last_attempt = span["began"]
            rows += _with_steps(row, steps)
            steps = []
        else:
            rows.append(row)
    is_open = (
        run["started"] and run["started"] > last_attempt and run["status"] in ("running", "completed", "cancelled")
    )
    if steps or is_open:
        outcome = "run" if run["ended"] is None else "ok" if run["status"] == "completed" else "bad"
        rows += _with_steps((f"Attempt {run['attempt']}", "attempt", outcome, run["started"], end, None), steps)
    first = run["queued"]
    total = max(end - first, 0.001)
    bars = [
        Bar(
            name,
            kind,
            outcome,
            1000 * (start - first) / total,
            max(4.0, 1000 * (stop - start) / total),
            stop - start,
            error,
        )
        for name, kind, outcome, start, stop, error in rows
    ]
    return Timeline(bars, total)


def _with_steps(attempt: _Row, steps: list[_Row]) -> list[_Row]:
    """Return the rows of an attempt and its steps.

    Each step calls the handler again, so an attempt begins with its first step.
    """
    name, kind, outcome, began, ended, error = attempt
    return [(name, kind, outcome, min([began, *(step[3] for step in steps)]), ended, error), *steps]


def _outcome(span: Mapping[str, Any]) -> str:
    if span["kind"] == "wait":
        return "wait"
    return "bad" if span.get("error") else "ok"
