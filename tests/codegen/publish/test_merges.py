"""Generated folders in Git: branches merge without conflicts if possible; `generate` resolves the others."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cgk_codegen.compiler import compile_catalog
from paths import ROOT
from support_commands import Run

IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
PLATFORM_CATALOG = ROOT / "events.yaml"


def git(*arguments: str, check: bool = True) -> str:
    completed = subprocess.run(["git", *IDENTITY, *arguments], check=check, capture_output=True, text=True)
    return completed.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """File of the platform's catalog in the working directory, compiled and committed."""
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(PLATFORM_CATALOG, "events.yaml")
    shutil.copytree(PLATFORM_CATALOG.parent / "generated", "generated", ignore=shutil.ignore_patterns("__pycache__"))
    compile_catalog(Path("events.yaml"))
    git("init", "--quiet", "--initial-branch", "main")
    git("add", "--all")
    git("commit", "--quiet", "--message", "base")
    return Path("events.yaml")


def add_branch(name: str, catalog: Path, edit: Callable[[], object]) -> None:
    """Edit the catalog on a new branch, generate, and commit."""
    git("checkout", "--quiet", "-b", name, "main")
    before = catalog.read_text(encoding="utf-8")
    edit()
    assert catalog.read_text(encoding="utf-8") != before
    compile_catalog(catalog)
    git("add", "--all")
    git("commit", "--quiet", "--message", name)


def replacing(catalog: Path, old: str, new: str) -> Callable[[], object]:
    """Return an edit that replaces a text of the catalog."""
    return lambda: catalog.write_text(catalog.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def adding(run: Run, event: str, category: str) -> Callable[[], object]:
    """Return an edit that adds an event to the catalog."""
    options = ("--category", category, "--description", "It is.", "--field", "note:string?")
    return lambda: run("new-event", event, *options)


def test_branches_with_other_events_merge_cleanly(repository: Path, run: Run) -> None:
    add_branch("flag", repository, adding(run, "order.flagged", "commerce"))
    add_branch("text", repository, replacing(repository, "A subscription was renewed", "A subscription was extended"))
    add_branch("retry", repository, adding(run, "webhook.tested", "webhooks"))
    for branch in ("flag", "text"):
        git("merge", "--no-edit", branch)
    code, out, err = run("check")
    assert (code, err) == (0, "")
    assert out == "generated is up to date\n"
    assert run("generate")[1] == "generated: 94 events, 71 schedules; 1 file written, 0 deleted\n"
    assert git("status", "--short").split() == ["M", "generated/manifest.json"]
    assert run("check")[1] == "generated is up to date\n"


def test_merged_manifest_hides_nothing(repository: Path, run: Run) -> None:
    add_branch("flag", repository, adding(run, "order.flagged", "commerce"))
    add_branch("retry", repository, adding(run, "webhook.tested", "webhooks"))
    git("merge", "--no-edit", "flag")
    events = Path("generated/cgk_jobs/events.py")
    events.write_text(events.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    unchanged = Path("generated/cgk_jobs/py.typed")
    unchanged.write_text("# mine\n", encoding="utf-8")
    stale = Path("generated/schema/events/order.flagged.json")
    repository.write_text(repository.read_text(encoding="utf-8").replace("order.flagged:", "order.marked:"), "utf-8")
    code, _, err = run("check")
    assert code == 1
    assert "generated/cgk_jobs/events.py: is out of date" in err.splitlines()
    assert "generated/cgk_jobs/py.typed: was edited by hand" in err.splitlines()
    assert f"{stale}: is stale; the catalog no longer generates it" in err.splitlines()
    assert run("generate")[0] == 0
    assert not stale.exists()


def test_generate_resolves_generated_conflicts(repository: Path, run: Run) -> None:
    add_branch("one", repository, replacing(repository, "A customer placed an order.", "An order was placed."))
    add_branch("two", repository, replacing(repository, "A customer placed an order.", "An order came in."))
    git("merge", "--no-edit", "one", check=False)
    assert "<<<<<<<" in repository.read_text(encoding="utf-8")
    assert "<<<<<<<" in Path("generated/cgk_jobs/models/commerce.py").read_text(encoding="utf-8")
    git("checkout", "--ours", "events.yaml")
    code, out, _ = run("generate")
    assert code == 0
    assert "  cgk_jobs/models/commerce.py: replaced a file with conflict markers" in out.splitlines()
    assert "edited by hand" not in out
    git("add", "--all")
    assert git("diff", "--cached", "--stat") == "", "as on our branch"


def test_clone_with_windows_line_ends_is_current(repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    git("clone", "--quiet", "--config", "core.autocrlf=true", ".", "clone")
    monkeypatch.chdir("clone")
    assert b"\r\n" in repository.read_bytes()
    assert run("check")[0] == 0
    assert run("generate", "--force")[1].endswith("; nothing changed\n")
    assert git("status", "--short") == ""


def test_generated_files_are_hidden_in_reviews(repository: Path) -> None:
    for name in ("README.md", "cgk_jobs/models/commerce.py", "typescript/validators/commerce.js"):
        reported = git("check-attr", "linguist-generated", f"generated/{name}")
        assert reported == f"generated/{name}: linguist-generated: true\n"
