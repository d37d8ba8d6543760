"""Findings for errors of the YAML parser, with their position, cause and likely fix."""

from __future__ import annotations

import re
from typing import Final

import yaml

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import SourceFile, Span

_TABS: Final = "indent with spaces, not tabs"
_BRACKETS: Final = 'close the bracket or a quote above, or quote text with a comma or brackets, such as "string[]"'
_ESCAPES: Final = "write \\\\ for a backslash, or use single quotes: '^\\d+$'"
_HINTS: Final = {
    "could not find expected ':'": "write a colon and a space after the key, or close a quote above",
    "mapping values are not allowed in this context": 'quote text that contains ": ", or add a colon on a line above',
    "found character that cannot start any token": "quote text that begins with @, ` or %",
    "did not find expected ',' or '}'": _BRACKETS,
    "did not find expected ',' or ']'": _BRACKETS,
    "did not find expected node content": "write a value; quote text that begins with a comma or bracket",
    "did not find expected key": "align it with the keys around it, or correct a quote above that ends too early",
    "did not find expected '-' indicator": "align it with the items around it, and begin it with a dash",
    "block sequence entries are not allowed in this context": "begin a list on a line of its own",
    "block mapping entries are not allowed in this context": "begin a mapping on a line of its own",
    "found unexpected end of stream": "close the quote",
    "found unexpected document indicator": "close the quote, or indent the text in it",
    "found unknown escape character": _ESCAPES,
    "did not find expected hexdecimal number": _ESCAPES,
    "found invalid Unicode character escape code": "write the character itself; YAML has no surrogate pairs",
    "did not find expected alphabetic or numeric character": 'quote text that begins with * or &, such as "* * * * *"',
    "found undefined tag handle": "quote text that begins with !",
    "did not find expected <document start>": "align it with the keys around it; one above may be indented too far",
}
"""Hints by the problem that libyaml reports, in its spelling."""
_CURLY_QUOTES: Final = "write straight quotes; curly ones do not quote text in YAML"
_LIST_TYPE: Final = re.compile(r"[\w-]+\s*\[\]\??")
_FALLBACK: Final = "correct the text here or on a line above"


def report_syntax_error(error: yaml.MarkedYAMLError, file: SourceFile, findings: Findings) -> None:
    """Report an error of the parser with its position and a likely fix."""
    problem = str(error.problem)
    mark = error.problem_mark or error.context_mark
    # If a key has no colon, or a bracket or quote is not closed before the end, report the position where it begins.
    is_open = problem == "could not find expected ':'" or _is_at_end(mark, file)
    if is_open and error.context_mark is not None:
        mark = error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if _is_at_end(mark, file):  # report the last character
        line, column = file.position(max(0, len(file.text.rstrip()) - 1))
    if error.context is not None and error.context_mark is not None and error.context_mark.line + 1 < line:
        problem += f" {error.context} that begins on line {error.context_mark.line + 1}"
    hint = _special_hint(file, line, column) or _HINTS.get(str(error.problem), _FALLBACK)
    findings.error("CGK103", Span(file, line, column, line, column + 1), f"invalid YAML: {problem}", hint)


def _is_at_end(mark: yaml.Mark | None, file: SourceFile) -> bool:
    return mark is not None and not file.text[mark.index :].strip()


def _special_hint(file: SourceFile, line: int, column: int) -> str:
    """Return the hint for a mistake that the text around the position shows; empty if there is none."""
    if _indents_with_tabs(file, line):
        return _TABS
    text = file.line(line)
    if not set(text).isdisjoint("\u201c\u201d\u201e"):
        return _CURLY_QUOTES
    list_type = next((match[0] for match in _LIST_TYPE.finditer(text) if match.start() < column <= match.end()), None)
    if list_type is not None:
        return f'quote a type with brackets: "{list_type}"'
    above = file.line(line - 1)
    if _is_key_with_value(above) and text.strip() and _indent(text) > _indent(above) > 0:
        return f"align it with line {line - 1}: both lines need the same indentation"
    return ""


def _is_key_with_value(text: str) -> bool:
    """Return whether a line is a key with a value, below which nothing may be indented further."""
    key, colon, value = text.strip().partition(": ")
    return bool(colon and key and value) and value[0] not in "|>{["


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _indents_with_tabs(file: SourceFile, line: int) -> bool:
    # libyaml reports the token after the tab, which may be on the next line.
    lines = (file.line(line), file.line(line - 1))
    return any("\t" in text[: _indent(text)] for text in lines)
