"""Fixture that builds catalogs for comparisons."""

from __future__ import annotations

from pathlib import Path

import pytest
from evolution_catalogs import CatalogMaker


@pytest.fixture
def catalog_of(tmp_path: Path) -> CatalogMaker:
    return CatalogMaker(tmp_path)
