r"""Regular expressions that mean the same in Rust (pydantic), in JavaScript (ajv, zod) and in Python (jsonschema).

The dialects differ in their classes (`\d` knows all of Unicode's digits in one and ten in the other) and in what a dot
leaves out; a pattern is rewritten with explicit classes as ECMAScript means them
(https://262.ecma-international.org/16.0/#sec-characterclassescape), and what cannot be rewritten is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.source import Span

_SPACE: Final = r"\t\n\x0b\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_SAME_EVERYWHERE: Final = frozenset("\\/[](){}*+?^$.|nrtf")
_ANY_BUT_NEWLINE: Final = r"[^\n\r\u2028\u2029]"
_HEX: Final = re.compile(r"x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}")
_REPEAT: Final = re.compile(r"\{[0-9]+(,[0-9]*)?\}")
MAX_PATTERN: Final = 1000
_ATOM: Final = "what can be repeated"
_REPEATS: Final = "how often"
_NOTHING: Final = "what cannot be repeated"
_KINDS: Final = {**dict.fromkeys("*+?", _REPEATS), **dict.fromkeys("|^$", _NOTHING)}


_HINT: Final = "write classes such as [0-9] out; no lookaround, back-references or flags"


class _Refused(Exception):  # noqa: N818 - a signal inside this module, never seen outside
    def __init__(self, message: str, hint: str = _HINT) -> None:
        super().__init__(message)
        self.hint = hint


def portable_pattern(pattern: str, span: Span, what: str, findings: Findings) -> str | None:
    """Rewrite a pattern so that every artefact means the same by it.

    Args:
        pattern: As the catalog has it.
        span: Where it stands.
        what: The field, for messages.
        findings: Takes what cannot be rewritten.

    Returns:
        The pattern, None where it was refused.
    """
    try:
        portable = _rewrite(pattern)
        _compile(portable)
    except _Refused as refused:
        message = f"the pattern of {what} does not work in every artefact: {refused}"
        findings.error("CGK309", span, message, refused.hint)
        return None
    return portable


def matches(pattern: str, text: str) -> bool:
    """Say whether a portable pattern matches somewhere in a text."""
    return compiled(pattern)(text)


@cache
def compiled(pattern: str) -> Callable[[str], bool]:
    """Compile a portable pattern, once; what is given back takes time linear in the text, whatever the pattern."""
    from pydantic_core import SchemaValidator, core_schema

    validator = SchemaValidator(core_schema.str_schema(pattern=pattern, strict=True))
    return validator.isinstance_python


def _compile(pattern: str) -> None:
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
        re.compile(pattern)
    except (SchemaError, re.error, RecursionError, OverflowError) as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        said = lines[-1].removeprefix("SchemaError: ").removeprefix("error: ") if lines else "it is too deep"
        raise _Refused(said, "mend it, or write a simpler one") from None


def _rewrite(pattern: str) -> str:
    if len(pattern) > MAX_PATTERN:
        raise _Refused(f"it is longer than {MAX_PATTERN} characters")
    out: list[str] = []
    at = 0
    before = _NOTHING
    while at < len(pattern):
        text, at, kind = _part(pattern, at)
        if kind == _REPEATS:
            # Rust repeats a repetition, Python takes it for a possessive one, and JavaScript refuses it.
            if before == _REPEATS and text == "?":
                kind = _NOTHING
            elif before != _ATOM:
                raise _Refused(
                    f'"{text}" stands behind nothing that can be repeated', "put what is repeated in (?:...)"
                )
        out.append(text)
        before = kind
    return "".join(out)


def _part(pattern: str, at: int) -> tuple[str, int, str]:
    """Read what stands at a place: rewritten, where the next part begins, and its kind."""
    here = pattern[at]
    match here:
        case "\\":
            return *_escape(pattern, at, inside=False), _ATOM
        case "[":
            return *_class(pattern, at), _ATOM
        case "(":
            return *_group(pattern, at), _NOTHING
        case "{":
            return *_count(pattern, at), _REPEATS
        case "]" | "}":
            raise _Refused(f'"{here}" stands for itself only as "\\{here}"')
        case _ if here > "\uffff":
            # Without the flag `u`, as zod reads it, it is two characters, of which the last would be repeated.
            return f"(?:{here})", at + 1, _ATOM
        case _:
            return (_ANY_BUT_NEWLINE if here == "." else here), at + 1, _KINDS.get(here, _ATOM)


def _group(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at + 1 : at + 2] != "?":
        return "(", at + 1
    if pattern[at + 2 : at + 3] != ":":
        raise _Refused(f'"{pattern[at : at + 3]}" is not known everywhere')
    return "(?:", at + 3


def _count(pattern: str, at: int) -> tuple[str, int]:
    match = _REPEAT.match(pattern, at)
    if match is None:
        raise _Refused('"{" stands for itself only as "\\{"')
    return match[0], match.end()


def _escape(pattern: str, at: int, *, inside: bool) -> tuple[str, int]:
    following = pattern[at + 1 : at + 2]
    if following in _SAME_EVERYWHERE or (inside and following == "-"):
        return pattern[at : at + 2], at + 2
    if following in _CLASSES:
        text = _CLASSES[following]
        return (text if inside else f"[{text}]"), at + 2
    if following.lower() in _CLASSES and following and not inside:
        return f"[^{_CLASSES[following.lower()]}]", at + 2
    match = _HEX.match(pattern, at + 1)
    if match:
        return f"\\{match[0]}", match.end()
    raise _Refused(f'"\\{following}" is not the same everywhere')


def _class(pattern: str, at: int) -> tuple[str, int]:
    begin = at
    at += 2 if pattern[at + 1 : at + 2] == "^" else 1
    out = [pattern[begin:at]]
    while at < len(pattern) and pattern[at] != "]":
        if pattern[at] == "[":
            raise _Refused('"[" inside a class stands for itself only as "\\["')
        if pattern[at : at + 2] in {"&&", "--", "~~", "||"}:
            raise _Refused(f'"{pattern[at : at + 2]}" inside a class is not the same everywhere')
        if pattern[at] == "\\":
            text, at = _escape(pattern, at, inside=True)
        else:
            if pattern[at] > "\uffff":
                hint = f"write (?:{pattern[at]}|...)"
                raise _Refused(f'"{pattern[at]}" inside a class is two characters for zod', hint)
            text, at = pattern[at], at + 1
        out.append(text)
    if at >= len(pattern) or len(out) == 1:
        raise _Refused("a class is empty or has no end")
    return "".join(out) + "]", at + 1
