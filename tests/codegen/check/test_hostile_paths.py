"""A catalog from a pull request can neither print other files nor write outside its output folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cgk_codegen.compiler import compile_catalog, read_catalog
from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.publish.errors import OutputError

SECRET = "tr_prod_c0ffee"  # noqa: S105  not a real key
HEADER = 'catalog: {{name: a, package: a_jobs, version: 1.0.0{other_keys}}}\ntenant: {{pattern: "^a$", example: a}}\n'
CATALOG = HEADER + "categories: {{a: }}\nevents: {{a.b: {{category: a, description: d}}}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project's folder; files with a secret are in it and next to it."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    (folder / "events").mkdir()
    for path in (".env.local", ".hidden.yaml", "gha-creds-1.json", ".git/config", ".git/x.yaml", "../outside.yaml"):
        (folder / path).write_text(f"[core\nKEY={SECRET}\n  broken: {SECRET}\n", encoding="utf-8")
    return folder


def report_of(catalog: Path) -> str:
    """Return the printed findings of a catalog with errors."""
    with pytest.raises(CatalogError) as refused:
        read_catalog(catalog)
    return str(refused.value)


INCLUDES = (
    ".env.local", ".hidden.yaml", "gha-creds-*.json", ".git/config", ".git/*.yaml", ".git/x.yaml", "*", "link.yaml",
    "out.yaml", "events/*.yaml", "events/**/*.yaml",
)  # fmt: skip


@pytest.mark.parametrize("include", INCLUDES)
def test_include_never_prints_another_file(include: str, project: Path) -> None:
    (project / "link.yaml").symlink_to(".env.local")
    (project / "out.yaml").symlink_to(project.parent / "outside.yaml")
    (project / "events" / "key.yaml").symlink_to("../.git/config")
    catalog = project / "events.yaml"
    catalog.write_text(f'include: "{include}"\n' + CATALOG.format(other_keys=""), encoding="utf-8")
    text = report_of(catalog)
    assert "CGK111" in text
    assert SECRET not in text


@pytest.mark.parametrize("target", [".env.local", ".git/config", "gha-creds-1.json", "../outside.yaml"])
def test_linked_catalog_is_not_read(target: str, project: Path) -> None:
    (project / "events.yaml").symlink_to(target)
    text = report_of(project / "events.yaml")
    assert "CGK101" in text
    assert SECRET not in text


def test_hidden_files_do_not_match_patterns(project: Path) -> None:
    (project / "events" / ".draft.yaml").write_text("[", encoding="utf-8")
    (project / "events" / "more.yml").write_text("categories: {b: }\n", encoding="utf-8")
    catalog = project / "events.yaml"
    catalog.write_text("include: events/*\n" + CATALOG.format(other_keys=""), encoding="utf-8")
    assert set(read_catalog(catalog).catalog.categories) == {"a", "b"}


@pytest.mark.parametrize("output", [".git/hooks", ".github/workflows", "a/.hidden", "./.git", "linked", "linked/below"])
def test_output_is_not_hidden_or_linked(output: str, project: Path) -> None:
    (project / "linked").symlink_to(".git")
    catalog = project / "events.yaml"
    catalog.write_text(CATALOG.format(other_keys=f", output: {output}"), encoding="utf-8")
    assert "CGK206" in report_of(catalog)


OUTPUTS = (
    "~/x", "~", "a/~/b", "~root", "$HOME/x", "a/$HOME", "${HOME}/x", "%USERPROFILE%", "`pwd`", "..\\x", "C:/x", "/x",
    "//x", "..", "a/../../x", "a/..", ".", "", "a" * 256, "é" * 128,
)  # fmt: skip


@pytest.mark.parametrize("output", OUTPUTS)
def test_output_without_a_plain_path_is_refused(output: str, project: Path) -> None:
    catalog = project / "events.yaml"
    catalog.write_text(CATALOG.format(other_keys=f", output: {json.dumps(output)}"), encoding="utf-8")
    assert "cannot be the output folder" in report_of(catalog)


def test_output_does_not_follow_links(project: Path) -> None:
    (project / "generated").mkdir()
    (project / "generated" / "a_jobs").symlink_to("../.git")
    catalog = project / "events.yaml"
    catalog.write_text(CATALOG.format(other_keys=""), encoding="utf-8")
    with pytest.raises(OutputError, match="is a link"):
        compile_catalog(catalog)
    assert sorted(path.name for path in (project / ".git").iterdir()) == ["config", "x.yaml"]


def test_journal_from_a_pull_request_is_refused(project: Path) -> None:
    """Check the staging folder of an interrupted run, whose journal lists files that the next run changes."""
    stage = project / "generated" / ".publishing"
    (stage / "files").mkdir(parents=True)
    (stage / "files" / "0").write_text("evil", encoding="utf-8")
    (stage / "journal.json").write_text(
        '{"written": ["../.git/hook"], "deleted": ["../.git/config"]}', encoding="utf-8"
    )
    catalog = project / "events.yaml"
    catalog.write_text(CATALOG.format(other_keys=""), encoding="utf-8")
    with pytest.raises(OutputError, match="is outside"):
        compile_catalog(catalog)
    assert sorted(path.name for path in (project / ".git").iterdir()) == ["config", "x.yaml"]
