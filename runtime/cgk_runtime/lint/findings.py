"""What `cgk lint` finds."""

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
    """One thing that a provider does not take, or does otherwise than it looks.

    Attributes:
        code: `TASK` and three digits.
        severity: How bad it is; an error keeps the app from working on a provider that it is said to be meant for.
        provider: The provider's name.
        subject: The task or schedule; for a send, the file it stands in.
        text: What it is, in a sentence.
        file: Where it stands, as it is shown to people; empty where it stands nowhere in the app.
        line: From 1.
        column: From 1.
    """

    code: str
    severity: Severity
    provider: str
    subject: str
    text: str
    file: str = ""
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class FindingCode:
    """What there is to know about a code.

    Attributes:
        title: What it finds.
        why: Why that is wrong, or worth knowing.
        fix: How to correct it.
    """

    title: str
    why: str
    fix: str


@cache
def finding_codes() -> Mapping[str, FindingCode]:
    """Give every code with what there is to know about it."""
    text = (files("cgk_runtime.lint") / "codes.toml").read_text(encoding="utf-8")
    return {code: FindingCode(**about) for code, about in tomllib.loads(text).items()}
