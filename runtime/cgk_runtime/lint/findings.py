"""Findings of `cgk lint` and their codes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class LintFinding:
    """Something that a provider does not support or treats in an unexpected way.

    Attributes:
        code: `TASK` and three digits.
        severity: "error" (the application does not work on a selected provider), "warning" or "note".
        provider: The provider's name.
        subject: The task or schedule; for a send, its file.
        text: One sentence.
        file: The file, relative to the project; empty if the finding has no source location.
        line: The line, from 1.
    """

    code: str
    severity: Severity
    provider: str
    subject: str
    text: str
    file: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class FindingCode:
    """Documentation of a code.

    Attributes:
        title: The finding in short.
        why: The reason.
        fix: How to correct it.
    """

    title: str
    why: str
    fix: str


@cache
def finding_codes() -> Mapping[str, FindingCode]:
    """Return the documentation of every code."""
    text = (files("cgk_runtime.lint") / "codes.toml").read_text(encoding="utf-8")
    return {code: FindingCode(**entry) for code, entry in tomllib.loads(text).items()}
