"""Validators are built by Node once per schema; a stale or edited module is never used."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from cgk_codegen.cache import store as store_module
from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG
from cgk_codegen.cli.main import main
from cgk_codegen.compiler import CompileResult, check_output, compile_catalog
from cgk_codegen.diagnostics import CatalogError, Diagnostic, Severity
from cgk_codegen.json_schema import Schema
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.schema_documents import payload_definitions
from cgk_codegen.validators import build as build_module
from cgk_codegen.validators import node as node_module
from cgk_codegen.validators.node import (
    NodeError,
    ValidatorBuildError,
    compile_modules,
    find_ajv,
    find_node,
    run_program,
)
from paths import CATALOGS, ROOT

SMALL = CATALOGS / "small"
PARCELS = "typescript/validators/parcels.js"


def find_nothing(_name: str) -> None:
    """Return None, like a search on a machine without Node."""


def refuse_compilation(_modules: Mapping[str, object], _project: Path) -> None:
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
    """A project with the small catalog, which is not compiled yet, and the workspace's ajv."""
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Node."""
    monkeypatch.setattr("importlib.util.find_spec", find_nothing)
    monkeypatch.setattr("shutil.which", find_nothing)


def generate(project: Path) -> CompileResult:
    return compile_catalog(project / "events.yaml", project / "generated")


def check(project: Path) -> CompileResult:
    return check_output(project / "events.yaml", project / "generated")


def unbuilt_warnings(result: CompileResult) -> list[Diagnostic]:
    """Return the warnings about validators that were not built."""
    return [warning for warning in result.findings if warning.code == "CGK801"]


def edit_catalog(project: Path) -> None:
    catalog = project / "events.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("minimum: 0}", "minimum: 1}"), encoding="utf-8")


def test_a_second_run_compiles_nothing(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = generate(project)
    assert unbuilt_warnings(result) == []
    assert {PARCELS, "typescript/validators/odds.js"} <= set(result.changes.written)
    monkeypatch.setattr(build_module, "compile_modules", refuse_compilation)
    assert not generate(project).changes
    assert not check(project).changes


def test_published_validators_work_without_node(project: Path, cache: Path, request: pytest.FixtureRequest) -> None:
    generate(project)
    shutil.rmtree(cache)
    request.getfixturevalue("no_node")
    assert not generate(project).changes
    assert unbuilt_warnings(check(project)) == []
    module = project / "generated" / PARCELS
    module.write_text(module.read_text(encoding="utf-8").replace("data.weight", "data.height"), encoding="utf-8")
    assert check(project).changes.written == ("manifest.json", PARCELS)


def test_without_node_the_rest_is_generated(project: Path, cache: Path, request: pytest.FixtureRequest) -> None:
    generate(project)
    shutil.rmtree(cache)
    request.getfixturevalue("no_node")
    edit_catalog(project)
    assert PARCELS in check(project).changes.written
    result = generate(project)
    (warning,) = unbuilt_warnings(result)
    assert warning.message == "the TypeScript validators of parcels were not built and throw when they are called"
    required = 'Node 20 or newer is required: install it, or `pip install "cgk-codegen[node]"`'
    assert warning.hint == f"{required}; a catalog without TypeScript sets `typescript: false`"
    assert warning.severity is Severity.WARNING
    catalog_lines = (project / "events.yaml").read_text(encoding="utf-8").splitlines()
    assert catalog_lines[warning.span.line - 1].startswith("  parcels: ")
    assert {"acme_jobs/models/parcels.py", PARCELS} <= set(result.changes.written)
    assert not check(project).changes
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", "--input-type=module", "-e",
         "import { ParcelSentPayload } from './validators/parcels.js'; ParcelSentPayload({})"],
        capture_output=True, text=True, check=False, cwd=project / "generated" / "typescript",
    )  # fmt: skip
    assert "[JobClient] The validators of parcels were not built: Node 20 or newer is required" in completed.stderr


def test_unavailable_ajv_fails(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(_node: object, _project: object) -> Path:
        raise NodeError("npm could not fetch ajv")

    monkeypatch.setattr("cgk_codegen.validators.node.find_ajv", unavailable)
    for command in (generate, check):
        with pytest.raises(CatalogError) as failed:
            command(project)
        (error,) = (finding for finding in failed.value.diagnostics if finding.severity is Severity.ERROR)
        assert (error.code, error.hint.partition(";")[0]) == ("CGK801", "npm could not fetch ajv")
    assert not (project / "generated").exists()


def test_unbuilt_validators_are_reported_as_stale(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setattr("importlib.util.find_spec", find_nothing)
        without.setattr("shutil.which", find_nothing)
        generate(project)
    assert PARCELS in check(project).changes.written


def test_changed_description_builds_nothing(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(project)
    catalog = project / "events.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("A parcel left the house.", "A parcel left."))
    monkeypatch.setattr(build_module, "compile_modules", refuse_compilation)
    assert PARCELS not in generate(project).changes.written


def test_damaged_cache_is_ignored(project: Path, cache: Path) -> None:
    generate(project)
    with sqlite3.connect(cache / "outputs.sqlite") as connection:
        connection.execute("UPDATE outputs SET value = substr(value, 1, 200)")
    connection.close()
    assert not check(project).changes


@pytest.mark.parametrize("version", ["v18.2.0", "no version is installed"])
def test_version_of_old_node_is_reported(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", find_nothing)

    def program_path(name: str) -> str:
        return f"/opt/{name}"

    def old_version(_command: list[str]) -> str:
        return f"{version}\n"

    monkeypatch.setattr("shutil.which", program_path)
    monkeypatch.setattr(node_module, "run_program", old_version)
    with pytest.raises(NodeError, match=f"/opt/node is Node {version}; Node 20 or newer is required"):
        find_node()


def test_unavailable_ajv_is_explained(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of the registry is a closed port."""
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


