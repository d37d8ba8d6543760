"""Notes about TypeScript tools, which a catalog without TypeScript does not need."""

from __future__ import annotations

from pathlib import Path

import pytest
from cgk_codegen.compiler import read_catalog

CATALOG = """\
catalog: {{name: desk-jobs, package: desk_jobs, version: 1.0.0, typescript: {typescript}}}
tenant: {{pattern: "^[a-z]+$", example: acme}}
categories: {{desk: {{title: Desk}}}}
types:
  One: {{fields: {{a: string}}}}
  Two: {{fields: {{b: string}}}}
events:
  ticket.opened:
    category: desk
    description: A ticket was opened.
    payload:
      patternWithoutFlagU: {{type: string, pattern: "^[^a]$"}}  # CGK311
      recordWithAnyKey: {{type: object, additionalProperties: string}}  # CGK312
      unionOfObjects: One | Two  # CGK313
    example: {{patternWithoutFlagU: b, recordWithAnyKey: {{}}, unionOfObjects: {{a: x}}}}
"""


@pytest.mark.parametrize(("typescript", "codes"), [("true", ["CGK311", "CGK312", "CGK313"]), ("false", [])])
def test_notes_about_typescript_need_typescript(tmp_path: Path, typescript: str, codes: list[str]) -> None:
    (tmp_path / "events.yaml").write_text(CATALOG.format(typescript=typescript), encoding="utf-8")
    assert sorted(finding.code for finding in read_catalog(tmp_path / "events.yaml").findings) == codes
