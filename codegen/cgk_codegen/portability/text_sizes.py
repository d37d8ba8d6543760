"""How long the texts can be that a pattern allows: the pattern is read, never tried.

Patterns are the portable ones that `resolve.patterns` writes. Where one is not anchored at both ends any text may stand
beside what it matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Final

Interval = tuple[int, int]

_LAST: Final = 0x10FFFF
_ALL: Final[tuple[Interval, ...]] = ((0, _LAST),)
_COSTS: Final = (
    (6, ((0x00, 0x07), (0x0B, 0x0B), (0x0E, 0x1F))),
    (4, ((0x10000, _LAST),)),
    (3, ((0x800, 0xFFFF),)),
    (2, ((0x08, 0x0A), (0x0C, 0x0D), (0x22, 0x22), (0x5C, 0x5C), (0x80, 0x7FF))),
)
"""Bytes of a character in JSON as UTF-8: RFC 8259 section 7 has control characters, quotes and backslashes escaped."""
_LETTERS: Final = {"n": 10, "r": 13, "t": 9, "f": 12}
_REPEAT: Final = re.compile(r"\{([0-9]+)(,?)([0-9]*)\}")


@dataclass(frozen=True, slots=True)
class TextReach:
    """The longest texts.

    Attributes:
        characters: Code points at most, infinite where nothing bounds them.
        size: Bytes in JSON at most, without the quotes.
        ranges: The characters that may stand in it, as ranges of code points.
    """

    characters: float
    size: float
    ranges: tuple[Interval, ...]

    def may_hold(self, character: str) -> bool:
        """Whether a character may stand in it."""
        return any(low <= ord(character) <= high for low, high in self.ranges)

    def at_most(self, characters: float) -> TextReach:
        """Bound the characters as well."""
        bounded = min(self.characters, characters)
        size = 0.0 if bounded == 0 else bounded * cost(self.ranges)
        return TextReach(bounded, min(self.size, size), self.ranges)


ANY_TEXT: Final = TextReach(inf, inf, _ALL)
_NOTHING: Final = TextReach(0, 0, ())


@cache
def cost(ranges: tuple[Interval, ...]) -> int:
    """Give the bytes of the largest character of some ranges.

    Example:
        >>> cost(((ord("a"), ord("z")),)), cost(((0, 0x10FFFF),))
        (1, 6)
    """
    for size, costly in _COSTS:
        if any(low <= last and first <= high for low, high in ranges for first, last in costly):
            return size
    return 1


@cache
def reach_of(pattern: str) -> TextReach:
    """Give the longest texts that a portable pattern allows.

    Example:
        >>> reach_of("^[a-z]{1,56}$").size, reach_of("^a|b$").size
        (56, inf)
    """
    try:
        reach, is_anchored = _Reader(pattern).whole()
    except RecursionError:
        return ANY_TEXT
    return reach if is_anchored else ANY_TEXT


class _Reader:
    """Reads one pattern, from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def whole(self) -> tuple[TextReach, bool]:
        reach, anchored = _NOTHING, True
        while True:
            branch, is_anchored = self._sequence()
            reach, anchored = _either(reach, branch), anchored and is_anchored
            if self._next() != "|":
                return reach, anchored

    def _group(self) -> TextReach:
        if self._pattern.startswith("?:", self._at):
            self._at += 2
        reach = _NOTHING
        while True:
            reach = _either(reach, self._sequence()[0])
            if self._next() != "|":
                return reach

    def _sequence(self) -> tuple[TextReach, bool]:
        """Read up to `|`, `)` or the end, and say whether it begins with ^ and ends with $."""
        reach = _NOTHING
        begins = self._pattern.startswith("^", self._at)
        ends = False
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            character = self._next()
            ends = character == "$"
            if character in "^$":
                continue
            if character == "(":
                atom = self._group()
            else:
                ranges = self._ranges(character)
                atom = TextReach(1, cost(ranges), ranges)
            reach = _both(reach, self._repeated(atom))
        return reach, begins and ends

    def _next(self) -> str:
        character = self._pattern[self._at : self._at + 1]
        self._at += 1
        return character

    def _ranges(self, character: str) -> tuple[Interval, ...]:
        if character == "[":
            return self._class()
        point = self._escaped() if character == "\\" else ord(character)
        return ((point, point),)

    def _escaped(self) -> int:
        letter = self._next()
        digits = {"x": 2, "u": 4}.get(letter, 0)
        if digits:
            self._at += digits
            return int(self._pattern[self._at - digits : self._at], 16)
        return _LETTERS.get(letter, ord(letter))

    def _class(self) -> tuple[Interval, ...]:
        is_negated = self._pattern.startswith("^", self._at)
        self._at += is_negated
        ranges: list[Interval] = []
        while (character := self._next()) != "]":
            low = self._escaped() if character == "\\" else ord(character)
            high = low
            if self._pattern.startswith("-", self._at) and not self._pattern.startswith("-]", self._at):
                self._at += 1
                end = self._next()
                high = self._escaped() if end == "\\" else ord(end)
            ranges.append((low, high))
        return _complement(ranges) if is_negated else tuple(ranges)

    def _repeated(self, atom: TextReach) -> TextReach:
        match = _REPEAT.match(self._pattern, self._at)
        sign = self._pattern[self._at : self._at + 1]
        if match is not None:
            self._at = match.end()
            times = float(match[1]) if not match[2] else float(match[3] or inf)
        elif sign and sign in "*+?":
            self._at += 1
            times = 1 if sign == "?" else inf
        else:
            return atom
        if self._pattern.startswith("?", self._at):  # lazy: it matches the same texts
            self._at += 1
        return TextReach(_times(atom.characters, times), _times(atom.size, times), atom.ranges)


def _times(size: float, times: float) -> float:
    return 0 if not size or not times else size * times


def _both(one: TextReach, other: TextReach) -> TextReach:
    return TextReach(one.characters + other.characters, one.size + other.size, _joined(one.ranges, other.ranges))


def _either(one: TextReach, other: TextReach) -> TextReach:
    characters, size = max(one.characters, other.characters), max(one.size, other.size)
    return TextReach(characters, size, _joined(one.ranges, other.ranges))


def _joined(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> tuple[Interval, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _complement(ranges: Iterable[Interval]) -> tuple[Interval, ...]:
    left: list[Interval] = []
    begin = 0
    for low, high in sorted(ranges):
        if low > begin:
            left.append((begin, low - 1))
        begin = max(begin, high + 1)
    return (*left, (begin, _LAST)) if begin <= _LAST else tuple(left)
