r"""Portable regular expressions: the same meaning in Rust (pydantic), JavaScript (ajv, zod) and Python (jsonschema).

The dialects differ: `\d` matches any Unicode digit in one and only 0 to 9 in another, and a dot matches different
characters. Patterns are rewritten with explicit classes as ECMAScript defines them
(https://262.ecma-international.org/16.0/#sec-characterclassescape). Patterns that cannot be rewritten are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from math import inf
from typing import Final

Ranges = tuple[tuple[int, int], ...]
"""Characters as ranges of code points, both ends included."""

LAST_CODE_POINT: Final = 0x10FFFF
MAX_PATTERN: Final = 1000
"""Largest length of a pattern."""
SCHEMA_END: Final = r"$(?!\s)"
"""End of a text in JSON Schema documents. Python's `$` also matches before a final newline, where other engines differ.

A pattern of the catalog may use it too; it means the same as `$` there.
"""
_SPACE: Final = r"\t\n\x0b\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_SAME_EVERYWHERE: Final = frozenset("\\/[](){}*+?^$.|nrtf")
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
_ANY_BUT_NEWLINE: Final = r"[^\n\r\u2028\u2029]"
_SET_OPERATORS: Final = frozenset({"&&", "--", "~~", "||"})
_HEX: Final = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})")
_REPEAT: Final = re.compile(r"\{([0-9]+)(,?)([0-9]*)\}")
_HINT: Final = "write classes such as [0-9] out; no lookaround, back-references or flags"


class Kind(Enum):
    """Kinds of the parts of a pattern."""

    CHARACTER = auto()
    REPEAT = auto()
    LAZY = auto()
    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    BEGIN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a pattern.

    Attributes:
        kind: Its kind.
        text: Its portable spelling.
        ranges: Characters it matches; empty unless it is a CHARACTER.
        least: Smallest number of repetitions of the part before it, for a REPEAT.
        most: Largest number of them.
    """

    kind: Kind
    text: str
    ranges: Ranges = ()
    least: int = 0
    most: float = inf


_SIGNS: Final = {
    "*": Part(Kind.REPEAT, "*"),
    "+": Part(Kind.REPEAT, "+", least=1),
    "?": Part(Kind.REPEAT, "?", most=1),
    "|": Part(Kind.OR, "|"),
    "^": Part(Kind.BEGIN, "^"),
    "$": Part(Kind.END, "$"),
    ")": Part(Kind.CLOSE, ")"),
}


class RefusedPatternError(Exception):
    """A pattern is invalid, or does not mean the same everywhere."""

    def __init__(self, message: str, hint: str = _HINT) -> None:
        super().__init__(message)
        self.hint = hint


def matches(pattern: str, text: str) -> bool:
    """Return whether a portable pattern matches anywhere in a text."""
    return compiled(pattern)(text)


@cache
def compiled(pattern: str) -> Callable[[str], bool]:
    """Compile a pattern in the portable spelling, or that of JSON Schema, to a function that matches in linear time."""
    from pydantic_core import SchemaValidator, core_schema

    validator = SchemaValidator(core_schema.str_schema(pattern=pattern.replace(SCHEMA_END, "$"), strict=True))
    return validator.isinstance_python


def parts(pattern: str) -> Iterator[Part]:
    """Parse a pattern into its parts, in the portable spelling.

    Raises:
        RefusedPatternError: The pattern cannot be rewritten.
    """
    if len(pattern) > MAX_PATTERN:
        raise RefusedPatternError(f"it is longer than {MAX_PATTERN} characters")
    at = 0
    before: Kind | None = None
    while at < len(pattern):
        part, at = _part(pattern, at)
        if part.kind is Kind.REPEAT:
            # `a*+` repeats a repetition in Rust, is possessive in Python and an error in JavaScript.
            if before is Kind.REPEAT and part.text == "?":
                part = Part(Kind.LAZY, "?")
            elif before not in {Kind.CHARACTER, Kind.CLOSE}:
                message = f'nothing before "{part.text}" can be repeated'
                raise RefusedPatternError(message, "write the repeated part in (?:...)")
        yield part
        before = part.kind


@cache
def schema_pattern(pattern: str) -> str:
    r"""Return the spelling of a portable pattern for JSON Schema documents.

    Example:
        >>> schema_pattern("^[a-z]+$")
        '^[a-z]+$(?!\\s)'
    """
    return "".join(SCHEMA_END if part.kind is Kind.END else part.text for part in parts(pattern))


