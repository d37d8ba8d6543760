"""Our own YAML can be read by tools that are stricter than libyaml, such as yamllint."""

from __future__ import annotations

import pytest
import yaml
from documentation import all_blocks
from paths import ROOT

TEXTS = {
    "events.yaml": (ROOT / "events.yaml").read_text(encoding="utf-8"),
    **{f"{block.page.name}:{block.line}": block.code for block in all_blocks("yaml")},
}


def test_documentation_has_catalogs() -> None:
    assert len(TEXTS) > 20


@pytest.mark.parametrize("name", TEXTS)
def test_pyyaml_reads_the_documented_catalogs(name: str) -> None:
    assert yaml.compose(TEXTS[name], Loader=yaml.SafeLoader) is not None
