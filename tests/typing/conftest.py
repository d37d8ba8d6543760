"""Fixture of a project with an installed SDK, for type checkers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from type_checkers import Project

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """All cases, with two installed SDKs: the platform's `cgk_jobs`, and `shop_jobs` of events.yaml."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(HERE / "cases", folder / "cases")
    shutil.copy(HERE / "events.yaml", folder)
    subprocess.run([sys.executable, "-m", "cgk_codegen", "generate"], cwd=folder, check=True, capture_output=True)
    installed = Project(folder, (folder / "generated" / "shop_jobs",))
    installed.install()
    return installed
