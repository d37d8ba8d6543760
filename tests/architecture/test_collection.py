"""pytest finds every test file."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
from paths import TESTS

TEST_FUNCTION = re.compile(r"^(async )?def test_", re.MULTILINE)
DATA_FOLDERS = {"golden", "fixtures"}
"""Folders with files that tests read."""


def test_every_test_file_is_collected(pytestconfig: pytest.Config) -> None:
    modules = [path for path in TESTS.rglob("*.py") if DATA_FOLDERS.isdisjoint(path.relative_to(TESTS).parts)]
    files = [path for path in modules if TEST_FUNCTION.search(path.read_text(encoding="utf-8"))]
    assert files
    excluded_folders: list[str] = pytestconfig.getini("norecursedirs")
    patterns: list[str] = pytestconfig.getini("python_files")
    missed = [path for path in files if not _matches(path.name, patterns) or _is_inside(path, excluded_folders)]
    assert missed == []


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _is_inside(path: Path, folders: list[str]) -> bool:
    return any(_matches(name, folders) for name in path.relative_to(TESTS).parts[:-1])
