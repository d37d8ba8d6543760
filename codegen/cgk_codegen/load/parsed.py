"""What was read of a file."""

from __future__ import annotations

from typing import Final, NamedTuple

from cgk_codegen.load.nodes import Node


class Parsed(NamedTuple):
    """What was read of a file.

    Attributes:
        root: Its root, None where nothing can be read.
        lost: The names in what could not be read, None where nobody knows them.
    """

    root: Node | None
    lost: frozenset[str] | None


NOTHING_READ: Final = Parsed(None, None)
EVERYTHING: Final[frozenset[str]] = frozenset()
"""What is lost where all was read."""
