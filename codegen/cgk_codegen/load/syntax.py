"""What a YAML parser's error says to people: its place, and what was probably meant."""

from __future__ import annotations

import re
from typing import Final

import yaml

from cgk_codegen.diagnostics import Findings
from cgk_codegen.source import SourceFile, Span

_TABS: Final = "indent with spaces, not tabs"
_BRACKETS: Final = 'close the bracket; between brackets quote what has a comma or brackets of its own: "string[]"'
_ESCAPES: Final = "write \\\\ for a backslash, or use single quotes: '^\\d+$'"
_HINTS: Final = {
    "could not find expected ':'": "write a colon and a space behind the key; a quote above may not be closed",
    "mapping values are not allowed in this context": 'quote a text that has ": "; a line above may lack its colon',
    "found character that cannot start any token": "quote a text that begins with @, ` or %",
    "did not find expected ',' or '}'": _BRACKETS,
    "did not find expected ',' or ']'": _BRACKETS,
    "did not find expected node content": "write a value; quote a text that begins with a comma or bracket",
    "did not find expected key": "begin it in the column of its neighbours; a quote above may end too early",
    "did not find expected '-' indicator": "begin it in the column of its neighbours, with a dash",
    "block sequence entries are not allowed in this context": "begin a list on a line of its own",
    "block mapping entries are not allowed in this context": "begin a mapping on a line of its own",
    "found unexpected end of stream": "close the quote",
    "found unexpected document indicator": "close the quote; indent what stands in it",
    "found unknown escape character": _ESCAPES,
    "did not find expected hexdecimal number": _ESCAPES,
    "found invalid Unicode character escape code": "write the character itself; YAML has no surrogate pairs",
    "did not find expected alphabetic or numeric character": 'quote a text that begins with * or &: "* * * * *"',
    "found undefined tag handle": "quote a text that begins with !",
    "did not find expected <document start>": "begin it in its neighbours' column; one above may be indented too far",
}
"""Hints by libyaml's problems."""
_FALLBACK: Final = "mend the text here or shortly above"
_TEXT: Final = re.compile(r"\S")


def note_syntax_error(
    error: yaml.MarkedYAMLError, file: SourceFile, text: str, first_line: int, findings: Findings
) -> int:
    """Note an error of the parser.

    Args:
        error: What it says.
        file: The file, for places.
        text: What was parsed, all or some of the file's lines.
        first_line: Where in the file the text begins.
        findings: Takes the error.

    Returns:
        The line of its place.
    """
    problem = str(error.problem)
    mark = error.problem_mark or error.context_mark
    # Where a text does not end, or a key has no colon, its beginning is the place to look at.
    is_open = mark is not None and (problem == "could not find expected ':'" or not _TEXT.search(text, mark.index))
    if is_open and error.context_mark is not None:
        mark = error.context_mark
    line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
    if mark is not None and not _TEXT.search(text, mark.index):  # behind all text: its last character is to be seen
        last, column = SourceFile(file.path, text).place(max(0, len(text.rstrip()) - 1))
        line = last - 1 + first_line
    hint = _TABS if _indents_with_tabs(file, line) else _HINTS.get(problem, _FALLBACK)
    findings.error("CGK103", Span(file, line, column, line, column + 1), f"not YAML: {problem}", hint)
    return line


def _indents_with_tabs(file: SourceFile, line: int) -> bool:
    # libyaml names the token after the tab, which may stand a line below.
    texts = (file.line(line), file.line(line - 1))
    return any("\t" in text[: len(text) - len(text.lstrip())] for text in texts)
