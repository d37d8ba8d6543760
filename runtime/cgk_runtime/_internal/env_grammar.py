r"""Grammar of `.env.local`, the same as that of npm's `dotenv`, because `npx trigger dev` reads the same file.

    NAME=value            # a comment; it begins at the first "#" of an unquoted value
    export NAME: value    # `export` and a colon are allowed
    NAME='value'          # also "value" and `value`; a quoted value can contain line breaks and "#"

Only `\n` and `\r` between double quotes are escapes. Nothing is interpolated. The last assignment of a name counts, and
other lines are ignored. The TypeScript package reads the file the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cgk_runtime._internal.white_space import SPACES

_LINE_START: Final = "(?:^|(?<=[\n\r\u2028\u2029]))"
_LINE_END: Final = "(?=[\n\r\u2028\u2029]|\\Z)"
_ASSIGNMENT: Final = re.compile(
    rf"{_LINE_START}[{SPACES}]*(?:export[{SPACES}]+)?(?P<name>[A-Za-z0-9_.-]+)"
    rf"(?P<separator>[{SPACES}]*=[{SPACES}]*?|:[{SPACES}]+?)(?P<value>"
    rf"[{SPACES}]*'(?:\\'|[^'])*'|[{SPACES}]*\"(?:\\\"|[^\"])*\"|[{SPACES}]*`(?:\\`|[^`])*`|[^#\r\n]+)?"
    rf"[{SPACES}]*(?:#[^\n\r\u2028\u2029]*)?{_LINE_END}"
)
_QUOTED: Final = re.compile(rf"{_LINE_START}(['\"`])((?s:.*))\1{_LINE_END}")
_QUOTES: Final = frozenset({"'", '"', "`"})
_INTERPOLATION: Final = re.compile(r"\$\{\w+\}")


@dataclass(frozen=True, slots=True, repr=False)
class Assignment:
    r"""Assignment of an environment file.

    Attributes:
        name: The variable.
        value: Its value.
        start: Offset of the value's first character, quotes included.
        end: Offset after the value's last character, or after a comment that follows without a space.
    """

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pitfall:
    """Misleading part of an environment file, or a part that other programs read differently.

    Attributes:
        line: Number of the line, from 1.
        text: How the line is read; it never contains the value, which may be a secret.
        fix: How to write it instead.
    """

    line: int
    text: str
    fix: str


def find_assignments(text: str) -> list[Assignment]:
    """Return the assignments of an environment file, in its order."""
    assignments: list[Assignment] = []
    for match in _ASSIGNMENT.finditer(text):
        value = match["value"] or ""
        stripped = value.strip(SPACES)
        start = match.start("value") + value.index(stripped) if stripped else match.end("separator")
        end = start + len(stripped)
        if stripped[:1] not in _QUOTES and text[end : end + 1] == "#":
            # Include the comment: without a space before "#", shells would read it as part of a new value.
            end = match.end()
        assignments.append(Assignment(match["name"], _unquote(_normalize(stripped)), start, end))
    return assignments


def find_pitfalls(text: str) -> list[Pitfall]:
    """Return the lines that are ignored, and the values that are read differently than they look."""
    pitfalls: list[Pitfall] = []
    normalized = _normalize(text)
    covered: set[int] = set()
    for match in _ASSIGNMENT.finditer(normalized):
        first_index = normalized.count("\n", 0, match.start("name"))
        covered.update(range(first_index, normalized.count("\n", 0, match.end()) + 1))
        pitfalls += _value_pitfalls(first_index + 1, match["name"], (match["value"] or "").strip(SPACES), match)
    for index, line in enumerate(normalized.split("\n")):
        stripped = line.strip(SPACES)
        if index not in covered and stripped and not stripped.startswith("#"):
            pitfalls.append(
                Pitfall(index + 1, "is not an assignment and is ignored", "write NAME=value, or begin it with #")
            )
    return sorted(pitfalls, key=lambda pitfall: pitfall.line)


def _value_pitfalls(line: int, name: str, stripped: str, match: re.Match[str]) -> Iterator[Pitfall]:
    quote = stripped[:1] if stripped[:1] in _QUOTES else ""
    is_quoted = bool(quote) and len(stripped) > 1 and stripped.endswith(quote)
    if quote and not is_quoted:
        yield Pitfall(line, f"{name} keeps its quotes, as no closing quote ends the value", "quote the whole value")
    elif is_quoted and f"\\{quote}" in stripped[1:-1]:
        yield Pitfall(line, f"{name} keeps the backslash before {quote}", "use another kind of quotes")
    has_comment = bool(stripped) and match.string.startswith("#", match.end("value"))
    if has_comment and not is_quoted and not match["value"][-1].isspace():
        yield Pitfall(line, f"{name} ends before the #", "quote the value, or write a space before a comment")
    if quote not in {"'", "`"} and _INTERPOLATION.search(stripped):
        yield Pitfall(line, f"{name} is read as it is written; ${{...}} is not replaced", "write the value itself")


def _unquote(text: str) -> str:
    value = _QUOTED.sub(r"\2", text)
    if text.startswith('"'):
        value = value.replace("\\n", "\n").replace("\\r", "\r")
    return value


def _normalize(text: str) -> str:
    return re.sub("\r\n?", "\n", text)
