"""Compiled catalogs: the platform's, and those in `catalogs` with hard schemas, unions or unusual names (wild)."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from cgk_codegen.compiler import compile_catalog
from cgk_runtime.catalog import Catalog
from paths import ROOT

CATALOGS = Path(__file__).parent / "catalogs"


@dataclass(frozen=True)
class Compiled:
    """Compiled catalog: the folder of its generated files, and the runtime catalog of its package."""

    folder: Path
    catalog: Catalog


@pytest.fixture(scope="session")
def platform() -> Compiled:
    return Compiled(ROOT / "generated", import_module("cgk_jobs").CATALOG)


def compile_and_import(name: str, output: Path) -> Compiled:
    """Compile a catalog of the folder `catalogs`, and import its package."""
    compile_catalog(CATALOGS / f"{name}.yaml", output)
    sys.path.insert(0, str(output))
    try:
        return Compiled(output, import_module(f"{name}_jobs").CATALOG)
    finally:
        sys.path.remove(str(output))


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return compile_and_import("hard", tmp_path_factory.mktemp("hard"))


@pytest.fixture(scope="session")
def choices(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return compile_and_import("choices", tmp_path_factory.mktemp("choices"))


@pytest.fixture(scope="session")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return compile_and_import("wild", tmp_path_factory.mktemp("wild"))
