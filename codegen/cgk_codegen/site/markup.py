"""Text of the catalog as HTML: everything is escaped, code gets colors."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

_CODE: Final = re.compile(r"`([^`\n]+)`")
_BREAK: Final = re.compile(r"(?<=\.)|(?<=[a-z])(?=[A-Z])")
_TOKEN: Final = re.compile(
    r"""(?P<s>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"|(?P<k>\b(?:from|import|await|async|def|return|cgk)\b)"
    r"|(?P<n>(?<![\w.])-?\d+(?:\.\d+)?\b|\b(?:true|false|null|True|False|None)\b)"
)
"""Strings, keywords and constants of escaped code, in which quotes are themselves: most of a snippet is strings."""


def prose(text: str) -> Markup:
    """Return a description as HTML; `code` in backticks becomes code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  the text is escaped


def highlighted(code: str) -> Markup:
    """Return source code of any snippet's language as HTML with colors."""
    return Markup(_TOKEN.sub(_colored, html.escape(code, quote=False)))  # noqa: S704  the text is escaped


def _colored(token: re.Match[str]) -> str:
    return f'<span class="{token.lastgroup}">{token[0]}</span>'


def breakable(name: str) -> Markup:
    """Return a name as HTML that can be wrapped after dots and before capitals."""
    return Markup(_BREAK.sub("<wbr>", str(escape(name))))  # noqa: S704  the text is escaped


def fragment(*names: str) -> str:
    """Return names as an element's id that is also the fragment of its link: `f.items.sku`."""
    return quote(".".join(names), safe="")
