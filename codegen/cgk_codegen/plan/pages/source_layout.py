"""Layout of values as source code over several lines, for snippets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

MAX_WIDTH: Final = 64
"""Largest width of a list or call on one line, in characters; a longer one gets a line per item."""


@dataclass(frozen=True, slots=True)
class Source:
    """Source code to insert unchanged."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """Call of a constructor by keywords."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Language:
    """Programming language in which values are written.

    Attributes:
        scalar: Formats texts, numbers, booleans and null.
        key: Formats a key of an object.
        indent: Number of spaces of one level.
    """

    scalar: Callable[[Any], str]
    key: Callable[[str], str]
    indent: int

    def lay_out(self, value: object, depth: int = 0) -> str:
        """Return a value as source code; objects get a line per key.

        Args:
            value: JSON data, which may contain `Source` and `Call`.
            depth: The level of the line on which the value starts.
        """
        match value:
            case Source(text):
                return text
            case Call(name, arguments):
                items = [f"{key}={self.lay_out(item, depth + 1)}" for key, item in arguments.items()]
                return self._enclosed(f"{name}(", items, ")", depth, on_one_line=True)
            case dict():
                mapping = cast("dict[str, object]", value)
                items = [f"{self.key(key)}: {self.lay_out(item, depth + 1)}" for key, item in mapping.items()]
                return self._enclosed("{", items, "}", depth, on_one_line=False)
            case list():
                items = [self.lay_out(item, depth + 1) for item in cast("list[object]", value)]
                return self._enclosed("[", items, "]", depth, on_one_line=True)
            case _:
                return self.scalar(value)

    def _enclosed(self, opening: str, items: list[str], closing: str, depth: int, *, on_one_line: bool) -> str:
        line = f"{opening}{', '.join(items)}{closing}"
        if not items or (on_one_line and len(line) <= MAX_WIDTH and "\n" not in line):
            return line
        margin = " " * self.indent
        lines = "".join(f"{margin * (depth + 1)}{item},\n" for item in items)
        return f"{opening}\n{lines}{margin * depth}{closing}"
