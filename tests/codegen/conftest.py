"""Compiles catalogs for the tests of the compiler."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from cgk_codegen.compiler import compile_catalog

CATALOGS = Path(__file__).parent / "catalogs"


@pytest.fixture(scope="session")
def small_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the small catalog compiles to."""
    output = tmp_path_factory.mktemp("small")
    compile_catalog(CATALOGS / "small" / "events.yaml", output)
    return output


@pytest.fixture(scope="session")
def acme_jobs(small_output: Path) -> Iterator[ModuleType]:
    """The small catalog's package, imported."""
    sys.path.insert(0, str(small_output))
    try:
        yield import_module("acme_jobs")
    finally:
        sys.path.remove(str(small_output))
