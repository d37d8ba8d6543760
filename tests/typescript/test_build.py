"""Validators are built by Node once per schema; a stale or edited module is never used."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from cgk_codegen.cache import store as store_module
from cgk_codegen.compiler import CompileResult, check_output, compile_catalog
from cgk_codegen.diagnostics import CatalogError, Diagnostic
from cgk_codegen.validators import build as build_module
from cgk_codegen.validators import node as node_module
from cgk_codegen.validators.node import NodeError, find_ajv, find_node, run_program
from paths import CATALOGS, ROOT

SMALL = CATALOGS / "small"
PARCELS = "typescript/validators/parcels.js"


def nothing(_name: str) -> None:
    """Find nothing, as on a machine without Node."""


def forbidden(_modules: Mapping[str, object], _project: Path) -> None:
    pytest.fail("validators were compiled")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of the test's own."""
    folder = tmp_path / "cache"

    def user_cache_path(_name: str) -> Path:
        return folder

    monkeypatch.setattr(store_module, "user_cache_path", user_cache_path)
    monkeypatch.setattr(node_module, "user_cache_path", user_cache_path)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a catalog and its compiled SDK, and the workspace's ajv."""
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Node."""
    monkeypatch.setattr("importlib.util.find_spec", nothing)
    monkeypatch.setattr("shutil.which", nothing)


def generate(project: Path) -> CompileResult:
    return compile_catalog(project / "events.yaml", project / "generated")


def check(project: Path) -> CompileResult:
    return check_output(project / "events.yaml", project / "generated")


def unbuilt(outcome: CompileResult) -> list[Diagnostic]:
    return [warning for warning in outcome.findings if warning.code == "CGK801"]


def edit_catalog(project: Path) -> None:
    catalog = project / "events.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("minimum: 0}", "minimum: 1}"), encoding="utf-8")


def test_a_second_run_compiles_nothing(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = generate(project)
    assert unbuilt(built) == []
    assert {PARCELS, "typescript/validators/odds.js"} <= set(built.changes.written)
    monkeypatch.setattr(build_module, "compile_modules", forbidden)
    assert not generate(project).changes
    assert not check(project).changes


def test_published_validators_work_without_node(project: Path, cache: Path, request: pytest.FixtureRequest) -> None:
    generate(project)
    shutil.rmtree(cache)
    request.getfixturevalue("no_node")
    assert not generate(project).changes
    assert unbuilt(check(project)) == []
    module = project / "generated" / PARCELS
    module.write_text(module.read_text(encoding="utf-8").replace("data.weight", "data.height"), encoding="utf-8")
    assert check(project).changes.written == ("manifest.json", PARCELS)


def test_without_node_the_rest_is_generated(project: Path, cache: Path, request: pytest.FixtureRequest) -> None:
    generate(project)
    shutil.rmtree(cache)
    request.getfixturevalue("no_node")
    edit_catalog(project)
    assert PARCELS in check(project).changes.written
    outcome = generate(project)
    (warning,) = unbuilt(outcome)
    assert warning.message == "the TypeScript validators of parcels were not built and throw when they are called"
    assert warning.hint == 'Node 20 or newer is required: install it, or `pip install "cgk-codegen[node]"`'
    assert warning.span.line == 39
    assert {"acme_jobs/models/parcels.py", PARCELS} <= set(outcome.changes.written)
    assert not check(project).changes
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", "--input-type=module", "-e",
         "import { ParcelSentPayload } from './validators/parcels.js'; ParcelSentPayload({})"],
        capture_output=True, text=True, check=False, cwd=project / "generated" / "typescript",
    )  # fmt: skip
    assert "[JobClient] The validators of parcels were not built: Node 20 or newer is required" in done.stderr


def test_placeholders_are_found_once_node_is_back(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setattr("importlib.util.find_spec", nothing)
        without.setattr("shutil.which", nothing)
        generate(project)
    assert PARCELS in check(project).changes.written


def test_a_changed_description_builds_nothing(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(project)
    catalog = project / "events.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("A parcel left the house.", "A parcel left."))
    monkeypatch.setattr(build_module, "compile_modules", forbidden)
    assert PARCELS not in generate(project).changes.written


def test_damaged_cache_is_ignored(project: Path, cache: Path) -> None:
    generate(project)
    with sqlite3.connect(cache / "rendered.sqlite") as connection:
        connection.execute("UPDATE rendered SET value = substr(value, 1, 200)")
    connection.close()
    assert not check(project).changes


def test_an_old_node_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", nothing)

    def found(name: str) -> str:
        return f"/opt/{name}"

    def old_version(_command: list[str]) -> str:
        return "v18.2.0\n"

    monkeypatch.setattr("shutil.which", found)
    monkeypatch.setattr(node_module, "run_program", old_version)
    with pytest.raises(NodeError, match=r"/opt/node is Node v18\.2\.0; 20 or newer is required"):
        find_node()


def test_unavailable_ajv_is_explained(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Npm finds nothing to answer where its registry is a closed port."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(NodeError, match=r"npm could not fetch ajv 8\.20\.0: .*npm install --save-dev ajv@8\.20\.0"):
        find_ajv(find_node(), tmp_path)


def test_unwritable_cache_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(
        NodeError, match=r"cannot be stored in .*: Not a directory; choose another cache folder with XDG_CACHE_HOME"
    ):
        find_ajv(find_node(), tmp_path)


def test_failed_program_is_reported() -> None:
    with pytest.raises(NodeError, match="failed: no such module"):
        run_program([sys.executable, "-c", "raise SystemExit('a trace\\nno such module')"])
    with pytest.raises(NodeError, match="failed: it ended with status 3"):
        run_program([sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(NodeError, match="/missing cannot be run: No such file or directory"):
        run_program(["/missing"])


def test_node_is_not_run_for_an_invalid_catalog(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "compile_modules", forbidden)
    catalog = project / "events.yaml"
    text = catalog.read_text(encoding="utf-8")
    assert '"0 2 * * *"' in text
    catalog.write_text(text.replace('"0 2 * * *"', '"0 66 * * *"'), encoding="utf-8")
    with pytest.raises(CatalogError, match="CGK601"):
        generate(project)
