r"""Characters and classes of patterns, rewritten to mean the same in every regular expression engine.

The dialects differ: `\d` matches any Unicode digit in one and only 0 to 9 in another, and a dot matches different
characters. Such escapes and dots become explicit classes as ECMAScript defines them
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
_CONTROL_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
_ANY_BUT_NEWLINE: Final = r"[^\n\r\u2028\u2029]"
_SET_OPERATORS: Final = frozenset({"&&", "--", "~~", "||"})
_HEX: Final = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})")
_HINT: Final = "write classes such as [0-9] out; no lookaround, back-references or flags"


class RefusedPatternError(Exception):
    """A pattern is invalid, or does not mean the same everywhere."""

    def __init__(self, message: str, hint: str = _HINT) -> None:
        super().__init__(message)
        self.hint = hint


def read_character(pattern: str, index: int) -> tuple[str, Ranges, int]:
    """Return the portable spelling of a character or class, the characters it matches, and the index after it.

    Raises:
        RefusedPatternError: It cannot be rewritten.
    """
    character = pattern[index]
    match character:
        case "\\":
            return _read_escape(pattern, index, inside=False)
        case "[":
            return _read_class(pattern, index)
        case ".":
            text, ranges, _ = _read_class(_ANY_BUT_NEWLINE, 0)
            return text, ranges, index + 1
        case "]" | "}":
            raise RefusedPatternError(f'"{character}" must be written "\\{character}"')
        case _:
            # In zod, without the flag `u`, a character above U+FFFF is two, and only the second would be repeated.
            text = f"(?:{character})" if character > "\uffff" else character
            return text, _single(character), index + 1


def complement(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return every character outside some ranges.

    Example:
        >>> complement([(10, 0x10FFFF)])
        ((0, 9),)
    """
    gaps: list[tuple[int, int]] = []
    start = 0
    for low, high in sorted(ranges):
        if low > start:
            gaps.append((start, low - 1))
        start = max(start, high + 1)
    return (*gaps, (start, LAST_CODE_POINT)) if start <= LAST_CODE_POINT else tuple(gaps)


def _single(character: str) -> Ranges:
    return ((ord(character), ord(character)),)


def _read_escape(pattern: str, index: int, *, inside: bool) -> tuple[str, Ranges, int]:
    """Read an escape; `inside` if it is part of a class."""
    letter = pattern[index + 1 : index + 2]
    if letter in _SAME_EVERYWHERE or (inside and letter == "-"):
        return pattern[index : index + 2], _single(_CONTROL_ESCAPES.get(letter, letter)), index + 2
    if letter and letter.lower() in _CLASSES and (letter.islower() or not inside):
        content = _CLASSES[letter.lower()]
        text, ranges, _ = _read_class(f"[{content}]" if letter.islower() else f"[^{content}]", 0)
        return content if inside else text, ranges, index + 2
    match = _HEX.match(pattern, index + 1)
    if match:
        return f"\\{match[0]}", _single(chr(int(match[1] or match[2], 16))), match.end()
    raise RefusedPatternError(f'"\\{letter}" does not mean the same everywhere')


def _read_class(pattern: str, index: int) -> tuple[str, Ranges, int]:
    start = index
    is_negated = pattern[index + 1 : index + 2] == "^"
    index += 1 + is_negated
    texts = [pattern[start:index]]
    ranges: list[tuple[int, int]] = []
    while index < len(pattern) and pattern[index] != "]":
        text, characters, index = _read_member(pattern, index)
        texts.append(text)
        if pattern[index : index + 1] == "-" and pattern[index + 1 : index + 2] not in {"", "-", "]"}:
            text, end, index = _read_member(pattern, index + 1)
            texts += ["-", text]
            ranges.append((characters[0][0], end[-1][1]))
        else:
            ranges += characters
    if index >= len(pattern) or not ranges:
        raise RefusedPatternError("a class is empty or has no end")
    return "".join(texts) + "]", complement(ranges) if is_negated else tuple(ranges), index + 1


def _read_member(pattern: str, index: int) -> tuple[str, Ranges, int]:
    """Read a member of a class."""
    character = pattern[index]
    if character == "[":
        raise RefusedPatternError('"[" inside a class must be written "\\["')
    if pattern[index : index + 2] in _SET_OPERATORS:
        raise RefusedPatternError(f'"{pattern[index : index + 2]}" inside a class does not mean the same everywhere')
    if character == "\\":
        return _read_escape(pattern, index, inside=True)
    if character > "\uffff":
        raise RefusedPatternError(
            f'"{character}" inside a class is two characters for zod', f"write (?:{character}|...)"
        )
    return character, _single(character), index + 1
