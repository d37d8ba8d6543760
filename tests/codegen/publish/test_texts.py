"""Texts of generated files fit every team: they name `cgk-codegen` and the catalog's own tenant."""

from __future__ import annotations

from pathlib import Path

from cgk_codegen.compiler import compile_catalog
from paths import TESTS


def test_texts_name_compiler_and_tenant_example(tmp_path: Path) -> None:
    """Ids of tenants in this catalog look like h123, so no other tenant's id may appear."""
    hospital = (TESTS / "codegen" / "check" / "hospital.yaml").read_text(encoding="utf-8")
    catalog = tmp_path / "events.yaml"
    with_own_ids = hospital.replace('"^[a-z0-9-]{1,40}$"', '"^h[0-9]{3}$"').replace("example: st-mary", "example: h123")
    catalog.write_text(with_own_ids, encoding="utf-8")
    files = compile_catalog(catalog, tmp_path / "generated").files
    texts = {name: (tmp_path / "generated" / name).read_text(encoding="utf-8") for name in files}
    provenance = (
        "Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead."
    )
    assert sum(provenance in text for text in texts.values()) > 70, "nearly every file names its origin"
    assert 'tenant_id="h123")' in texts["mediq_jobs/testing.py"]
    for name, text in texts.items():
        assert "make generate" not in text, name
        assert "rawdog" not in text, name
        assert "acme" not in text or name == "schema/catalog.json", name
