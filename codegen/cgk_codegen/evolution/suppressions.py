"""Breaks that the catalog accepts, each with a reason and a date; one that is unused or expired is a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cgk_codegen.evolution.findings import Bump, Change
from cgk_codegen.resolve import AcceptedBreak


def apply_accepted(
    changes: Iterable[Change], acceptances: Iterable[AcceptedBreak], today: date
) -> tuple[list[Change], list[Change]]:
    """Mark the breaks that are accepted.

    Returns:
        All changes, and what is wrong with the acceptances.
    """
    marked = list(changes)
    problems: list[Change] = []
    for acceptance in acceptances:
        meant = [at for at, change in enumerate(marked) if change.breaks and _means(acceptance, change)]
        if not meant:
            problems.append(_problem("EVO191", acceptance, "matches no break; remove it"))
        elif acceptance.until < today:
            problems.append(_problem("EVO192", acceptance, f"held until {acceptance.until}"))
        else:
            for at in meant:
                marked[at] = replace(marked[at], reason=acceptance.reason)
    return marked, problems


def _means(acceptance: AcceptedBreak, change: Change) -> bool:
    named = (acceptance.code, acceptance.subject) == (change.code, change.subject)
    return named and acceptance.path in (None, change.path)


def _problem(code: str, acceptance: AcceptedBreak, message: str) -> Change:
    path = acceptance.path or ""
    text = f"the accepted {acceptance.code} {message}"
    return Change(code, acceptance.subject, path, text, frozenset(), Bump.NONE, acceptance.span)
