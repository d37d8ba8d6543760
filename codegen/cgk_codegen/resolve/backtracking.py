r"""Worst-case time of a pattern in an engine that backtracks, such as JavaScript's.

Such an engine tries every way in which a pattern can read the start of a text. The time is linear in the length of the
text if the number of ways has a bound. `^([a-z]+)*$` reads `aaa` in four ways, and each further `a` doubles them.

The ways are counted exactly. The pattern becomes an automaton with one state per character of the pattern: Glushkov's
construction, with the number of ways on each edge. All texts are then followed at once, as in the subset construction.
The count depends on the pattern alone, so the result is the same on every machine.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from math import inf
from typing import Final

from cgk_codegen.resolve.pattern_characters import Ranges
from cgk_codegen.resolve.pattern_tree import Characters, Choice, Repeat, Sequence, Tree, parse

MAX_WAYS: Final = 100
"""Largest number of ways in which an accepted pattern may read the start of a text."""
_MAX_WORK: Final = 300_000
"""Steps after which a pattern counts as too large to check."""
_START: Final = 0

Counts = dict[int, int]
"""Number of ways by state."""


class Backtracking(Enum):
    """Reason why a pattern may take more than linear time."""

    TOO_MANY_WAYS = auto()
    """The pattern reads the start of some text in too many ways."""
    SEARCH = auto()
    """The ways begin at different characters, because the pattern is not anchored with `^`."""
    TOO_LARGE = auto()
    """The pattern is too large to check."""


class _TooLargeError(Exception):
    pass


@cache
def find_backtracking(pattern: str) -> Backtracking | None:
    """Return the reason why a portable pattern may take more than linear time, None if its time is linear.

    Example:
        >>> find_backtracking("^([a-z]+)*$").name
        'TOO_MANY_WAYS'
        >>> find_backtracking("^[a-z]*$")
    """
    tree = parse(pattern)
    try:
        automaton = _Automaton()
        automaton.build(tree.root)
        if automaton.has_too_many_ways(restarts=False):
            return Backtracking.TOO_MANY_WAYS
        # After a failure, an engine starts again at the next character, unless the pattern is anchored.
        excluded = automaton.ends if tree.is_open_ended else frozenset[int]()
        if not tree.is_anchored and automaton.has_too_many_ways(restarts=True, excluded=excluded):
            return Backtracking.SEARCH
    except _TooLargeError:
        return Backtracking.TOO_LARGE
    return None


@dataclass(frozen=True, slots=True)
class _Fragment:
    """Part of the automaton.

    Attributes:
        empty: Number of ways to match the empty text.
        first: Number of ways to enter each state that can come first.
        last: Number of ways to leave each state that can come last.
    """

    empty: int = 1
    first: Counts = field(default_factory=dict[int, int])
    last: Counts = field(default_factory=dict[int, int])


class _Automaton:
    """States with their characters, and the number of ways from each state to the next ones.

    Attributes:
        ends: States after which the pattern has matched.
    """

    def __init__(self) -> None:
        self._ranges: list[Ranges] = [()]
        self._edges: list[Counts] = [{}]
        self._work = 0
        self.ends: frozenset[int] = frozenset()

    def build(self, root: Tree) -> None:
        """Build the automaton of a pattern."""
        whole = self._fragment_of(root)
        self._edges[_START] = whole.first
        # A pattern that matches the empty text never fails, so no search starts again.
        self.ends = frozenset(range(len(self._edges)) if whole.empty else whole.last)

    def has_too_many_ways(self, *, restarts: bool, excluded: frozenset[int] = frozenset()) -> bool:
        """Return whether some text can be read in more than `MAX_WAYS` ways.

        Args:
            restarts: True if a new way begins at every character.
            excluded: States at which the engine has found a match and stops.
        """
        classes, class_count = self._classes()
        start: Counts = {_START: 1}
        queue = [start]
        visited = {frozenset(start.items())}
        for counts in queue:
            counts_by_class: list[Counts] = [{_START: 1} if restarts else {} for _ in range(class_count)]
            for state, ways in counts.items():
                for target, edge_ways in self._edges[state].items():
                    if target in excluded:
                        continue
                    self._count_work(len(classes[target]))
                    for index in classes[target]:
                        class_counts = counts_by_class[index]
                        class_counts[target] = class_counts.get(target, 0) + ways * edge_ways
            for next_counts in counts_by_class:
                if sum(next_counts.values()) > MAX_WAYS:
                    return True
                frozen = frozenset(next_counts.items())
                if frozen not in visited:
                    self._count_work(len(frozen) + 1)
                    visited.add(frozen)
                    queue.append(next_counts)
        return False

    def _classes(self) -> tuple[list[list[int]], int]:
        """Return the character classes of each state, and the number of classes.

        A class is a range of characters that every state treats alike.
        """
        bounds = sorted({end for ranges in self._ranges for low, high in ranges for end in (low, high + 1)})
        by_ranges: dict[Ranges, list[int]] = {}
        for ranges in set(self._ranges):
            spans = [range(bisect_left(bounds, low), bisect_left(bounds, high + 1)) for low, high in ranges]
            by_ranges[ranges] = sorted({index for span in spans for index in span})
        return [by_ranges[ranges] for ranges in self._ranges], len(bounds)

    def _count_work(self, steps: int) -> None:
        self._work += steps
        if self._work > _MAX_WORK:
            raise _TooLargeError

    def _fragment_of(self, tree: Tree) -> _Fragment:
        match tree:
            case Characters(ranges):
                self._count_work(1)
                self._ranges.append(ranges)
                self._edges.append({})
                state = len(self._edges) - 1
                return _Fragment(0, {state: 1}, {state: 1})
            case Sequence(items):
                whole = _Fragment()
                for item in items:
                    whole = self._concatenate(whole, self._fragment_of(item))
                return whole
            case Choice(branches):
                whole = _Fragment(0)
                for branch in branches:
                    whole = _either(whole, self._fragment_of(branch))
                return whole
            case Repeat(inner, least, most):
                return self._repeat(inner, least, most)

    def _repeat(self, inner: Tree, least: int, most: float) -> _Fragment:
        if most == inf:
            loop = self._fragment_of(inner)
            self._connect(loop.last, loop.first)
            tail = loop if least else _either(loop, _Fragment())
        else:  # x{0,3} is (x(x(x)?)?)?
            tail = _Fragment()
            for _ in range(int(most) - least):
                tail = _either(self._concatenate(self._fragment_of(inner), tail), _Fragment())
        for _ in range(least - 1 if most == inf else least):  # the loop already is one repetition
            tail = self._concatenate(self._fragment_of(inner), tail)
        return tail

    def _concatenate(self, before: _Fragment, after: _Fragment) -> _Fragment:
        self._connect(before.last, after.first)
        first = _add(before.first, after.first, before.empty)
        last = _add(after.last, before.last, after.empty)
        return _Fragment(before.empty * after.empty, first, last)

    def _connect(self, sources: Counts, targets: Counts) -> None:
        self._count_work(1 + len(sources) * len(targets))
        for source, leaving in sources.items():
            edges = self._edges[source]
            for target, entering in targets.items():
                edges[target] = edges.get(target, 0) + leaving * entering


def _either(left: _Fragment, right: _Fragment) -> _Fragment:
    return _Fragment(left.empty + right.empty, _add(left.first, right.first), _add(left.last, right.last))


def _add(counts: Counts, others: Counts, factor: int = 1) -> Counts:
    """Return `counts` plus `factor` times `others`; it may change both, because each fragment is used once."""
    if factor == 0:
        return counts
    if factor == 1 and len(counts) < len(others):
        counts, others = others, counts
    for state, ways in others.items():
        counts[state] = counts.get(state, 0) + factor * ways
    return counts
