r"""Grammar of `.env.local`: the one of npm's `dotenv`, because `npx trigger dev` reads the same file.

    NAME=value            # a comment; it begins at the first "#" of an unquoted value
    export NAME: value    # `export` and a colon are allowed
    NAME='value'          # also "value" and `value`; a quoted value can contain line breaks and "#"

Only `\n` and `\r` between double quotes are escapes. Nothing is interpolated. The last assignment of a name counts, and
other lines are ignored. The TypeScript package reads the file alike.
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
    rf"(?:[{SPACES}]*=[{SPACES}]*?|:[{SPACES}]+?)(?P<value>"
    rf"[{SPACES}]*'(?:\\'|[^'])*'|[{SPACES}]*\"(?:\\\"|[^\"])*\"|[{SPACES}]*`(?:\\`|[^`])*`|[^#\r\n]+)?"
    rf"[{SPACES}]*(?:#[^\n\r\u2028\u2029]*)?{_LINE_END}"
)
_QUOTED: Final = re.compile(rf"{_LINE_START}(['\"`])((?s:.*))\1{_LINE_END}")
_INTERPOLATION: Final = re.compile(r"\$\{\w+\}")


@dataclass(frozen=True, slots=True, repr=False)
class Assignment:
    """Assignment of an environment file.

    Attributes:
        name: The variable.
        value: Its value.
        line: Number of the line with the name, from 1.
        start: Offset of the value's first character, quotes included, in the text with line ends of one character.
        end: Offset after its last character.
    """

    name: str
    value: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pitfall:
    """Misleading part of an environment file, or a part that other programs read differently.

    Attributes:
        line: Number of the line, from 1.
        text: What is read instead, without the value.
        fix: The remedy.
    """

    line: int
    text: str
    fix: str


def find_assignments(text: str) -> list[Assignment]:
    """Return the assignments of an environment file, in its order."""
    normal = _normalize(text)
    found: list[Assignment] = []
    for match in _ASSIGNMENT.finditer(normal):
        written = match["value"] or ""
        stripped = written.strip(SPACES)
        start = match.end("name") if match["value"] is None else match.start("value")
        if match["value"] is None:
            start += len(match[0][match.end("name") - match.start() :].split("=", 1)[0]) + 1
        elif stripped:
            start += written.index(stripped[0])
        end = start + len(stripped)
        if stripped[:1] not in {"'", '"', "`"} and normal[end : end + 1] == "#":
            end = match.end()
        line = normal.count("\n", 0, match.start("name")) + 1
        found.append(Assignment(match["name"], _unquote(stripped), line, start, end))
    return found


def find_pitfalls(text: str) -> list[Pitfall]:
    """Find lines that are ignored, and values that are cut, keep their quotes or keep an escape."""
    found: list[Pitfall] = []
    normal = _normalize(text)
    covered: set[int] = set()
    for match in _ASSIGNMENT.finditer(normal):
        first = normal.count("\n", 0, match.start("name"))
        covered.update(range(first, normal.count("\n", 0, match.end()) + 1))
        found += _value_pitfalls(first + 1, match["name"], (match["value"] or "").strip(SPACES), match)
    for at, line in enumerate(normal.split("\n")):
        written = line.strip(SPACES)
        if at not in covered and written and not written.startswith("#"):
            found.append(Pitfall(at + 1, "is not an assignment and is ignored", "write NAME=value, or begin it with #"))
    return sorted(found, key=lambda pitfall: pitfall.line)


def _value_pitfalls(line: int, name: str, written: str, match: re.Match[str]) -> Iterator[Pitfall]:
    quote = written[:1] if written[:1] in {"'", '"', "`"} else ""
    is_quoted = bool(quote) and len(written) > 1 and written.endswith(quote)
    if quote and not is_quoted:
        yield Pitfall(
            line, f"{name} keeps its quote, because the quoted text does not end the value", "quote the whole value"
        )
    elif is_quoted and f"\\{quote}" in written[1:-1]:
        yield Pitfall(line, f"{name} keeps the backslash before {quote}", "use another kind of quotes")
    rest = match[0][match.end("value") - match.start() if match["value"] else 0 :]
    if written and not is_quoted and rest.startswith("#") and not (match["value"] or "")[-1:].isspace():
        yield Pitfall(line, f"{name} ends before the #", "quote the value, or write a space before a comment")
    if quote not in {"'", "`"} and _INTERPOLATION.search(written):
        yield Pitfall(line, f"{name} is read as it is written; ${{...}} is not replaced", "write the value itself")


def _unquote(written: str) -> str:
    value = _QUOTED.sub(r"\2", written)
    if written.startswith('"'):
        value = value.replace("\\n", "\n").replace("\\r", "\r")
    return value


def _normalize(text: str) -> str:
    return re.sub("\r\n?", "\n", text)
