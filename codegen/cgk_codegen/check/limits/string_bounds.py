"""Longest strings that a pattern matches, found by parsing the pattern.

Patterns are the portable ones of `resolve.patterns`. A pattern that is not anchored at both ends matches strings of any
length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Final

from cgk_codegen.resolve.pattern_characters import LAST_CODE_POINT, Ranges
from cgk_codegen.resolve.pattern_tree import Characters, Choice, Repeat, Sequence, Tree, parse

_ALL: Final = ((0, LAST_CODE_POINT),)
_LAST_OF_ONE_UNIT: Final = 0xFFFF
_CHARACTER_SIZES: Final = (
    (6, ((0x00, 0x07), (0x0B, 0x0B), (0x0E, 0x1F))),
    (4, ((0x10000, LAST_CODE_POINT),)),
    (3, ((0x800, 0xFFFF),)),
    (2, ((0x08, 0x0A), (0x0C, 0x0D), (0x22, 0x22), (0x5C, 0x5C), (0x80, 0x7FF))),
)
"""Bytes of a character in JSON as UTF-8, with the characters of this size; the largest size first.

RFC 8259 section 7 escapes control characters, quotes and backslashes.
"""


@dataclass(frozen=True, slots=True)
class StringBounds:
    """Bounds of the strings that a pattern matches.

    Attributes:
        characters: Largest number of code points, infinite if unbounded.
        utf16_units: Largest number of UTF-16 code units, JavaScript's `length`; a character above U+FFFF has two.
        ranges: Characters that may occur.
    """

    characters: float
    utf16_units: float
    ranges: Ranges

    @property
    def size(self) -> float:
        """Largest number of bytes in JSON, without the quotes."""
        return self.characters * bytes_per_character(self.ranges)

    def may_contain(self, character: str) -> bool:
        """Return whether a character may occur."""
        return any(low <= ord(character) <= high for low, high in self.ranges)

    def at_most(self, characters: float) -> StringBounds:
        """Return the bounds of the strings that also have at most this number of characters."""
        utf16_units = characters * _utf16_units_per_character(self.ranges)
        return StringBounds(min(self.characters, characters), min(self.utf16_units, utf16_units), self.ranges)


ANY_STRING: Final = StringBounds(inf, inf, _ALL)
"""The bounds of a pattern that does not match whole strings."""


@cache
def bytes_per_character(ranges: Ranges) -> int:
    """Return the size in bytes of the largest character of some ranges.

    Example:
        >>> bytes_per_character(((ord("a"), ord("z")),)), bytes_per_character(((0, 0x10FFFF),))
        (1, 6)
    """
    for size, sized_ranges in _CHARACTER_SIZES:
        if any(low <= last and first <= high for low, high in ranges for first, last in sized_ranges):
            return size
    return 1


@cache
def string_bounds(pattern: str) -> StringBounds:
    """Return the bounds of the strings that a portable pattern matches.

    Example:
        >>> string_bounds("^[a-z]{1,56}$").size, string_bounds("^a|b$").size
        (56.0, inf)
    """
    tree = parse(pattern)
    return _bounds(tree.root) if tree.is_whole else ANY_STRING


def _bounds(tree: Tree) -> StringBounds:
    match tree:
        case Characters(ranges):
            return StringBounds(1, _utf16_units_per_character(ranges), ranges)
        case Sequence(items):
            parts = [_bounds(item) for item in items]
            return _combined(sum, parts)
        case Choice(branches):
            parts = [_bounds(branch) for branch in branches]
            return _combined(max, parts)
        case Repeat(inner, _, most):
            bounds = _bounds(inner)
            return StringBounds(_times(bounds.characters, most), _times(bounds.utf16_units, most), bounds.ranges)


def _utf16_units_per_character(ranges: Ranges) -> int:
    return 2 if any(high > _LAST_OF_ONE_UNIT for _, high in ranges) else 1


def _combined(combine: Callable[[Iterable[float]], float], parts: list[StringBounds]) -> StringBounds:
    ranges = dict.fromkeys(code_points for part in parts for code_points in part.ranges)
    characters, utf16_units = (part.characters for part in parts), (part.utf16_units for part in parts)
    return StringBounds(combine(characters), combine(utf16_units), tuple(ranges))


def _times(length: float, count: float) -> float:
    """Return a product in which zero times infinity is zero."""
    return length and count and length * count
