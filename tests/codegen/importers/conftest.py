"""Working directory of the tests of the importer."""

from __future__ import annotations

from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"


@pytest.fixture
def in_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the folder of the cases, from which their paths are shown."""
    monkeypatch.chdir(CASES)
