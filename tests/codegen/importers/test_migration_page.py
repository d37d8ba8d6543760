"""The page about Inngest's typed map shows what an import writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from documentation import DOCS, blocks_of
from golden import is_accepting
from imports import codes_of, imported, text_of
from paths import ROOT

PAGE = DOCS / "how-to" / "migrate-from-inngest.md"


def test_page_shows_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (documented,) = blocks_of(PAGE, "yaml")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    monkeypatch.chdir(tmp_path)
    written: list[str] = []
    for number, block in enumerate(blocks_of(PAGE, "ts")):
        source = tmp_path / f"events{number}.ts"
        source.write_text(block.code, encoding="utf-8")
        result = imported(source, tmp_path)
        assert {*codes_of(result)} <= {"IMP308"}
        written.append("events:\n" + text_of(result).partition("events:\n")[2])
    if is_accepting():
        PAGE.write_text(PAGE.read_text(encoding="utf-8").replace(documented.code, written[0]), encoding="utf-8")
    else:
        assert documented.code == written[0]
    assert "The order left the warehouse." in written[1]
