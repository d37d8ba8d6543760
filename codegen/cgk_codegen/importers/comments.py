"""Comments of a source: those above a key, and the one at the end of its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.load import Entry

_SIGNS: Final = {".yaml": "#", ".yml": "#", ".py": "#", ".ts": "//", ".mts": "//", ".cts": "//", ".tsx": "//"}
"""Signs that begin a comment, by the suffix of the file; JSON has no comments."""


def comments_of(entry: Entry | None) -> list[str]:
    """Return the comments of a key: the lines directly above it, and the end of its own line."""
    if entry is None:
        return []
    span, value = entry.key_span, entry.value.span
    above = comments_above(span)
    sign = _SIGNS.get(PurePath(span.file.path).suffix)
    if sign is None:
        return above
    line = span.file.line(span.line)
    is_inside = (value.line, value.end_line) == (span.line, span.line)  # a value in braces, or a scalar
    rest = line[(value if is_inside else span).end_column - 1 :]
    comment = re.match(rf"[\s:,;]*{sign}+\s?(.*)", rest)
    return [*above, *([comment[1].rstrip()] if comment and comment[1].strip() else [])]


def comments_above(span: Span) -> list[str]:
    """Return the comment lines directly above a place."""
    sign = _SIGNS.get(PurePath(span.file.path).suffix)
    return list(_above(span, sign))[::-1] if sign else []


def _above(span: Span, sign: str) -> Iterator[str]:
    number = span.line - 1
    while (text := span.file.line(number).strip()).startswith(sign) and number > 0:
        yield text.removeprefix(sign).strip(" ")
        number -= 1