def complement(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return every character outside some ranges.

    Example:
        >>> complement([(10, 0x10FFFF)])
        ((0, 9),)
    """
    left: list[tuple[int, int]] = []
    begin = 0
    for low, high in sorted(ranges):
        if low > begin:
            left.append((begin, low - 1))
        begin = max(begin, high + 1)
    return (*left, (begin, LAST_CODE_POINT)) if begin <= LAST_CODE_POINT else tuple(left)


def _part(pattern: str, at: int) -> tuple[Part, int]:
    """Return the part at an index, and the index after it."""
    here = pattern[at]
    match here:
        case "\\":
            text, ranges, at = _escape(pattern, at, inside=False)
            return Part(Kind.CHARACTER, text, ranges), at
        case "[":
            return _class(pattern, at)
        case "(":
            return _group(pattern, at)
        case "$" if pattern.startswith(SCHEMA_END, at):
            return _SIGNS["$"], at + len(SCHEMA_END)
        case "{":
            return _count(pattern, at)
        case ".":
            return _class(_ANY_BUT_NEWLINE, 0)[0], at + 1
        case "]" | "}":
            raise RefusedPatternError(f'"{here}" must be written "\\{here}"')
        case _ if here in _SIGNS:
            return _SIGNS[here], at + 1
        case _:
            # In zod, without the flag `u`, a character above U+FFFF is two, and only the second would be repeated.
            text = f"(?:{here})" if here > "\uffff" else here
            return Part(Kind.CHARACTER, text, _one(here)), at + 1


def _one(character: str) -> Ranges:
    return ((ord(character), ord(character)),)


def _group(pattern: str, at: int) -> tuple[Part, int]:
    if pattern[at + 1 : at + 2] != "?":
        return Part(Kind.OPEN, "("), at + 1
    if pattern[at + 2 : at + 3] != ":":
        raise RefusedPatternError(f'"{pattern[at : at + 3]}" is not supported everywhere')
    return Part(Kind.OPEN, "(?:"), at + 3


def _count(pattern: str, at: int) -> tuple[Part, int]:
    match = _REPEAT.match(pattern, at)
    if match is None:
        raise RefusedPatternError('"{" must be written "\\{"')
    most = float(match[1]) if not match[2] else float(match[3] or inf)
    return Part(Kind.REPEAT, match[0], least=int(match[1]), most=most), match.end()


def _escape(pattern: str, at: int, *, inside: bool) -> tuple[str, Ranges, int]:
    """Return an escape's portable spelling, its characters, and the index after it."""
    letter = pattern[at + 1 : at + 2]
    if letter in _SAME_EVERYWHERE or (inside and letter == "-"):
        return pattern[at : at + 2], _one(_LETTERS.get(letter, letter)), at + 2
    if letter and letter.lower() in _CLASSES and (letter.islower() or not inside):
        content = _CLASSES[letter.lower()]
        text = f"[{content}]" if letter.islower() else f"[^{content}]"
        return content if inside else text, _class(text, 0)[0].ranges, at + 2
    match = _HEX.match(pattern, at + 1)
    if match:
        return f"\\{match[0]}", _one(chr(int(match[1] or match[2], 16))), match.end()
    raise RefusedPatternError(f'"\\{letter}" does not mean the same everywhere')


def _class(pattern: str, at: int) -> tuple[Part, int]:
    begin = at
    is_negated = pattern[at + 1 : at + 2] == "^"
    at += 1 + is_negated
    texts = [pattern[begin:at]]
    ranges: list[tuple[int, int]] = []
    while at < len(pattern) and pattern[at] != "]":
        text, characters, at = _member(pattern, at)
        texts.append(text)
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in {"", "-", "]"}:
            text, end, at = _member(pattern, at + 1)
            texts += ["-", text]
            ranges.append((characters[0][0], end[-1][1]))
        else:
            ranges += characters
    if at >= len(pattern) or not ranges:
        raise RefusedPatternError("a class is empty or has no end")
    return Part(Kind.CHARACTER, "".join(texts) + "]", complement(ranges) if is_negated else tuple(ranges)), at + 1


def _member(pattern: str, at: int) -> tuple[str, Ranges, int]:
    """Return a class member's portable spelling, its characters, and the index after it."""
    here = pattern[at]
    if here == "[":
        raise RefusedPatternError('"[" inside a class must be written "\\["')
    if pattern[at : at + 2] in _SET_OPERATORS:
        raise RefusedPatternError(f'"{pattern[at : at + 2]}" inside a class does not mean the same everywhere')
    if here == "\\":
        return _escape(pattern, at, inside=True)
    if here > "\uffff":
        raise RefusedPatternError(f'"{here}" inside a class is two characters for zod', f"write (?:{here}|...)")
    return here, _one(here), at + 1
