"""The calls in tests/typing/cases, each in its own statement, with comments that mark some of them.

`# wrong: title | word` marks a wrong call: each checker should report an error there, and name the word if it can.
`# refused: mypy, zuban` marks a correct call in which these checkers report an error.
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
    """A wrong call.

    Attributes:
        title: The mistake, as in the documentation's table.
        word: The word that an error should name, None if there is none.
        file: The file's path in the project.
        first_line: The first line of the call's statement.
        last_line: Its last line.
        marked_line: The text of the line with the comment.
    """

    title: str
    word: str | None
    file: str
    first_line: int
    last_line: int
    marked_line: str

    def has_word_at(self, column: int | None) -> bool:
        """Return whether a reported column is inside the item of the dictionary whose key is the word."""
        begin = self.marked_line.find(f'"{self.word}": ')
        if column is None or begin < 0:
            return False
        ends = [self.marked_line.find(separator, begin) for separator in (",", "}")]
        return begin <= column < min(end for end in ends if end > 0)


def wrong_calls() -> list[Case]:
    """Read the wrong calls, in the order of the table in docs/reference/typing.md."""
    return [case for path in sorted(FOLDER.glob("wrong_*.py"), key=_table_position) for case in _cases(path)]


def _table_position(path: Path) -> int:
    return ["wrong_sending.py", "wrong_jobs.py", "wrong_handlers.py"].index(path.name)


def _cases(path: Path) -> list[Case]:
    text = path.read_text(encoding="utf-8")
    statements = [_statement_lines(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    cases: list[Case] = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := WRONG.search(line):
            containing = [(first, last) for first, last in statements if first <= number <= last]
            first_line, last_line = min(containing, key=lambda lines: lines[1] - lines[0])
            cases.append(Case(match["title"], match["word"], f"cases/{path.name}", first_line, last_line, line))
    return cases


def _statement_lines(node: ast.stmt) -> tuple[int, int]:
    """Return a statement's first and last line; of a function, only the decorators and `def` count."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]), node.lineno
    return node.lineno, node.end_lineno or node.lineno


def refused_correct_calls() -> dict[tuple[str, int], set[str]]:
    """Return the checkers that refuse a correct call, by the call's file and line."""
    return {
        (f"cases/{path.name}", number): set(match["checkers"].split(", "))
        for path in FOLDER.glob("correct_*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := REFUSED.search(line))
    }
