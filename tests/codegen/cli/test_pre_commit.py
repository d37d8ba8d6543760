"""The hooks, installed and run by pre-commit itself, from a copy of this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT

IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    completed = subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return completed.stdout


def commit(folder: Path) -> str:
    """Commit everything in a folder and return the commit's id."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "as it is")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def hooks(tmp_path: Path) -> tuple[Path, str]:
    """Folder and commit of a repository with the files that pre-commit installs, uncommitted changes included."""
    folder = tmp_path / "hooks"
    listed = ("--cached", "--others", "--exclude-standard", "--", "codegen", ":(glob)*")
    for name in git(ROOT, "ls-files", "-z", *listed).split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder, commit(folder)


def pre_commit(hook: str) -> tuple[int, str]:
    """Run one hook in the working directory; return its exit code and output."""
    completed = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", hook, "--all-files"],
        env={**os.environ, "PRE_COMMIT_HOME": str(Path.cwd().parent / "pre-commit"), "PIP_NO_COMPILE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return completed.returncode, completed.stdout + completed.stderr


def test_hooks_install_pass_and_fail(
    tiny_compiled: Path, hooks: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, revision = hooks
    project = tmp_path / "project"
    shutil.copytree(tiny_compiled, project)
    monkeypatch.chdir(project)
    Path(".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {source}\n  rev: {revision}\n"
        "  hooks: [{id: cgk-codegen-check}, {id: cgk-codegen-generate}]\n",
        encoding="utf-8",
    )
    commit(project)
    for hook in ("cgk-codegen-check", "cgk-codegen-generate"):
        code, reported = pre_commit(hook)
        assert code == 0, reported
        assert "Passed" in reported

    catalog = Path("events.yaml")
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("A mail went out.", "It is away."), encoding="utf-8")
    code, reported = pre_commit("cgk-codegen-check")
    assert code == 1
    assert "generated/tiny_jobs/models/mails.py: is out of date" in reported
    assert git(project, "status", "--short").split() == ["M", "events.yaml"]
    code, reported = pre_commit("cgk-codegen-generate")
    assert code == 1
    assert "files were modified by this hook" in reported
    assert "It is away." in Path("generated/tiny_jobs/models/mails.py").read_text(encoding="utf-8")
    assert pre_commit("cgk-codegen-check")[0] == 0
