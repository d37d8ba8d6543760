"""The GitHub action's shell steps run in real repositories; a script that records its calls replaces `gh`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from documentation import ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL = "Install the compiler"
MARKER = "<!-- cgk-codegen events.yaml -->"
CATALOG = """\
catalog: {name: acme-jobs, package: acme_jobs, version: 1.4.2}
tenant: {pattern: "^[a-z]{1,8}$", example: acme}
categories: {orders: {title: Orders}}
events:
  order.placed:
    category: orders
    description: An order was placed.
    payload: {orderId: string, note: string?}
    example: {orderId: o1, note: Fragile.}
"""
GH_RECORDER = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$CALLS"
case "$*" in
  *--paginate*) printf '%s' "${COMMENTS:-}" ;;
  *--method*) exit "${WRITING_FAILS:-0}" ;;
esac
"""
"""Script in place of `gh`: it records its calls, and prints the comments that the test sets."""


@dataclass(frozen=True)
class Result:
    """The outcome of a run of the action.

    Attributes:
        failed: The name of the failed step, None if all passed.
        outputs: The outputs of the step `Check the catalog`.
        report: The text of the comment.
        summary: The job's summary.
        calls: The calls of `gh`, one per line.
        log: All that the steps printed.
    """

    failed: str | None
    outputs: dict[str, str]
    report: str
    summary: str
    calls: list[str]
    log: str


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose main branch has the catalog and its compiled files."""
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "-q", "-b", "main")
    (folder / "events.yaml").write_text(CATALOG, encoding="utf-8")
    generate(folder)
    commit(folder)
    return folder


@pytest.fixture
def project(repository: Path, tmp_path: Path) -> Path:
    """A shallow clone, as in the job of a pull request. Its origin is the folder `origin` next to it."""
    origin = tmp_path / "origin"
    shutil.copytree(repository, origin)
    git(tmp_path, "clone", "-q", "--depth=1", origin.as_uri(), "clone")
    return tmp_path / "clone"


def test_unchanged_catalog_passes(project: Path) -> None:
    result = run_action(project, COMMENTS="11 Looks good to me\n")
    assert result.failed is None
    assert result.outputs == {"drift": "false", "breaking": "false"}
    assert "no changes since 1.4.2" in result.report
    assert ":white_check_mark: The generated files match `events.yaml`." in result.report
    assert result.report.startswith(MARKER)
    listing, writing = result.calls
    assert "repos/acme/shop/issues/7/comments" in listing
    assert writing.startswith("api --method POST repos/acme/shop/issues/7/comments --field body=@")


def test_breaking_change_is_reported(project: Path) -> None:
    edit(project, "note: string?", "note: string")
    generate(project)
    result = run_action(project, WRITING_FAILS="1")
    assert result.failed == "Fail if a check failed"
    assert result.outputs == {"drift": "false", "breaking": "true"}
    assert re.search(r"order\.placed: note.* became required \| .*old job.* \| \d{4}-\d\d-\d\d \|", result.report)
    assert result.summary == result.report
    assert "::warning::The comment could not be written" in result.log  # the token may only read


def test_stale_files_are_reported(project: Path) -> None:
    edit(project, "An order was placed.", "A customer placed an order.")
    result = run_action(project, COMMENTS=f"11 Looks good to me\n12 {MARKER}\n13 {MARKER}\n")
    assert result.failed == "Fail if a check failed"
    assert result.outputs["drift"] == "true"
    assert ":x: The generated files do not match `events.yaml`" in result.report
    assert "generated/asyncapi.json" in result.report
    assert result.calls[1].startswith("api --method PATCH repos/acme/shop/issues/comments/12 --field body=@")


def test_mistake_in_the_catalog_is_reported(project: Path) -> None:
    edit(project, "orderId: string", "orderId: strng")
    result = run_action(project)
    assert result.outputs == {"drift": "true", "breaking": "true"}
    assert 'did you mean "string"?' in result.report


def test_new_catalog_has_no_comparison(project: Path) -> None:
    git(project.parent / "origin", "rm", "-q", "events.yaml")
    commit(project.parent / "origin")
    result = run_action(project, event="push")
    assert result.failed is None
    assert "`main` has no `events.yaml`" in result.report
    assert result.calls == [], "only a pull request has comments"


def test_inputs_reach_scripts_as_variables_only() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_compiler_is_installed_from_the_action() -> None:
    assert (ROOT / "codegen" / "pyproject.toml").exists()
    assert '"${COMPILER:-$GITHUB_ACTION_PATH/codegen}"' in step_named(INSTALL)["run"]


def step_named(name: str) -> dict[str, Any]:
    (match,) = (candidate for candidate in ACTION["runs"]["steps"] if candidate.get("name") == name)
    return dict(match)


def run_action(project: Path, event: str = "pull_request", **variables: str) -> Result:
    """Run the action's shell steps as GitHub's runner does, except the installation."""
    temporary = project.parent / "runner"
    tools = temporary / "bin"
    tools.mkdir(parents=True)
    gh = tools / "gh"
    gh.write_text(GH_RECORDER, encoding="utf-8")
    gh.chmod(0o755)
    files = {name: temporary / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "CALLS")}
    for file in files.values():
        file.touch()
    context = {
        "inputs.catalog": "events.yaml",
        "inputs.against": "main",
        "inputs.token": "token",
        "github.event.pull_request.number": "7",
        "github.event_name": event,
    }
    failed: str | None = None
    log = ""
    for step in ACTION["runs"]["steps"]:
        context |= {f"steps.report.outputs.{name}": value for name, value in outputs_of(files["GITHUB_OUTPUT"]).items()}
        if "run" not in step or step["name"] == INSTALL or not is_true(step.get("if", ""), context):
            continue
        environment = {name: context[value.strip("${} ")] for name, value in step.get("env", {}).items()}
        script = temporary / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        completed = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=project,
            env={
                "PATH": os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]]),
                "HOME": str(temporary),
                "RUNNER_TEMP": str(temporary),
                "GITHUB_REPOSITORY": "acme/shop",
                **{name: str(file) for name, file in files.items()},
                **environment,
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        log += completed.stdout + completed.stderr
        if completed.returncode:
            failed = step["name"]
            break
    return Result(
        failed,
        outputs_of(files["GITHUB_OUTPUT"]),
        (temporary / "report.md").read_text(encoding="utf-8"),
        files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"),
        files["CALLS"].read_text(encoding="utf-8").splitlines(),
        log,
    )


def is_true(condition: str, context: Mapping[str, str]) -> bool:
    """Evaluate a step's condition: comparisons of a context value with a text, joined by `||`."""
    if not condition:
        return True
    comparisons = [re.fullmatch(r"\s*([\w.]+) == '([^']*)'\s*", part) for part in condition.split("||")]
    return any(context[match[1]] == match[2] for match in comparisons if match is not None)


def outputs_of(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines())


def edit(project: Path, old: str, new: str) -> None:
    catalog = project / "events.yaml"
    text = catalog.read_text(encoding="utf-8")
    assert old in text
    catalog.write_text(text.replace(old, new), encoding="utf-8")


def generate(project: Path) -> None:
    subprocess.run([sys.executable, "-m", "cgk_codegen", "generate"], cwd=project, check=True, capture_output=True)


def commit(project: Path) -> None:
    git(project, "add", ".")
    git(project, "-c", "user.name=A", "-c", "user.email=a@acme.example", "commit", "-q", "-m", "Change the catalog")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
