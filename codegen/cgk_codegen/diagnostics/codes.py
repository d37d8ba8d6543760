"""Every finding's code with its reason and the right way, from codes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Code:
    """What there is to know about a code.

    Attributes:
        title: What it finds.
        why: Why that is wrong, or worth knowing.
        instead: What to do.
    """

    title: str
    why: str
    instead: str


@cache
def codes() -> Mapping[str, Code]:
    """Give every code with what there is to know about it."""
    text = (files("cgk_codegen.diagnostics") / "codes.toml").read_text(encoding="utf-8")
    return {code: Code(**about) for code, about in tomllib.loads(text).items()}
