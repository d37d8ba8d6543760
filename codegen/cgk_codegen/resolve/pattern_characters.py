r"""Characters and classes of patterns, rewritten to mean the same in every regular expression engine.

The dialects differ: `\d` matches any Unicode digit in one and only 0 to 9 in another, and a dot matches different
characters. They become explicit classes as ECMAScript defines them
(https://262.ecma-international.org/16.0/#sec-characterclassescape).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

Ranges = tuple[tuple[int, int], ...]
"""Characters as ranges of code points, both ends included."""

LAST_CODE_POINT: Final = 0x10FFFF
_SPACE: Final = r"\t\n\x0b\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_SAME_EVERYWHERE: Final = frozenset("\\/[](){}*+?^$.|nrtf")
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
_ANY_BUT_NEWLINE: Final = r"[^\n\r\u2028\u2029]"
_SET_OPERATORS: Final = frozenset({"&&", "--", "~~", "||"})
_HEX: Final = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})")
_HINT: Final = "write classes such as [0-9] out; no lookaround, back-references or flags"


class RefusedPatternError(Exception):
    """A pattern is invalid, or does not mean the same everywhere."""

    def __init__(self, message: str, hint: str = _HINT) -> None:
        super().__init__(message)
        self.hint = hint


def read_character(pattern: str, at: int) -> tuple[str, Ranges, int]:
    """Return the portable spelling of a character or class, the characters it matches, and the index after it.

    Raises:
        RefusedPatternError: It cannot be rewritten.
    """
    here = pattern[at]
    match here:
        case "\\":
            return _escape(pattern, at, inside=False)
        case "[":
            return _class(pattern, at)
        case ".":
            text, ranges, _ = _class(_ANY_BUT_NEWLINE, 0)
            return text, ranges, at + 1
        case "]" | "}":
            raise RefusedPatternError(f'"{here}" must be written "\\{here}"')
        case _:
            # In zod, without the flag `u`, a character above U+FFFF is two, and only the second would be repeated.
            text = f"(?:{here})" if here > "\uffff" else here
            return text, _one(here), at + 1


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


def _one(character: str) -> Ranges:
    return ((ord(character), ord(character)),)


def _escape(pattern: str, at: int, *, inside: bool) -> tuple[str, Ranges, int]:
    """Read an escape, `inside` a class or outside."""
    letter = pattern[at + 1 : at + 2]
    if letter in _SAME_EVERYWHERE or (inside and letter == "-"):
        return pattern[at : at + 2], _one(_LETTERS.get(letter, letter)), at + 2
    if letter and letter.lower() in _CLASSES and (letter.islower() or not inside):
        content = _CLASSES[letter.lower()]
        text, ranges, _ = _class(f"[{content}]" if letter.islower() else f"[^{content}]", 0)
        return content if inside else text, ranges, at + 2
    match = _HEX.match(pattern, at + 1)
    if match:
        return f"\\{match[0]}", _one(chr(int(match[1] or match[2], 16))), match.end()
    raise RefusedPatternError(f'"\\{letter}" does not mean the same everywhere')


def _class(pattern: str, at: int) -> tuple[str, Ranges, int]:
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
    return "".join(texts) + "]", complement(ranges) if is_negated else tuple(ranges), at + 1


def _member(pattern: str, at: int) -> tuple[str, Ranges, int]:
    """Read a member of a class."""
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
