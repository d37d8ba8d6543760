"""Codes of findings with their explanations, from codes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Code:
    """Explanation of a code.

    Attributes:
        title: The mistake.
        why: Reason why it is wrong, or worth knowing.
        fix: How to correct it.
        fix_source: How to correct a change that breaks source code only, if that differs.
    """

    title: str
    why: str
    fix: str
    fix_source: str = ""


@cache
def codes() -> Mapping[str, Code]:
    """Return every code with its explanation."""
    text = (files("cgk_codegen.diagnostics") / "codes.toml").read_text(encoding="utf-8")
    return {code: Code(**entry) for code, entry in tomllib.loads(text).items()}
