"""The pages of the documentation and their fenced code blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
README: Final = ROOT / "README.md"
DOCS: Final = ROOT / "docs"
PAGES: Final = [
    README,
    *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted(DOCS.rglob("*.md")),
]
_FENCE: Final = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)(?P<flags>[^\n]*)\n(?P<code>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A fenced code block.

    Attributes:
        page: The file it is in.
        line: The line of its opening fence, from 1.
        language: The word after the fence, such as `python`.
        flags: Further words, by which tests decide how to treat the block.
        code: Its text.
    """

    page: Path
    line: int
    language: str
    flags: frozenset[str]
    code: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks_of(page: Path, *languages: str) -> list[Block]:
    """Return a page's blocks in the given languages."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            page,
            text.count("\n", 0, match.start()) + 1,
            match["language"],
            frozenset(match["flags"].split()),
            match["code"],
        )
        for match in _FENCE.finditer(text)
        if match["language"] in languages
    ]


def all_blocks(*languages: str) -> Iterator[Block]:
    """Iterate over all pages' blocks in the given languages."""
    for page in PAGES:
        yield from blocks_of(page, *languages)


def without_blocks(text: str) -> str:
    """Return a page's text with blank lines in place of the fenced blocks, so line numbers stay the same."""
    return _FENCE.sub(lambda match: "\n" * match[0].count("\n"), text)
