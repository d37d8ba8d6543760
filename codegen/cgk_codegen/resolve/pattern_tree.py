"""Syntax tree of a portable pattern."""

from __future__ import annotations

from dataclasses import dataclass, field

from cgk_codegen.resolve.patterns import Kind, Ranges, parts


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of some ranges."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    """Trees one after another; the empty one also represents `^` and `$`."""

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


@dataclass(frozen=True, slots=True)
class PatternTree:
    """Parsed pattern.

    Attributes:
        root: Its tree.
        is_anchored: True if every alternative begins with `^`.
        is_whole: True if every alternative also ends with `$`, so that the pattern matches whole texts.
        is_open_ended: True without any `$`.
    """

    root: Tree
    is_anchored: bool
    is_whole: bool
    is_open_ended: bool


@dataclass(slots=True)
class _Group:
    """Group that is being parsed.

    Attributes:
        branches: Its finished alternatives.
        items: Parts of the current alternative.
        begins: For each of the parts, whether it matches only at the start of a text.
        ends: For each of the parts, whether it matches only at the end.
        is_anchored: True if all finished alternatives match only at the start.
        is_ended: True if all of them match only at the end.
    """

    branches: list[Sequence] = field(default_factory=list[Sequence])
    items: list[Tree] = field(default_factory=list["Tree"])
    begins: list[bool] = field(default_factory=list[bool])
    ends: list[bool] = field(default_factory=list[bool])
    is_anchored: bool = True
    is_ended: bool = True

    def add(self, item: Tree, *, begins: bool = False, ends: bool = False) -> None:
        self.items.append(item)
        self.begins.append(begins)
        self.ends.append(ends)

    def finish_branch(self) -> None:
        self.branches.append(Sequence(tuple(self.items)))
        self.is_anchored = self.is_anchored and self.begins[:1] == [True]
        self.is_ended = self.is_ended and self.ends[-1:] == [True]
        self.items, self.begins, self.ends = [], [], []

    def tree(self) -> Tree:
        return Choice(tuple(self.branches)) if len(self.branches) > 1 else self.branches[0]


def parse(pattern: str) -> PatternTree:
    """Parse a portable pattern."""
    groups = [_Group()]
    has_end = False
    for part in parts(pattern):
        group = groups[-1]
        match part.kind:
            case Kind.CHARACTER:
                group.add(Characters(part.ranges))
            case Kind.BEGIN:
                group.add(Sequence(), begins=True)
            case Kind.END:
                has_end = True
                group.add(Sequence(), ends=True)
            case Kind.OPEN:
                groups.append(_Group())
            case Kind.CLOSE:
                inner = groups.pop()
                inner.finish_branch()
                groups[-1].add(inner.tree(), begins=inner.is_anchored, ends=inner.is_ended)
            case Kind.OR:
                group.finish_branch()
            case Kind.REPEAT:
                group.items[-1] = Repeat(group.items[-1], part.least, part.most)
                group.begins[-1] = group.begins[-1] and part.least > 0
                group.ends[-1] = group.ends[-1] and part.least > 0
            case Kind.LAZY:
                pass
    (whole,) = groups
    whole.finish_branch()
    return PatternTree(whole.tree(), whole.is_anchored, whole.is_anchored and whole.is_ended, not has_end)
