"""Text of a catalog as a terminal can show it: nothing in it moves the cursor, or hides or reorders its neighbours."""

from __future__ import annotations

import unicodedata
from typing import Final

TAB: Final = "\t"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of Unicode without a shape of their own: control and format characters, and what no font has."""


def visible(text: str) -> str:
    r"""Write out what cannot be seen; a tab stays.

    Example:
        >>> visible("one\nline")
        'one\\nline'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_written_out(each) if _is_unseen(each) else each for each in text)


def _is_unseen(character: str) -> bool:
    return character != TAB and unicodedata.category(character) in _UNSEEN


def _written_out(character: str) -> str:
    number = ord(character)
    return {"\n": "\\n", "\r": "\\r"}.get(character) or (
        f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
    )


def width(text: str) -> int:
    """Give how many columns a text takes on a terminal: letters of East Asia two, combining marks none (UAX 11)."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"F", "W"} else 1


def shortened(text: str, most: int) -> str:
    """Leave out the end of a text that has more than `most` characters."""
    return text if len(text) <= most else f"{text[:most]}..."