LARGE_ENUM = [f"value {number}" for number in range(250)]
"""Values of an enum that ajv compares in a loop, as it does from 200 values on."""
LARGE_ENUM_CATALOG = f"""
catalog: {{name: acme-jobs, package: acme_jobs, version: "1.0.0"}}
tenant: {{pattern: "^[a-z0-9_-]{{1,56}}$", example: acme}}
categories: {{orders: {{title: Orders, description: Orders.}}}}
types:
  Country: {json.dumps(LARGE_ENUM)}
  Address: {{fields: {{country: Country}}}}
events:
  order.sent:
    category: orders
    description: An order left.
    payload:
      country: Country
      former: Country | null
      visited: Country[]
      names: {{type: object, additionalProperties: Country}}
      either: Country | number
      optional: Country?
      address: Address
      inner: {{fields: {{country: {{enum: {json.dumps(LARGE_ENUM)}}}}}}}
    example:
      country: value 0
      former: null
      visited: [value 1, value 249]
      names: {{a: value 200}}
      either: 7
      address: {{country: value 2}}
      inner: {{country: value 3}}
  order.counted:
    category: orders
    description: An order was counted.
    payload: {{total: integer}}
    example: {{total: 1}}
"""


def test_enums_may_have_hundreds_of_values(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
    (tmp_path / "events.yaml").write_text(LARGE_ENUM_CATALOG, encoding="utf-8")
    result = generate(tmp_path)
    assert unbuilt_warnings(result) == []
    program = f"""
        import {{ validatePayload }} from './generated/typescript/validation.js'
        const valid = {json.dumps(dict(result.catalog.events["order.sent"].example))}
        const fields = (change) => validatePayload('order.sent', {{ ...valid, ...change }}).map(({{ field }}) => field)
        const other = 'value 250'
        console.log(JSON.stringify([
          fields({{}}), fields({{ country: other }}), fields({{ former: other }}),
          fields({{ visited: ['value 1', other] }}),
          fields({{ names: {{ b: other }} }}), fields({{ either: other }}), fields({{ optional: other }}),
          fields({{ address: {{ country: other }} }}), fields({{ inner: {{ country: null }} }}),
          validatePayload('order.counted', {{ tenantId: 'acme', total: 1 }}),
        ]))
    """
    (tmp_path / "program.mjs").write_text(program, encoding="utf-8")
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", "program.mjs"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert completed.returncode == 0, completed.stderr
    valid, *refused, counted = json.loads(completed.stdout)
    assert (valid, counted) == ([], [])
    assert refused == [
        ["country"], ["former"], ["visited[1]"], ["names.b"], ["either"], ["optional"], ["address.country"],
        ["inner.country"],
    ]  # fmt: skip


def test_categories_may_be_reserved_in_javascript(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
    words = ("delete", "function", "isNewDone", "new", "switch", "this")
    text = LARGE_ENUM_CATALOG.partition("categories:")[0] + "categories:\n"
    text += "".join(f"  {word}: {{title: Title, description: Text.}}\n" for word in words) + "events:\n"
    text += "".join(
        f"  {word}.done: {{category: {word}, description: Text., payload: {{a: string}}, example: {{a: b}}}}\n"
        for word in words
    )
    (tmp_path / "events.yaml").write_text(text, encoding="utf-8")
    generate(tmp_path)
    program = """
        import { isDeleteDone, isNewDone, validatePayload } from './generated/typescript/index.js'
        const payload = { tenantId: 'acme', a: 'b' }
        console.log(isDeleteDone(payload), isNewDone({}), validatePayload('this.done', payload).length)
    """
    (tmp_path / "program.mjs").write_text(program, encoding="utf-8")
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", "program.mjs"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert completed.stdout == "true false 0\n", completed.stderr


def test_failed_build_fails_with_the_reason(
    project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def with_unknown_keyword(catalog: Catalog, events: Iterable[Event]) -> dict[str, Schema]:
        return {name: {**schema, "shape": 1} for name, schema in payload_definitions(catalog, events).items()}

    monkeypatch.setattr(build_module, "payload_definitions", with_unknown_keyword)
    for command in (generate, check):
        with pytest.raises(CatalogError) as raised:
            command(project)
        (error,) = [diagnostic for diagnostic in raised.value.diagnostics if diagnostic.severity is Severity.ERROR]
        assert error.code == "CGK802"
        assert error.message == (
            'the TypeScript validators of parcels cannot be built: strict mode: unknown keyword: "shape"'
        )
        assert not (project / "generated").exists()
    assert main(["generate", "--catalog", str(project / "events.yaml")]) == EXIT_BAD_CATALOG
    assert "CGK802" in capsys.readouterr().err


def test_crash_of_node_names_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "node_modules" / "ajv").mkdir(parents=True)
    (tmp_path / "node_modules" / "ajv" / "package.json").write_text('{"version": "8.20.0"}', encoding="utf-8")
    with pytest.raises(ValidatorBuildError, match=r"node failed: Error: Cannot find module '\./dist/ajv\.js'"):
        compile_modules({"parcels": {"schema": {}, "exported": []}}, tmp_path)


def test_node_is_not_run_for_an_invalid_catalog(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "compile_modules", refuse_compilation)
    catalog = project / "events.yaml"
    text = catalog.read_text(encoding="utf-8")
    assert '"0 2 * * *"' in text
    catalog.write_text(text.replace('"0 2 * * *"', '"0 66 * * *"'), encoding="utf-8")
    with pytest.raises(CatalogError, match="CGK601"):
        generate(project)
