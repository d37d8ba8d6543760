"""Two catalogs to judge by: the platform's, and one of everything that is hard."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from cgk_codegen.compiler import compile_catalog
from cgk_runtime.catalog import Catalog

ROOT = Path(__file__).parents[2]
HARD = Path(__file__).parent / "catalogs" / "hard.yaml"


@dataclass(frozen=True)
class Compiled:
    """A catalog, compiled: its folder and what its package hands to the runtime."""

    folder: Path
    catalog: Catalog


@pytest.fixture(scope="session")
def platform() -> Compiled:
    return Compiled(ROOT / "generated", import_module("cgk_jobs").CATALOG)


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compiled]:
    folder = tmp_path_factory.mktemp("hard")
    compile_catalog(HARD, folder)
    sys.path.insert(0, str(folder))
    try:
        yield Compiled(folder, import_module("hard_jobs").CATALOG)
    finally:
        sys.path.remove(str(folder))
