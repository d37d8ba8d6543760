"""The CI workflow, the action, the hooks, the Makefile and the licenses agree with the documentation."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from documentation import DOCS, README, ROOT, all_blocks, blocks_of

WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))


def test_workflow_runs_the_readmes_commands() -> None:
    commands = re.findall(r"^make [a-z]+", blocks_of(README, "bash")[0].code, re.MULTILINE)
    run = {step.get("run") for step in WORKFLOW["jobs"]["test"]["steps"]}
    assert commands == ["make generate", "make test"]
    assert run >= set(commands)


def test_workflow_covers_every_python_version() -> None:
    assert WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    for project in ("codegen", "runtime"):
        settings = tomllib.loads((ROOT / project / "pyproject.toml").read_text(encoding="utf-8"))
        assert settings["project"]["requires-python"] == ">=3.11"


def test_documented_workflow_fits_the_action() -> None:
    action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    page = DOCS / "how-to" / "check-pull-requests.md"
    (workflow,) = (yaml.safe_load(block.code) for block in blocks_of(page, "yaml") if "workflow" in block.flags)
    (step,) = (step for step in workflow["jobs"]["catalog"]["steps"] if "cgk-jobs" in step["uses"])
    assert step["with"].keys() <= action["inputs"].keys()
    text = page.read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE))
    assert rows == action["inputs"].keys()


def test_documented_hooks_exist() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    page = DOCS / "how-to" / "check-pull-requests.md"
    (settings,) = (yaml.safe_load(block.code) for block in blocks_of(page, "yaml") if "pre-commit" in block.flags)
    assert {hook["id"] for hook in settings["repos"][0]["hooks"]} <= hooks


def test_documented_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for block in all_blocks("bash"):
        for target in re.findall(r"^(?:\w+=\S+ )*make ([a-z-]+)", block.code, re.MULTILINE):
            assert target in targets, f"{block}: make {target}"


@pytest.mark.parametrize(("rounds", "soak_rounds"), [("", "50"), ("7", "7")])
def test_empty_rounds_mean_the_default(rounds: str, soak_rounds: str) -> None:
    command = ["make", "--dry-run", "soak", f"ROUNDS={rounds}"]
    completed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert f"\nROUNDS={soak_rounds} " in f"\n{completed.stdout}"
    programs = [file for folder in ("tests", "benchmarks") for file in (ROOT / folder).rglob("*.py")]
    readings = [found for file in programs for found in re.findall(r'os\.environ.*"ROUNDS".*', file.read_text("utf-8"))]
    assert len(readings) > 20
    assert [reading for reading in readings if 'get("ROUNDS") or ' not in reading] == []


def test_every_distribution_carries_the_license() -> None:
    license_text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "the cgk-jobs authors" in license_text
    for project in ("codegen", "runtime"):
        assert (ROOT / project / "LICENSE").read_text(encoding="utf-8") == license_text
    for project in ("codegen", "runtime", "generated"):
        settings = tomllib.loads((ROOT / project / "pyproject.toml").read_text(encoding="utf-8"))
        assert settings["project"]["license"] == "MIT", project


def test_named_paths_exist() -> None:
    pages = (ROOT / "CONTRIBUTING.md", DOCS / "explanation" / "design-notes.md")
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    folders = "codegen|runtime|generated|tests|docs|benchmarks|tools"
    paths = re.findall(rf"`((?:{folders})(?:/[\w./-]+)?)`", text)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("project", ["codegen", "runtime"])
def test_wheel_contains_the_license(project: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT / project, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
