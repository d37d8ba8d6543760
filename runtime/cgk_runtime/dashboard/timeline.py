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
    """Bars, the start of the first one, and the seconds from there to the end of the last."""

    bars: list[Bar]
    began: float
    seconds: float


def timeline_of(run: Mapping[str, Any], now: float) -> Timeline:
    """Build the timeline of a history row.

    Args:
        run: The row.
        now: Current time, at which the bars of an unfinished run end.
    """
    end = run["ended"] or now
    ended_bars = [_build_bar(span, end) for span in json.loads(run["spans"] or "[]")]
    began = min([bar.began for bar in ended_bars] + [run["started"] or end])
    bars = [Bar("queued", "wait", "wait", run["queued"], began)]
    steps: list[Bar] = []
    last_attempt_began = 0.0
    for bar in ended_bars:
        if bar.kind == "step":
            steps.append(bar)
        elif bar.kind == "attempt":
            last_attempt_began = bar.began
            bars += _with_steps(bar, steps)
            steps = []
        else:
            bars.append(bar)
    # The history has a span for each failed attempt only; the last attempt is drawn from the row.
    has_other_attempt = run["started"] and run["started"] > last_attempt_began
    if steps or (has_other_attempt and run["status"] in ("running", "completed", "cancelled")):
        final_outcome = "ok" if run["status"] == "completed" else "bad"
        outcome = "run" if run["ended"] is None else final_outcome
        bars += _with_steps(Bar(f"Attempt {run['attempt']}", "attempt", outcome, run["started"], end), steps)
    return Timeline(bars, run["queued"], max(end - run["queued"], 0.001))


def _build_bar(span: Mapping[str, Any], end: float) -> Bar:
    outcome = "wait" if span["kind"] == "wait" else "bad" if span.get("error") else "ok"
    return Bar(span["name"], span["kind"], outcome, span["began"], min(span["ended"], end), span.get("error"))


def _with_steps(attempt: Bar, steps: list[Bar]) -> list[Bar]:
    """Return the bars of an attempt and its steps.

    Each step calls the handler again, so an attempt begins with its first step.
    """
    return [replace(attempt, began=min([attempt.began, *(step.began for step in steps)])), *steps]
