"""Timeline of a run: its wait, attempts and steps as bars."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """Row of a timeline; times are in seconds since 1970.

    Attributes:
        name: Name of the attempt or step.
        kind: "wait", "attempt" or "step".
        outcome: "ok", "bad", "wait" or "run"; selects the color.
        began: Start.
        ended: End.
        error: Error text, or None.
    """

    name: str
    kind: str
    outcome: str
    began: float
    ended: float
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars, the time of the first one, and the seconds to the end of the last."""

    bars: list[Bar]
    began: float
    seconds: float


def timeline_of(run: Mapping[str, Any], now: float) -> Timeline:
    """Build the timeline of a history row.

    Args:
        run: The row.
        now: Current time; the end of spans that have not ended.
    """
    end = run["ended"] or now
    spans: list[Bar] = []
    for span in json.loads(run["spans"] or "[]"):
        outcome = "wait" if span["kind"] == "wait" else "bad" if span.get("error") else "ok"
        ended = min(span["ended"], end)
        spans.append(Bar(span["name"], span["kind"], outcome, span["began"], ended, span.get("error")))
    began = min([span.began for span in spans] + [run["started"] or end])
    bars = [Bar("queued", "wait", "wait", run["queued"], began)]
    steps: list[Bar] = []
    last_attempt = 0.0
    for span in spans:
        if span.kind == "step":
            steps.append(span)
        elif span.kind == "attempt":
            last_attempt = span.began
            bars += _with_steps(span, steps)
            steps = []
        else:
            bars.append(span)
    is_open = (
        run["started"] and run["started"] > last_attempt and run["status"] in ("running", "completed", "cancelled")
    )
    if steps or is_open:
        outcome = "run" if run["ended"] is None else "ok" if run["status"] == "completed" else "bad"
        bars += _with_steps(Bar(f"Attempt {run['attempt']}", "attempt", outcome, run["started"], end), steps)
    return Timeline(bars, run["queued"], max(end - run["queued"], 0.001))


def _with_steps(attempt: Bar, steps: list[Bar]) -> list[Bar]:
    """Return the bars of an attempt and its steps.

    Each step calls the handler again, so an attempt begins with its first step.
    """
    return [replace(attempt, began=min([attempt.began, *(step.began for step in steps)])), *steps]
