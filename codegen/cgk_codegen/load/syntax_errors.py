"""Errors of the YAML parser as findings: the position, the cause and a likely fix."""

from __future__ import annotations

from typing import Final

import yaml

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import SourceFile, Span

_TABS: Final = "indent with spaces, not tabs"
_BRACKETS: Final = 'close the bracket, or a quote above; quote a text that has a comma or brackets: "string[]"'
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
    "found unexpected document indicator": "close the quote; indent the text in it",
    "found unknown escape character": _ESCAPES,
    "did not find expected hexdecimal number": _ESCAPES,
    "found invalid Unicode character escape code": "write the character itself; YAML has no surrogate pairs",
    "did not find expected alphabetic or numeric character": 'quote a text that begins with * or &: "* * * * *"',
    "found undefined tag handle": "quote a text that begins with !",
    "did not find expected <document start>": "begin it in its neighbours' column; one above may be indented too far",
}
"""Fixes by the problem that libyaml reports."""
_FALLBACK: Final = "correct the text here or shortly above"


def report_syntax_error(error: yaml.MarkedYAMLError, file: SourceFile, findings: Findings) -> None:
    """Report an error of the parser with its position and a fix."""
    problem = str(error.problem)
    mark = error.problem_mark or error.context_mark
    # If the text does not end, or a key has no colon, the place to look at is where the construct begins.
    is_open = mark is not None and (problem == "could not find expected ':'" or not file.text[mark.index :].strip())
    if is_open and error.context_mark is not None:
        mark = error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if mark is not None and not file.text[mark.index :].strip():  # after all text: point at the last character
        line, column = file.place(max(0, len(file.text.rstrip()) - 1))
    if error.context is not None and error.context_mark is not None and error.context_mark.line + 1 < line:
        problem += f" {error.context} that begins on line {error.context_mark.line + 1}"
    hint = _TABS if _indents_with_tabs(file, line) else _HINTS.get(str(error.problem), _FALLBACK)
    findings.error("CGK103", Span(file, line, column, line, column + 1), f"not YAML: {problem}", hint)


def _indents_with_tabs(file: SourceFile, line: int) -> bool:
    # libyaml reports the token after the tab, which may be a line below.
    texts = (file.line(line), file.line(line - 1))
    return any("\t" in text[: len(text) - len(text.lstrip())] for text in texts)
