"""The calls in tests/typing/cases, each a statement of its own; comments mark those that are wrong or refused.

`# wrong: title | word` marks a wrong call: each checker should report an error there, and name the word if it can.
`# refused: checker` marks a right call that a checker refuses nevertheless.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "typing" / "cases"
WRONG = re.compile(r"# wrong: (?P<title>.*?) \|(?: (?P<word>.*))?$")
REFUSED = re.compile(r"# refused: (?P<checkers>.*)$")


@dataclass(frozen=True)
class Case:
    """A wrong call: its first and last line, and the word its error should name."""

    title: str
    word: str | None
    file: str
    first: int
    last: int
    marked_line: str

    def has_word_at(self, column: int | None) -> bool:
        """Return whether a reported column lies in the key that the case's word names, or in its value."""
        begin = self.marked_line.find(f'"{self.word}": ')
        if column is None or begin < 0:
            return False
        return begin <= column < min(at for mark in (",", "}") if (at := self.marked_line.find(mark, begin)) > 0)


def wrong_calls() -> list[Case]:
    """Read the wrong calls, in the order of the table in docs/reference/typing.md."""
    return [case for path in sorted(FOLDER.glob("wrong_*.py"), key=_order) for case in _cases(path)]


def _order(path: Path) -> int:
    return ["wrong_sending.py", "wrong_jobs.py", "wrong_handlers.py"].index(path.name)


def _cases(path: Path) -> list[Case]:
    text = path.read_text(encoding="utf-8")
    statements = [_lines(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    cases: list[Case] = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := WRONG.search(line):
            first, last = min(
                (lines for lines in statements if lines[0] <= number <= lines[1]), key=lambda lines: lines[1] - lines[0]
            )
            cases.append(Case(match["title"], match["word"], f"cases/{path.name}", first, last, line))
    return cases


def _lines(node: ast.stmt) -> tuple[int, int]:
    """Return a statement's lines; for a function, those from its first decorator to `def`."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]), node.lineno
    return node.lineno, node.end_lineno or node.lineno


def right_calls_refused() -> dict[tuple[str, int], set[str]]:
    """Return the right calls that a checker refuses, by place."""
    return {
        (f"cases/{path.name}", number): set(match["checkers"].split(", "))
        for path in FOLDER.glob("correct_*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := REFUSED.search(line))
    }
