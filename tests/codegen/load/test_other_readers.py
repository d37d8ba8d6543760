"""The project's own catalogs can be read by tools that are stricter than libyaml, such as yamllint."""

from __future__ import annotations

import pytest
import yaml
from documentation import all_blocks
from paths import ROOT

CATALOGS_BY_SOURCE = {
    "events.yaml": (ROOT / "events.yaml").read_text(encoding="utf-8"),
    **{f"{block.page.name}:{block.line}": block.code for block in all_blocks("yaml")},
}


def test_documentation_has_catalogs() -> None:
    assert len(CATALOGS_BY_SOURCE) > 20, "the pages show many catalogs"


@pytest.mark.parametrize("source", CATALOGS_BY_SOURCE)
def test_pyyaml_reads_the_documented_catalogs(source: str) -> None:
    assert yaml.compose(CATALOGS_BY_SOURCE[source], Loader=yaml.SafeLoader) is not None
