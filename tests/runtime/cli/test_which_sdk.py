"""Choice of the generated package if several are installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from paths import GOLDEN

from .conftest import Cgk

SMALL_CATALOG = GOLDEN / "small"


@pytest.fixture
def second_sdk_path(tmp_path: Path) -> str:
    """Entries of PYTHONPATH that install a second generated package, acme_jobs."""
    metadata_folder = tmp_path / "installed" / "acme_jobs-1.0.0.dist-info"
    metadata_folder.mkdir(parents=True)
    (metadata_folder / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-jobs\nVersion: 1.0.0\n")
    (metadata_folder / "entry_points.txt").write_text("[cgk_runtime.sdk]\nacme_jobs = acme_jobs._catalog:sdk\n")
    return f"{metadata_folder.parent}:{SMALL_CATALOG}"


@pytest.fixture
def cgk_with_two_sdks(cgk: Cgk, second_sdk_path: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `cgk` with two generated packages installed."""
    return lambda *arguments: cgk(*arguments, PYTHONPATH=second_sdk_path)


def test_several_packages_require_a_choice(cgk_with_two_sdks: Cgk) -> None:
    completed = cgk_with_two_sdks("events")
    assert completed.returncode == 1
    assert "(acme_jobs, cgk_jobs); choose one with --sdk or with [tool.cgk] sdk in pyproject.toml" in completed.stderr


def test_option_or_project_selects_the_package(cgk_with_two_sdks: Cgk, folder: Path) -> None:
    assert "order.created" in cgk_with_two_sdks("events", "--sdk", "cgk_jobs").stdout
    (folder / "pyproject.toml").write_text('[tool.cgk]\nsdk = "acme_jobs"\n')
    chosen = cgk_with_two_sdks("events").stdout
    assert chosen == cgk_with_two_sdks("events", "--sdk", "acme_jobs").stdout
    assert chosen != cgk_with_two_sdks("events", "--sdk", "cgk_jobs").stdout


def test_unknown_package_is_reported(cgk_with_two_sdks: Cgk, folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.cgk]\nsdk = "none"\n')
    assert 'Unknown generated package "none"; installed: acme_jobs, cgk_jobs' in cgk_with_two_sdks("events").stderr
    (folder / "pyproject.toml").write_text("[tool.cgk]\nsdk = 3\n")
    assert "must be the name of a generated package" in cgk_with_two_sdks("events").stderr


def test_broken_package_is_reported(cgk: Cgk, second_sdk_path: str) -> None:
    installed_alone = second_sdk_path.partition(":")[0]  # its files are missing
    completed = cgk("events", "--sdk", "acme_jobs", PYTHONPATH=installed_alone)
    assert completed.returncode == 1
    assert "The generated package acme_jobs cannot be imported: ModuleNotFoundError" in completed.stderr
    assert "Traceback" not in completed.stderr
    completed = cgk("doctor", "--sdk", "acme_jobs", PYTHONPATH=installed_alone, JOBS_PROVIDER="local")
    assert "failed  SDK" in completed.stdout


def test_shown_tenant_is_the_catalogs_example(cgk: Cgk, second_sdk_path: str, tmp_path: Path) -> None:
    # A copy of acme_jobs with another tenant in its examples.
    package = tmp_path / "copy" / "acme_jobs"
    shutil.copytree(SMALL_CATALOG / "acme_jobs", package)
    for page in (package / "pages").iterdir():
        page.write_text(re.sub(r'"tenantId":\s*"[^"]*"', '"tenantId": "TEAM-1"', page.read_text(encoding="utf-8")))
    environment = {"PYTHONPATH": f"{package.parent}:{second_sdk_path}"}
    steps = cgk("setup:jobs", "--provider", "local", "--yes", "--sdk", "acme_jobs", **environment).stdout
    assert "--tenant TEAM-1 --example --wait" in steps


def test_example_is_found_by_a_former_name(cgk: Cgk, second_sdk_path: str) -> None:
    completed = cgk("send", "bill.done", "--example", "--sdk", "acme_jobs", PYTHONPATH=second_sdk_path)
    assert "requires tenantId in payload" in completed.stderr
