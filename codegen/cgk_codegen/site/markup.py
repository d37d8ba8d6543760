"""HTML of texts and code: all of it is escaped, and code gets colors."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

_CODE: Final = re.compile(r"`([^`\n]+)`")
_BREAK_POINT: Final = re.compile(r"(?<=\.)|(?<=[a-z])(?=[A-Z])")
_TOKEN: Final = re.compile(
    r"""(?P<s>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"|(?P<k>\b(?:from|import|await|async|def|return|cgk)\b)"
    r"|(?P<n>(?<![\w.])-?\d+(?:\.\d+)?\b|\b(?:true|false|null|True|False|None)\b)"
)
"""Strings (`s`), keywords (`k`) and constants (`n`) of code whose `<`, `>` and `&` are escaped, but not its quotes."""


def prose(text: str) -> Markup:
    """Return a description as HTML; `code` in backticks becomes code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  the text is escaped


def highlighted(code: str) -> Markup:
    """Return source code of any snippet's language as HTML with colors."""
    return Markup(_TOKEN.sub(_colored, html.escape(code, quote=False)))  # noqa: S704  the text is escaped


def _colored(token: re.Match[str]) -> str:
    return f'<span class="{token.lastgroup}">{token[0]}</span>'


def breakable(name: str) -> Markup:
    """Return a name as HTML that may wrap after dots and before capitals."""
    return Markup(_BREAK_POINT.sub("<wbr>", str(escape(name))))  # noqa: S704  the text is escaped


def fragment(*names: str) -> str:
    """Return names as an element's id that is also the fragment of its link: `f.items.sku`."""
    return quote(".".join(names), safe="")
