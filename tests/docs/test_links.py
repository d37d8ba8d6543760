"""Links between pages lead to files and headings that exist, and every page can be reached from the index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documentation import DOCS, PAGES, README, ROOT, without_blocks

LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def links_of(page: Path) -> list[str]:
    targets = (match["target"] for match in LINK.finditer(without_blocks(page.read_text(encoding="utf-8"))))
    return [target for target in targets if not target.startswith(("https://", "http://", "mailto:"))]


def headings_of(page: Path) -> set[str]:
    """Return GitHub's anchors of a page's headings."""
    text = without_blocks(page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    for link in links_of(page):
        path, _, heading = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} leads nowhere"
        if heading:
            assert heading in headings_of(target), f"{link} leads to no heading"


def test_index_reaches_every_page() -> None:
    index = DOCS / "README.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in links_of(index)}
    assert linked >= set(DOCS.rglob("*.md")) - {index}


def test_readme_links_to_the_index() -> None:
    assert "docs/README.md" in links_of(README)
