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
    return "".join(_escape(character) if _is_invisible(character) else character for character in text)


def visible_lines(text: str) -> str:
    """Replace invisible characters by their escapes; keep tabs and the ends of lines."""
    return "\n".join(map(visible, text.split("\n")))


def _is_invisible(character: str) -> bool:
    return character != TAB and unicodedata.category(character) in _INVISIBLE


def _escape(character: str) -> str:
    r"""Return a character as Python writes it in a string, such as `\n`, `\x07` and `\u202e`."""
    return character.encode("unicode_escape").decode()


def width(text: str) -> int:
    """Return the number of columns that a text occupies on a terminal; a tab counts as one."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # slow to import, and most lines are ASCII

    return wcswidth(text.replace(TAB, " "))


def shorten(text: str, limit: int) -> str:
    """Return a text; a longer one is cut to `limit` characters and `...`."""
    return text if len(text) <= limit else f"{text[:limit]}..."
