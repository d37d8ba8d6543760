"""Comments of a source: the lines above a key, and the end of its line."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.load import Entry

_COMMENT_SIGNS: Final = {".yaml": "#", ".yml": "#", ".py": "#", ".ts": "//", ".mts": "//", ".cts": "//", ".tsx": "//"}
"""Start of a comment, by the suffix of the file; JSON has no comments."""


def comments_of(entry: Entry | None) -> list[str]:
    """Return the comments of a key: the lines directly above it, and the end of its own line."""
    if entry is None:
        return []
    span, value = entry.key_span, entry.value.span
    above = comments_above(span)
    sign = _COMMENT_SIGNS.get(PurePath(span.file.path).suffix)
    if sign is None:
        return above
    line = span.file.line(span.line)
    is_one_line = (value.line, value.end_line) == (span.line, span.line)
    end_of_line = line[(value if is_one_line else span).end_column - 1 :]
    comment = re.match(rf"[\s:,;]*{sign}+\s?(.*)", end_of_line)
    return [*above, *([comment[1].rstrip()] if comment and comment[1].strip() else [])]


def comments_above(span: Span) -> list[str]:
    """Return the comment lines directly above a place."""
    sign = _COMMENT_SIGNS.get(PurePath(span.file.path).suffix)
    comments: list[str] = []
    line_number = span.line - 1
    while sign and line_number > 0 and span.file.line(line_number).strip().startswith(sign):
        comments.insert(0, span.file.line(line_number).strip().removeprefix(sign).strip(" "))
        line_number -= 1
    return comments
