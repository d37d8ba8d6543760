"""Values of scalars.

Plain scalars follow the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/, section 10.3): `on`, `no`, `yes` and
dates are text. Text that YAML 1.1 reads as a boolean, and numbers that it reads differently, get a warning.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.load.nodes import Scalar

MAX_DIGITS: Final = 30
"""Largest number of digits of an integer."""

_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
INVISIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""Control characters and text direction characters (UAX 9), which escapes can produce."""
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_CONSTANTS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_YAML_1_1_BOOLEANS: Final = frozenset(
    form for word in ("y", "n", "yes", "no", "on", "off") for form in (word, word.capitalize(), word.upper())
)
_YAML_1_1_NUMBERS: Final = re.compile(
    r"[-+]?(0[0-9]+|0o[0-7]+|0b[01_]+|[0-9]+(_[0-9]+)+(\.[0-9_]*)?|[1-9][0-9]*(:[0-5]?[0-9])+(\.[0-9]*)?)"
)
"""Octal, binary, grouped and sexagesimal numbers (https://yaml.org/type/int.html), and octal ones of YAML 1.2."""
_CURLY_DOUBLE_QUOTES: Final = frozenset("\u201c\u201d\u201e")
"""Curly quotes, which text editors write. The closing one can be missing, because a comma in a list ends the text."""
_BASES: Final = {"0o": 8, "0x": 16}


def plain_value(text: str, span: Span, findings: Findings) -> Scalar:
    """Return the value of a plain scalar and report its mistakes."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _NUMBER_STARTS:
        value = _number(text, span, findings)
        _warn_about_number(text, value, span, findings)
        return value
    inner = text.strip("\u201c\u201d\u201e\u2018\u2019")
    is_quoted = text[0] in _CURLY_DOUBLE_QUOTES or (text[0], text[-1]) == ("\u2018", "\u2019")
    if is_quoted and _CURLY_DOUBLE_QUOTES.isdisjoint(inner):
        message = f"{text[0]} is a curly quote, which does not quote text in YAML"
        findings.error("CGK117", span, message, f'write straight quotes: "{inner}"')
        return inner
    if text in _YAML_1_1_BOOLEANS:
        warn_about_boolean(text, span, findings)
    return text


def warn_about_boolean(text: str, span: Span, findings: Findings) -> None:
    """Warn about a plain scalar that YAML 1.1 reads as a boolean."""
    if text in _YAML_1_1_BOOLEANS:
        message = f"`{text}` is text here, but a boolean for tools that read YAML 1.1"
        findings.warning("CGK110", span, message, f'quote it: "{text}"')


def number_hint(value: object, *, whole: bool) -> str:
    """Return a hint that shows how to write a number in place of a value."""
    number_form = _INTEGER if whole else _FLOAT
    if isinstance(value, str) and number_form.fullmatch(value):
        return "write it without quotes"
    return "write a whole number, such as 10" if whole else "write a number, such as 10"


def _warn_about_number(text: str, value: Scalar, span: Span, findings: Findings) -> None:
    """Warn about a plain scalar that tools for YAML 1.1 read as another number, or as a number instead of text."""
    if _YAML_1_1_NUMBERS.fullmatch(text):
        meaning = "text" if isinstance(value, str) else f"the number {value}"
        message = f"`{text}` is {meaning} here, but something else for tools that read YAML 1.1"
        hint = f'quote it: "{text}"' + ("" if isinstance(value, str) else f", or write {value}")
        findings.warning("CGK118", span, message, hint)


def report_invisible(text: str, span: Span, findings: Findings) -> None:
    """Report an invisible character in a text of any style."""
    invisible = INVISIBLE.search(text)
    if invisible:
        message = f"the text has the character U+{ord(invisible[0]):04X}, which is invisible"
        hint = "remove it, because it could hide or reorder text in generated code"
        findings.error("CGK116", span, message, hint)


def _number(text: str, span: Span, findings: Findings) -> Scalar:
    """Return a plain scalar as a number, or as text if it only begins like a number."""
    if _INTEGER.fullmatch(text):
        if len(text) > MAX_DIGITS:
            findings.error("CGK114", span, "the number has too many digits", "quote it if it is text")
            return 0
        return int(text[2:], _BASES[text[:2]]) if text[:2] in _BASES else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if isfinite(number):
            return number
        findings.error("CGK114", span, "the number is too large", "quote it if it is text")
        return 0
    return text
