"""Rules for the patterns of a catalog: portable, and linear in time."""

from __future__ import annotations

import re
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.resolve.backtracking import MAX_WAYS, Backtracking, find_backtracking
from cgk_codegen.resolve.pattern_characters import RefusedPatternError
from cgk_codegen.resolve.pattern_tree import parse

_BACKTRACKING: Final = {
    Backtracking.TOO_LARGE: ("is too large to check", "write smaller counts, or use minLength and maxLength"),
    Backtracking.SEARCH: (
        "searches a text from every character",
        "begin it with ^, or list the first character once: [0-9]+$ as [0-9]$",
    ),
    Backtracking.TOO_MANY_WAYS: (
        f"can read a text in more than {MAX_WAYS} ways",
        "let each character match one part only: (a|a)* as a*, ([a-z]+)* as [a-z]*, [^@]+\\.[^@]+ as [^@.]+\\.[^@]+",
    ),
}
"""Message and hint for each reason."""


def portable_pattern(pattern: str, span: Span, label: str, findings: Findings) -> str | None:
    """Rewrite a pattern to mean the same in every artifact.

    Args:
        pattern: The catalog's pattern.
        span: Its position.
        label: The field, for messages.
        findings: Receives an error if the pattern cannot be rewritten, or could take more than linear time.

    Returns:
        The pattern, None if it was refused.
    """
    try:
        portable = "".join(parse(pattern).spelling)
        reason = find_backtracking(portable)
        if reason is None:  # the engines would need seconds to refuse a pattern that is too large
            _check_engines(portable)
            return portable
    except RefusedPatternError as refused:
        message = f"the pattern of {label} does not work in every artifact: {refused}"
        findings.error("CGK309", span, message, refused.hint)
        return None
    message, hint = _BACKTRACKING[reason]
    findings.error("CGK314", span, f"the pattern of {label} {message}; a long text would freeze JavaScript", hint)
    return None


def _check_engines(pattern: str) -> None:
    """Compile a pattern for the models (Rust) and in Python, and refuse it if one of them reports an error."""
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
        re.compile(pattern)
    except (SchemaError, re.error, OverflowError) as error:
        last_line = str(error).strip().splitlines()[-1].strip()
        message = last_line.removeprefix("SchemaError: ").removeprefix("error: ")
        raise RefusedPatternError(message, "correct it, or write a simpler one") from None
