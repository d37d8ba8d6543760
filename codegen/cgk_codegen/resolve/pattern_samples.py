"""Short texts that a pattern matches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cgk_codegen.resolve.pattern_tree import SCHEMA_END, Characters, Choice, Repeat, Sequence, Tree, parse
from cgk_codegen.resolve.patterns import matches

_PREFERRED: Final = "aA10-_. "
"""Characters of the texts, if the pattern allows them; the first that it allows is used."""
_REPEATS: Final = (0, 1, 2, 4, 8, 16, 32, 64)
"""Numbers of additional repetitions to try; a text with a minimum length may need some."""


def pattern_samples(pattern: str) -> Iterator[str]:
    """Yield texts that a portable pattern matches, short ones first; none if it cannot be sampled."""
    tree = parse(pattern.replace(SCHEMA_END, "$")).root
    for extra in _REPEATS:
        text = _sample(tree, extra)
        if matches(pattern, text):
            yield text


def _sample(tree: Tree, extra: int) -> str:
    match tree:
        case Characters(ranges=ranges):
            allowed = (sign for sign in _PREFERRED if any(low <= ord(sign) <= high for low, high in ranges))
            return next(allowed, chr(ranges[0][0]))
        case Sequence(items=items):
            return "".join(_sample(item, extra) for item in items)
        case Choice(branches=branches):
            return _sample(branches[0], extra)
        case Repeat(inner=inner, least=least, most=most):
            return _sample(inner, extra) * int(min(most, least + extra))
