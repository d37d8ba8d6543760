"""Syntax tree and portable spelling of a pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf
from typing import Final

from cgk_codegen.resolve.pattern_characters import Ranges, RefusedPatternError, read_character

SCHEMA_END: Final = r"$(?!\s)"
"""End of a text in JSON Schema documents. Python's `$` alone also matches before a final newline.

A pattern of the catalog may use it too; it means the same as `$` there.
"""
MAX_PATTERN: Final = 1000
"""Largest length of a pattern."""
_MAX_DEPTH: Final = 50
"""Deepest nesting of groups."""
_COUNT: Final = re.compile(r"\{([0-9]+)(,?)([0-9]*)\}")
_REPETITIONS: Final = {"*": (0, inf), "+": (1, inf), "?": (0, 1.0)}
"""Smallest and largest number of repetitions, by sign."""


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of some ranges."""

    ranges: Ranges


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """Trees one after another."""

    items: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives."""

    branches: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Tree that is repeated."""

    inner: Tree
    least: int
    most: float


Tree = Characters | Sequence | Choice | Repeat

_BEGIN: Final = Sequence()
"""The tree of `^`."""
_END: Final = Sequence()
"""The tree of `$`."""


@dataclass(frozen=True, slots=True)
class PatternTree:
    """Parsed pattern.

    Attributes:
        root: Its tree.
        spelling: Its tokens in the portable spelling.
    """

    root: Tree
    spelling: tuple[str, ...]

    @property
    def is_anchored(self) -> bool:
        """True if every alternative begins with `^`."""
        return _is_anchored(self.root, _BEGIN, 0)

    @property
    def is_whole(self) -> bool:
        """True if every alternative begins with `^` and ends with `$`, so the pattern matches whole texts."""
        return self.is_anchored and _is_anchored(self.root, _END, -1)

    @property
    def is_open_ended(self) -> bool:
        """True if the pattern has no `$`."""
        return "$" not in self.spelling


def parse(pattern: str) -> PatternTree:
    """Parse a pattern.

    Raises:
        RefusedPatternError: The pattern is invalid, or cannot be rewritten to mean the same everywhere.
    """
    if len(pattern) > MAX_PATTERN:
        raise RefusedPatternError(f"it is longer than {MAX_PATTERN} characters")
    parser = _Parser(pattern)
    root = parser.alternatives(0)
    if not parser.is_at_end:
        raise RefusedPatternError('")" has no "(" before it', "remove it, or write \\) for the character")
    return PatternTree(root, tuple(parser.spelling))


class _Parser:
    """Recursive descent parser of a pattern."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._index = 0
        self.spelling: list[str] = []

    @property
    def is_at_end(self) -> bool:
        return self._index == len(self._pattern)

    def alternatives(self, depth: int) -> Tree:
        branches = [self._branch(depth)]
        while self._consume("|"):
            branches.append(self._branch(depth))
        return Choice(tuple(branches)) if len(branches) > 1 else branches[0]

    def _branch(self, depth: int) -> Tree:
        items: list[Tree] = []
        while not self.is_at_end and self._pattern[self._index] not in "|)":
            items.append(self._anchor() or self._repeated(self._atom(depth)))
        return Sequence(tuple(items))

    def _consume(self, text: str, spelled: str | None = None) -> bool:
        """Consume a text if it comes next, and return whether it did."""
        if not self._pattern.startswith(text, self._index):
            return False
        self._index += len(text)
        self.spelling.append(text if spelled is None else spelled)
        return True

    def _anchor(self) -> Tree | None:
        if self._consume("^"):
            return _BEGIN
        return _END if self._consume(SCHEMA_END, "$") or self._consume("$") else None

    def _atom(self, depth: int) -> Tree:
        if self._consume("(?:") or (not self._pattern.startswith("(?", self._index) and self._consume("(")):
            if depth == _MAX_DEPTH:
                raise RefusedPatternError(f"it has more than {_MAX_DEPTH} groups inside each other", "simplify it")
            inner = self.alternatives(depth + 1)
            if not self._consume(")"):
                raise RefusedPatternError('"(" has no ")" after it', "add it, or write \\( for the character")
            return inner
        character = self._pattern[self._index]
        if character == "(":
            raise RefusedPatternError(f'"{self._pattern[self._index : self._index + 3]}" is not supported everywhere')
        if self._repetition() is not None:
            raise RefusedPatternError(
                f'nothing before "{character}" can be repeated', "write the repeated part in (?:...)"
            )
        text, ranges, self._index = read_character(self._pattern, self._index)
        self.spelling.append(text)
        return Characters(ranges)

    def _repeated(self, tree: Tree) -> Tree:
        repetition = self._repetition()
        if repetition is None:
            return tree
        self._consume("?")  # it prefers the shortest match, which does not change whether a text matches
        return Repeat(tree, *repetition)

    def _repetition(self) -> tuple[int, float] | None:
        """Consume a sign of repetition, and return its bounds; None if there is none."""
        for sign, bounds in _REPETITIONS.items():
            if self._consume(sign):
                return bounds
        if not self._pattern.startswith("{", self._index):
            return None
        count = _COUNT.match(self._pattern, self._index)
        if count is None:
            raise RefusedPatternError('"{" must be written "\\{"')
        self._consume(count[0])
        return int(count[1]), float(count[3] or inf) if count[2] else float(count[1])


def _is_anchored(tree: Tree, anchor: Sequence, edge: int) -> bool:
    """Return whether every alternative of a tree has the anchor at its start (edge 0) or end (edge -1)."""
    match tree:
        case Sequence(items):
            return tree is anchor or (bool(items) and _is_anchored(items[edge], anchor, edge))
        case Choice(branches):
            return all(_is_anchored(branch, anchor, edge) for branch in branches)
        case Repeat(inner, least, _):
            return least > 0 and _is_anchored(inner, anchor, edge)
        case _:
            return False
