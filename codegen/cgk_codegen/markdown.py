"""Text in Markdown documents."""

from __future__ import annotations

import re
from typing import Final

_CODE: Final = re.compile(r"(?<!`)(`[^`\n]+`)(?!`)")
_MARKUP: Final = re.compile(r"[\\`\[\]*~]")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINE_START: Final = re.compile(r"^[ \t]*(?:([-+=#|])|([0-9]+)([.)])(?=[ \t]|$))?", re.MULTILINE)
"""Indentation of a line, with the sign of a list, heading or table, or the number of a list and the sign after it."""


def escape_markdown(text: str) -> str:
    r"""Escape HTML and Markdown in a text; `code` in backticks stays code.

    Example:
        >>> escape_markdown("[shop](javascript:x) <b> of `Acme[]`")
        '\\[shop\\](javascript:x) &lt;b&gt; of `Acme[]`'
    """
    # The parts at odd positions are code.
    parts = [part if index % 2 else _escape_markup(part) for index, part in enumerate(_CODE.split(text))]
    return _LINE_START.sub(_escape_line_start, "".join(parts))


def code_span(text: str) -> str:
    """Return text as inline code, fenced by more backticks than it contains.

    Example:
        >>> code_span("total"), code_span("`"), code_span("a`b")
        ('`total`', '`` ` ``', '``a`b``')
    """
    text = " ".join(text.split())
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _escape_markup(text: str) -> str:
    text = re.sub("[&<>]", lambda match: _ENTITIES[match[0]], text)
    return _MARKUP.sub(r"\\\g<0>", text)


def _escape_line_start(line_start: re.Match[str]) -> str:
    """Remove the indentation of a line, and escape the sign that would begin a list, heading or table."""
    if line_start[1]:
        return f"\\{line_start[1]}"
    return f"{line_start[2]}\\{line_start[3]}" if line_start[2] else ""
