"""`cgk-codegen init` writes a catalog and its settings, and keeps what a project has."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
import yaml
from cgk_codegen.init.project import Project, SettingsError
from support_commands import Run

pytestmark = pytest.mark.usefixtures("project")

PLUGIN = '"cgk_runtime.mypy_plugin"'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    folder = tmp_path / "Shop Backend"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_empty_folder_gets_a_catalog(project: Path, run: Run) -> None:
    code, out, err = run("init", "--yes")
    assert (code, err) == (0, "")
    assert set(contents(project)) == {
        "events.yaml",
        "pyproject.toml",
        ".gitattributes",
        ".github/workflows/event-catalog.yml",
    }
    catalog = yaml.safe_load(Path("events.yaml").read_text(encoding="utf-8"))
    assert catalog["catalog"]["name"] == "shop-backend-jobs"
    assert catalog["catalog"]["package"] == "shop_backend_jobs"
    assert (len(catalog["events"]), len(catalog["schedules"])) == (2, 1)
    assert "cgk-codegen generate" in out


def test_second_run_changes_nothing(project: Path, run: Run) -> None:
    run("init", "--yes")
    before = contents(project)
    code, out, _ = run("init", "--yes", "--name", "other-jobs")
    assert (code, contents(project)) == (0, before)
    assert "events.yaml: kept" in out


def test_existing_files_are_only_extended(project: Path, run: Run) -> None:
    pyproject = '# ours\r\n[project]\nname   = "shop"\n\n[tool.mypy]  # strict\nstrict = true\n\n[tool.ruff]\n'
    Path("pyproject.toml").write_bytes(pyproject.encode())
    Path(".gitattributes").write_bytes(b"*.png binary")
    code, _, _ = run("init", "--yes")
    assert code == 0
    extended = Path("pyproject.toml").read_bytes().decode()
    assert extended.replace(f"plugins = [{PLUGIN}]\n", "", 1) == pyproject
    assert Path(".gitattributes").read_bytes().startswith(b"*.png binary\n")


@pytest.mark.parametrize(
    ("before", "plugins"),
    [
        ("", f"[{PLUGIN}]"),
        ("[tool.mypy]\nplugins = []\n", f"[{PLUGIN}]"),
        ('[tool.mypy]\nplugins = ["pydantic.mypy"]\n', f'["pydantic.mypy", {PLUGIN}]'),
        ('[tool.mypy]\nplugins = "pydantic.mypy"\n', '"pydantic.mypy, cgk_runtime.mypy_plugin"'),
        ("tool.mypy.strict = true\n", f"[{PLUGIN}]"),
    ],
)
def test_mypy_plugin_joins_the_others(before: str, plugins: str) -> None:
    after = with_plugin(before)
    assert f"plugins = {plugins}" in after
    assert with_plugin(after) == after


@pytest.mark.parametrize("text", ["[tool", "tool = 1", "[tool]\nmypy = 1", "[tool.mypy]\nplugins = 1"])
def test_unusual_mypy_settings_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="pyproject"):
        with_plugin(text)


def with_plugin(text: str) -> str:
    """Return the text of pyproject.toml with the mypy plugin."""
    Path("pyproject.toml").write_text(text, encoding="utf-8")
    return Project(Path()).settings()["pyproject.toml"]


@pytest.mark.parametrize("name", ["mypy.ini", "setup.cfg"])
def test_mypy_ini_is_left_to_the_user(run: Run, name: str) -> None:
    Path(name).write_text("[mypy]\n", encoding="utf-8")
    _, out, _ = run("init", "--yes")
    assert f"Add the mypy plugin to {name}" in out
    assert not Path("pyproject.toml").exists()


@pytest.mark.parametrize(
    ("option", "value", "finding"),
    [("--name", "Not A Name", "CGK206"), ("--tenant-pattern", "acme", "CGK502"), ("--tenant-example", "A!", "CGK502")],
)
def test_impossible_answer_writes_nothing(project: Path, run: Run, option: str, value: str, finding: str) -> None:
    code, _, err = run("init", "--yes", option, value)
    assert (code, contents(project)) == (2, {})
    assert f"error[{finding}]" in err


def test_generate_without_a_catalog_names_init(run: Run) -> None:
    code, _, err = run("generate")
    assert code == 2
    assert "create a catalog with `cgk-codegen init`" in err


def test_typescript_can_be_left_out(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", "--yes", "--no-typescript")
    monkeypatch.setenv("PATH", "")  # no Node
    code, _, err = run("generate")
    assert (code, err) == (0, "")
    assert not (project / "generated" / "typescript").exists()
    assert "typescript" not in (project / "generated" / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("settings", "files", "missing"),
    [
        ("[project]", ["app/__init__.py", "tests/__init__.py"], '[tool.setuptools.packages.find]\ninclude = ["app*"]'),
        ('[project]\n[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"',
         ["a/__init__.py", "b/__init__.py"], '[tool.setuptools.packages.find]\ninclude = ["a*", "b*"]'),
        ('[project]\n[build-system]\nrequires = ["setuptools"]', ["shop.py"],
         '[tool.setuptools]\npy-modules = ["shop"]'),
        ("[project]", ["setup.py", "app/__init__.py"], '[tool.setuptools.packages.find]\ninclude = ["app*"]'),
        ("[project]", ["setup.py", "shop.py"], '[tool.setuptools]\npy-modules = ["shop"]'),
        ('[project]\n[build-system]\nbuild-backend = "hatchling.build"', ["app/__init__.py"], None),
        ('[project]\n[tool.setuptools]\npackages = ["app"]', ["app/__init__.py"], None),
        ('[project]\n[tool.setuptools.packages.find]\ninclude = ["app"]', ["app/__init__.py"], None),
        ("[project]", ["src/app/__init__.py"], None),
        ("[tool.ruff]", ["app/__init__.py"], None),
    ],
)  # fmt: skip
def test_setuptools_needs_a_list_of_packages(
    project: Path, run: Run, settings: str, files: list[str], missing: str | None
) -> None:
    (project / "pyproject.toml").write_text(settings, encoding="utf-8")
    for name in files:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).touch()
    assert Project(project).missing_setuptools_settings() == missing
    code, out, _ = run("init", "--yes")
    assert code == 0
    if missing is None:
        assert "setuptools" not in out
    else:
        assert f"Add this to pyproject.toml, with the packages of your project:\n\n{missing}\n" in out


@pytest.mark.parametrize(
    ("name", "text"), [("setup.py", "setup(packages=find_packages())"), ("setup.cfg", "[options]\npy_modules = shop")]
)
def test_packages_of_older_settings_are_known(project: Path, name: str, text: str) -> None:
    (project / "pyproject.toml").write_text("[project]", encoding="utf-8")
    (project / name).write_text(text, encoding="utf-8")
    assert Project(project).missing_setuptools_settings() is None


def test_catalog_is_named_after_the_project(run: Run) -> None:
    Path("pyproject.toml").write_text('[project]\nname = "Acme.Store"\n', encoding="utf-8")
    run("init", "--yes")
    catalog = yaml.safe_load(Path("events.yaml").read_text(encoding="utf-8"))["catalog"]
    assert (catalog["name"], catalog["package"]) == ("acme-store-jobs", "acme_store_jobs")


def test_missing_answers_write_nothing(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("acme-events\n"))
    code, _, err = run("init")
    assert (code, contents(project)) == (2, {})
    assert "the input ended; pass --yes for the defaults" in err


def test_workflow_fails_until_its_compiler_is_set(run: Run) -> None:
    _, out, _ = run("init", "--yes")
    path = Path(".github/workflows/event-catalog.yml")
    assert f"Set COMPILER in {path.as_posix()}" in out
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    first = workflow["jobs"]["catalog"]["steps"][0]
    assert (workflow["env"]["COMPILER"], first["if"]) == ("", "env.COMPILER == ''")
    assert "Set COMPILER" in first["run"]
    assert "exit 1" in first["run"]
    path.write_text(path.read_text(encoding="utf-8").replace('""', "./compiler.whl"), encoding="utf-8")
    assert "Set COMPILER" not in run("init", "--yes")[1]


def test_first_handler_lists_the_tenants(run: Run) -> None:
    _, out, _ = run("init", "--yes", "--tenant-example", "north")
    assert '@tenant_source\nasync def tenants() -> list[str]:\n    return ["north"]' in out
    assert "@tenant_source" in Path("events.yaml").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_answers_are_asked_at_a_terminal(project: Path) -> None:
    import pexpect

    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    terminal: pexpect.spawn[str] = pexpect.spawn(
        sys.executable, ["-m", "cgk_codegen", "init"], encoding="utf-8", timeout=60, env=environment
    )
    for question, answer in [
        ("distribution", "acme-events"),
        ("Python package", ""),
        ("Field", ""),
        ("Pattern", "^[a-z]+$"),
        ("tenant id", "north"),
        ("TypeScript", "n"),
    ]:
        terminal.expect_exact(question)
        terminal.sendline(answer)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    catalog = yaml.safe_load((project / "events.yaml").read_text(encoding="utf-8"))
    assert catalog["catalog"] == {
        "name": "acme-events",
        "package": "acme_events",
        "version": "0.1.0",
        "typescript": False,
    }
    assert (catalog["tenant"]["pattern"], catalog["tenant"]["example"]) == ("^[a-z]+$", "north")
