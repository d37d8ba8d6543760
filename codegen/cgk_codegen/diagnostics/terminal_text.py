"""Safe terminal output of catalog text: characters that move the cursor, hide or reorder text are escaped."""

from __future__ import annotations

import unicodedata
from typing import Final

TAB: Final = "\t"
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories of invisible characters: control and format characters, and unassigned ones."""


def visible(text: str) -> str:
    r"""Replace invisible characters by their escapes; keep tabs.

    Example:
        >>> visible("one\nline")
        'one\\nline'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) if _is_invisible(character) else character for character in text)


def visible_lines(text: str) -> str:
    """Replace invisible characters by their escapes; keep tabs and the ends of lines."""
    return "\n".join(map(visible, text.split("\n")))


def _is_invisible(character: str) -> bool:
    return character != TAB and unicodedata.category(character) in _INVISIBLE


def _escaped(character: str) -> str:
    number = ord(character)
    return {"\n": "\\n", "\r": "\\r"}.get(character) or (
        f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
    )


def width(text: str) -> int:
    """Return the number of columns that a text occupies on a terminal; a tab counts as one."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # slow to import, and most lines are ASCII

    return wcswidth(text.replace(TAB, " "))


def shorten(text: str, limit: int) -> str:
    """Return a text cut to `most` characters."""
    return text if len(text) <= limit else f"{text[:limit]}..."
