"""Result and report of importing an unusual source of each format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from cgk_codegen.importers import FORMATS, ImportFailed
from golden import assert_golden
from imports import golden_text, imported

SOURCES: Mapping[str, tuple[str, dict[str, object]]] = {  # file, and options of the import
    "json-schema": ("json_schema", {}),
    "asyncapi": ("asyncapi.yaml", {"tenant": "X-Tenant"}),
    "openapi": ("openapi.yaml", {}),
    "typescript": ("typescript.ts", {"tenant": "organisationId"}),
    "zod": ("zod.ts", {"source_format": "zod", "execute": True}),
    "pydantic": ("mail_jobs.py", {"execute": True}),
}
SPECIFICATIONS: Mapping[str, tuple[str, dict[str, object]]] = {
    "asyncapi-2": ("asyncapi-2.yaml", {"tenant": "shop"}),
    "asyncapi-3": ("asyncapi-3.yaml", {}),
    "openapi-2": ("openapi-2.yaml", {"tenant": "X-Shop"}),
}
"""More sources in AsyncAPI and OpenAPI: other versions, and other ways to write the same."""


def test_every_format_has_a_case() -> None:
    assert tuple(SOURCES) == FORMATS


@pytest.mark.usefixtures("in_cases")
@pytest.mark.parametrize("name", [*SOURCES, *SPECIFICATIONS])
def test_odd_source_becomes_a_catalog(name: str, tmp_path: Path) -> None:
    source, options = {**SOURCES, **SPECIFICATIONS}[name]
    assert_golden(Path("importers") / f"{name}.txt", golden_text(imported(source, tmp_path, **options)))


@pytest.mark.usefixtures("in_cases")
@pytest.mark.parametrize("name", ["zod", "pydantic"])
def test_code_runs_only_if_it_is_allowed(name: str, tmp_path: Path) -> None:
    source, options = SOURCES[name]
    with pytest.raises(ImportFailed, match="allow it with --execute"):
        imported(source, tmp_path, **{**options, "execute": False})
