"""`cgk-codegen breaking`, as people and CI run it: against Git, files and packages, in every format."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from forked_commands import ForkServer
from golden import assert_golden

Breaking = Callable[..., "subprocess.CompletedProcess[str]"]

OLD: Final = """\
catalog: {name: acme-jobs, package: acme_jobs, version: "1.4.2"}
tenant: {pattern: "^[a-z]{1,8}$", example: acme}
categories: {orders: {title: Orders}}
include: more/*.yaml
events:
  order.placed:
    category: orders
    description: An order was placed.
    payload: {total: number, note: string?, level: [low, high]}
    example: {total: 1, level: low}
"""
INCLUDED_CATALOG: Final = """\
events:
  order.sent: {category: orders, description: An order was sent.}
"""
NEW: Final = """\
catalog: {name: acme-jobs, package: acme_jobs, version: "1.5.0"}
tenant: {pattern: "^[a-z]{1,8}$", example: acme}
categories: {orders: {title: Orders}}
include: more/*.yaml
accepted:
- {code: EVO120, subject: order.placed, path: level, reason: Every handler has it., until: 2026-12-31}
events:
  order.placed:
    category: orders
    description: An order was placed.
    payload: {total: number, level: [low, middle, high], currency: string, source: string?}
    example: {total: 1, level: low, currency: EUR}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository whose main branch has the old catalog, with the new one in the working tree."""
    folder = tmp_path / "shop" / "jobs"
    (folder / "more").mkdir(parents=True)
    (folder / "events.yaml").write_text(OLD, encoding="utf-8")
    (folder / "more" / "sent.yaml").write_text(INCLUDED_CATALOG, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@acme.example", "commit", "-q", "-m", "first")
    git(folder, "tag", "v1.4.2")
    (folder / "events.yaml").write_text(NEW, encoding="utf-8")
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def breaking(forked_codegen: ForkServer) -> Breaking:
    """Run `cgk-codegen breaking` in a folder."""

    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, **environment}
        return forked_codegen.run("breaking", "--today", "2026-11-25", *arguments, cwd=folder, env=variables)

    return run


@pytest.mark.parametrize("format_", ["text", "json", "github", "markdown", "changelog"])
def test_every_format(project: Path, format_: str, breaking: Breaking) -> None:
    completed = breaking(project, "--against", "git#branch=main", "--format", format_)
    assert completed.returncode == 1, completed.stderr
    assert_golden(Path("evolution", f"breaking.{format_}"), completed.stdout)


@pytest.mark.parametrize("against", ["git#branch=main", "git#tag=v1.4.2", "git#ref=HEAD"])
def test_baseline_is_a_revision(project: Path, against: str, breaking: Breaking) -> None:
    completed = breaking(project, "--against", against, "--format", "json")
    assert json.loads(completed.stdout)["old"] == "1.4.2"


def test_baseline_is_a_file(project: Path, tmp_path: Path, breaking: Breaking) -> None:
    old = tmp_path / "old.yaml"
    old.write_text(OLD.replace("include: more/*.yaml\n", ""), encoding="utf-8")
    completed = breaking(project, "--against", str(old), "--format", "json")
    codes = {change["code"] for change in json.loads(completed.stdout)["changes"]}
    assert codes >= {"EVO102", "EVO111"}


def test_unused_accepted_break_is_reported(project: Path, breaking: Breaking) -> None:
    completed = breaking(project, "--against", "events.yaml")
    assert (completed.returncode, completed.stderr) == (1, ""), "the catalog does not differ from itself"
    assert "EVO191" in completed.stdout


@pytest.mark.parametrize(
    ("against", "reported"),
    [
        ("git#main", "has no revision"),
        ("git#branch=release", "no catalog events.yaml found there; if this clone lacks the branch or tag"),
        ("git#branch=--output=x", "has no revision"),
        ("gone.yaml", "no catalog gone.yaml found"),
        ("PUBLISHED", "acme-jobs is not installed"),
        ("more", "more: not a generated folder or wheel"),
    ],
)
def test_missing_baseline_is_reported(project: Path, against: str, reported: str, breaking: Breaking) -> None:
    completed = breaking(project, "--against", against)
    assert completed.returncode == 2
    assert reported in completed.stderr
    assert "Traceback" not in completed.stderr


def test_baseline_outside_git_is_reported(tmp_path: Path, breaking: Breaking) -> None:
    (tmp_path / "events.yaml").write_text(OLD.replace("include: more/*.yaml\n", ""), encoding="utf-8")
    completed = breaking(tmp_path, "--against", "git#branch=main")
    assert (completed.returncode, completed.stderr) == (
        2,
        f"cgk-codegen: git#branch=main: {tmp_path} is not in a Git repository\n",
    )


def test_baseline_without_git_is_reported(project: Path, breaking: Breaking) -> None:
    completed = breaking(project, "--against", "git#branch=main", PATH="")
    assert (completed.returncode, "git is not installed; install it" in completed.stderr) == (2, True)


def test_revision_without_the_catalog_is_reported(project: Path, breaking: Breaking) -> None:
    added = project / "other"
    added.mkdir()
    (added / "events.yaml").write_text(OLD.replace("include: more/*.yaml\n", ""), encoding="utf-8")
    completed = breaking(added, "--against", "git#branch=main")
    assert (completed.returncode, "no catalog other/events.yaml found there" in completed.stderr) == (2, True)


def test_editable_installation_is_not_a_baseline(project: Path, tmp_path: Path, breaking: Breaking) -> None:
    metadata = tmp_path / "site" / "acme_jobs-1.4.2.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.4\nName: acme-jobs\nVersion: 1.4.2\n", encoding="utf-8")
    (metadata / "RECORD").write_text("", encoding="utf-8")
    editable = {"url": "file:///x", "dir_info": {"editable": True}}
    (metadata / "direct_url.json").write_text(json.dumps(editable), encoding="utf-8")
    completed = breaking(project, "--against", "PUBLISHED", PYTHONPATH=str(metadata.parent))
    assert completed.returncode == 2
    assert "acme-jobs 1.4.2 is installed without its catalog, such as in editable mode" in completed.stderr


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the old catalog, its wheel in `dist`, and `site`, in which the wheel is installed."""
    release = tmp_path_factory.mktemp("release")
    (release / "more").mkdir(parents=True)
    # The included catalog.yaml has the name that the package gives to the catalog's main file.
    included = OLD.replace("include: more/*.yaml", "include: [more/*.yaml, catalog.yaml]")
    (release / "events.yaml").write_text(included, encoding="utf-8")
    (release / "more" / "sent.yaml").write_text(INCLUDED_CATALOG, encoding="utf-8")
    (release / "catalog.yaml").write_text("categories: {others: {title: Others}}\n", encoding="utf-8")
    for command in ("generate", "package"):
        subprocess.run([sys.executable, "-m", "cgk_codegen", command], cwd=release, check=True, capture_output=True)
    (wheel,) = (release / "dist").glob("*.whl")
    site = release / "site"
    install = ["-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    return release


@pytest.fixture
def published(release: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Copies of the old catalog's wheel, and of the folder in which it is installed."""
    folder = shutil.copytree(release, tmp_path / "release")
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel, folder / "site"


def test_baseline_is_a_published_package(project: Path, published: tuple[Path, Path], breaking: Breaking) -> None:
    wheel, site = published
    revision = breaking(project, "--against", "git#tag=v1.4.2", "--format", "json")
    for against in (str(wheel), str(wheel.parents[1] / "generated"), str(site / "acme_jobs"), "PUBLISHED"):
        completed = breaking(project, "--against", against, "--format", "json", PYTHONPATH=str(site))
        assert completed.returncode == 1, completed.stderr
        assert json.loads(completed.stdout) == json.loads(revision.stdout), against


def test_package_without_catalog_is_refused(project: Path, published: tuple[Path, Path], breaking: Breaking) -> None:
    wheel, site = published
    for file in (site / "acme_jobs" / "catalog").glob("*.yaml"):
        file.unlink()
    record = next(site.glob("*.dist-info")) / "RECORD"
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    record.write_text("".join(line for line in lines if "/catalog/" not in line), encoding="utf-8")
    completed = breaking(project, "--against", "PUBLISHED", PYTHONPATH=str(site))
    assert (completed.returncode, "acme-jobs 1.4.2 is installed without its catalog" in completed.stderr) == (2, True)
    empty = wheel.with_name("empty.whl")
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("acme_jobs/__init__.py", "")
    assert (
        "empty.whl: not a generated folder or wheel with its catalog"
        in breaking(project, "--against", str(empty)).stderr
    )
    (wheel.parent / "broken.whl").write_bytes(b"no archive")
    assert "File is not a zip file" in breaking(project, "--against", str(wheel.parent / "broken.whl")).stderr
