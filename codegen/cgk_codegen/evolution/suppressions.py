"""Accepted breaks of a catalog, each with a reason and an expiry date; an unused or expired one is a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cgk_codegen.evolution.findings import Change
from cgk_codegen.resolve.catalog_parts import AcceptedBreak


def apply_accepted(
    changes: Iterable[Change], acceptances: Iterable[AcceptedBreak], today: date
) -> tuple[list[Change], list[Change]]:
    """Mark the breaks that are accepted.

    Returns:
        All changes, and the problems with accepted breaks.
    """
    marked = list(changes)
    problems: list[Change] = []
    for acceptance in acceptances:
        matching = [index for index, change in enumerate(marked) if change.breaks and _matches(acceptance, change)]
        if not matching:
            problems.append(_problem("EVO191", acceptance, "matches no break"))
        elif acceptance.until < today:
            problems.append(_problem("EVO192", acceptance, f"expired on {acceptance.until}"))
        else:
            for index in matching:
                marked[index] = replace(marked[index], reason=acceptance.reason)
    return marked, problems


def _matches(acceptance: AcceptedBreak, change: Change) -> bool:
    is_named = (acceptance.code, acceptance.subject) == (change.code, change.subject)
    return is_named and acceptance.path in (None, change.path)


def _problem(code: str, acceptance: AcceptedBreak, message: str) -> Change:
    text = f"the accepted {acceptance.code} {message}"
    return Change(code, acceptance.subject, text, acceptance.span, path=acceptance.path or "")
