"""Every type checker reports every wrong call on its line and accepts every correct one.

Their messages are golden files, from which the table in the documentation is made.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from golden import assert_golden
from type_checkers import CHECKERS, ROOT, CheckerMessage, Errors, Project
from typing_cases import Case, refused_correct_calls, wrong_calls

EXPECTED = Path(__file__).parent / "expected"
PAGE = ROOT / "docs" / "reference" / "typing.md"
BEGIN, END = "<!-- the type checkers' table -->\n", "<!-- end -->\n"
NAMES, POINTS, REJECTED, MISSED = "names it", "points at it", "caught", "no"
"""Words of the documentation's table: how good the best error of a wrong call is."""

ONLY_A_WARNING = 'it only warns; `unused-awaitable = "error"` in its settings makes it an error'
NOT_FOR_OVERLOADS = "it doesn't find a forgotten `await` on overloaded functions and on objects with `__call__`"
OPTIONAL_KEYS = "it does not count the optional keys of a TypedDict that is spread"
EXCEPTIONS = {
    ("ty", "a forgotten `await`"): ONLY_A_WARNING,
    ("ty", "`jobs[...]`: a forgotten `await`"): ONLY_A_WARNING,
    ("ty", "calling a handler without `await`"): ONLY_A_WARNING,
    ("zuban", "a forgotten `await`"): NOT_FOR_OVERLOADS,
    ("zuban", "`jobs[...]`: a forgotten `await`"): NOT_FOR_OVERLOADS,
    ("zuban", "calling a handler without `await`"): NOT_FOR_OVERLOADS,
    ("pyright", "a spread TypedDict with other keys"): OPTIONAL_KEYS,
}
"""The cases that a checker cannot catch, and why."""


@pytest.mark.parametrize("checker", CHECKERS)
def test_checkers_refuse_exactly_the_wrong_calls(checker: str, project: Project) -> None:
    errors = CHECKERS[checker](project)
    reported = {case.title: _take_errors(errors, case) for case in wrong_calls()}
    assert_golden(EXPECTED / f"{checker.replace(' ', '-')}.txt", _golden_text(reported))
    missed = {(checker, title) for title, case_errors in reported.items() if not case_errors}
    assert missed == {exception for exception in EXCEPTIONS if exception[0] == checker}
    refused = {place for place, checkers in refused_correct_calls().items() if checker in checkers}
    assert errors.keys() == refused, "the comments `# refused: ...` do not match the errors"


def test_table_shows_what_checkers_report() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, begin, remainder = text.partition(BEGIN)
    _, end, after = remainder.partition(END)
    assert begin
    assert end
    assert_golden(PAGE, before + begin + _table() + end + after)


def _take_errors(errors: Errors, case: Case) -> list[tuple[str, str]]:
    """Remove a case's errors from all errors; return the quality and the text of each."""
    lines = range(case.first_line, case.last_line + 1)
    case_errors = [reported for line in lines for reported in errors.pop((case.file, line), [])]
    return [(_quality(case, reported), reported.text) for reported in case_errors]


def _quality(case: Case, reported: CheckerMessage) -> str:
    if case.word is None:
        return REJECTED
    if case.word in reported.text:
        return NAMES
    return POINTS if case.has_word_at(reported.column) else REJECTED


def _golden_text(reported: dict[str, list[tuple[str, str]]]) -> str:
    """Format a checker's errors, with long lists of overloads cut short."""
    blocks: list[str] = []
    for title, errors in reported.items():
        best = min((quality for quality, _ in errors), key=[NAMES, POINTS, REJECTED].index, default=MISSED)
        lines = [line for _, text in errors for line in text.splitlines()]
        if len(lines) > 9:
            lines = [*lines[:4], f"... {len(lines) - 7} lines ...", *lines[-3:]]
        blocks.append("\n".join([f"# {title}: {best}", *(f"  {line[:240]}".rstrip() for line in lines)]))
    return "\n\n".join(blocks) + "\n"


def _table() -> str:
    """Return the documentation's table, from the golden files."""
    qualities: dict[str, dict[str, str]] = {}
    for checker in CHECKERS:
        for line in (EXPECTED / f"{checker.replace(' ', '-')}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                title, _, quality = line.removeprefix("# ").rpartition(": ")
                qualities.setdefault(title, {})[checker] = quality
    reasons = list(dict.fromkeys(EXCEPTIONS.values()))
    lines = [f"| Wrong call | {' | '.join(CHECKERS)} |", f"| --- |{' --- |' * len(CHECKERS)}"]
    for title, row in qualities.items():
        cells = [row[checker] for checker in CHECKERS]
        marks = [
            f"<sup>{reasons.index(EXCEPTIONS[checker, title]) + 1}</sup>" if row[checker] == MISSED else ""
            for checker in CHECKERS
        ]
        lines.append(f"| {title} | {' | '.join(cell + mark for cell, mark in zip(cells, marks, strict=True))} |")
    notes = [f"{index}. {reason[0].upper()}{reason[1:]}." for index, reason in enumerate(reasons, 1)]
    return "\n".join(["", *lines, "", *notes, "", ""])
