"""Short texts that a pattern matches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cgk_codegen.resolve.pattern_tree import SCHEMA_END, Characters, Choice, Repeat, Sequence, Tree, parse
from cgk_codegen.resolve.patterns import matches

_PREFERRED: Final = "aA10-_. "
_REPEATS: Final = (0, 1, 2, 4, 8, 16, 32, 64)
"""Numbers of additional repetitions that are tried, for texts of a minimum length."""


def pattern_samples(pattern: str) -> Iterator[str]:
    """Yield texts that a portable pattern matches, short ones first; none if it cannot be sampled."""
    tree = parse(pattern.replace(SCHEMA_END, "$")).root
    for more in _REPEATS:
        text = _text(tree, more)
        if matches(pattern, text):
            yield text


def _text(tree: Tree, more: int) -> str:
    match tree:
        case Characters(ranges=ranges):
            inside = (each for each in _PREFERRED if any(low <= ord(each) <= high for low, high in ranges))
            return next(inside, chr(ranges[0][0]))
        case Sequence(items=items):
            return "".join(_text(item, more) for item in items)
        case Choice(branches=branches):
            return _text(branches[0], more)
        case Repeat(inner=inner, least=least, most=most):
            return _text(inner, more) * int(min(most, least + more))
