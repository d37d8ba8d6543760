"""`cgk-codegen import`: exit codes, output formats, and code that runs only if it is allowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cgk_codegen.compiler import read_catalog
from paths import ROOT
from support_commands import Run

WITH_TENANT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["tenantId"],
    "properties": {"tenantId": {"type": "string", "pattern": "^[a-z]+$"}},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, **properties: object) -> Path:
    """Write a schema with the tenant and further optional fields."""
    schema = {**WITH_TENANT, "properties": {**WITH_TENANT["properties"], **properties}}  # type: ignore[dict-item]
    path.write_text(json.dumps(schema, indent=1), encoding="utf-8")
    return path


def test_exact_import_is_written(folder: Path, run: Run) -> None:
    write(folder / "order.placed.json")
    assert run("import", "order.placed.json", "--strict") == (
        0, "events.yaml: 1 event, 0 types; exact\nnext: cgk-codegen generate\n", "",
    )  # fmt: skip
    assert list(read_catalog(Path("events.yaml")).catalog.events) == ["order.placed"]


def test_strict_writes_nothing(folder: Path, run: Run) -> None:
    write(folder / "order.placed.json", note={"type": "string", "not": {"const": "x"}})
    code, out, err = run("import", "order.placed.json", "--strict")
    assert (code, out) == (1, "")
    assert 'order.placed.json:14:4: warning[IMP208]: order.placed.note widened: "not" is not checked here' in err
    assert "= hint: check it in the producer or in the handler." in err
    assert not (folder / "events.yaml").exists()
    assert run("import", "order.placed.json", "--strict", "--accept", "IMP208")[0] == 0


def test_missing_references_fail_after_writing(folder: Path, run: Run) -> None:
    write(folder / "order.placed.json", a={"$ref": "other.json"})
    code, out, _ = run("import", "order.placed.json", "--report", "json")
    report = json.loads(out)
    assert (code, report["unresolved"]) == (1, 1)
    assert [(diagnostic["code"], diagnostic["file"], diagnostic["line"]) for diagnostic in report["diagnostics"]] == [
        ("IMP401", "order.placed.json", 13)
    ]
    assert (folder / "events.yaml").exists()


def test_every_finding_is_listed(folder: Path, run: Run) -> None:
    text: object = {"type": "string", "not": {}}
    write(folder / "order.placed.json", **dict.fromkeys([f"f{index}" for index in range(15)], text))
    assert run("import", "order.placed.json")[2].count("[IMP208]") == 15


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["missing"], "missing does not exist"),
        (["events.csv"], "the format of events.csv is not recognized"),
        (["empty"], "empty has no JSON Schema"),
        (["jobs.py"], "reading pydantic runs the code of jobs.py; allow it with --execute"),
        (["jobs.ts"], "jobs.ts has no event map"),
        (["api.yaml"], 'api.yaml has no event: the document kept: "paths" has'),
        (["empty", "--ref-map", "x"], '"x" is not ADDRESS=PATH'),
    ],
)
def test_unusable_sources_are_explained(folder: Path, run: Run, arguments: list[str], reason: str) -> None:
    (folder / "empty").mkdir()
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    for name in ("events.csv", "jobs.py", "jobs.ts"):
        (folder / name).touch()
    (folder / "api.yaml").write_text("openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\n", encoding="utf-8")
    code, out, err = run("import", *arguments)
    assert (code, out) == (2, "")
    assert reason in err


SOURCE_THAT_RUNS = """\
import { writeFileSync } from 'node:fs'
writeFileSync('ran', '')
export type Events = { 'a/b': { data: { tenantId: string } } }
throw new Error('ran')
"""


def test_no_code_of_a_source_runs(folder: Path, run: Run) -> None:
    """The importer runs neither the file, nor a compiler next to it, nor a plugin of its configuration."""
    source = folder / "source"
    compiler = source / "node_modules" / "typescript"
    (compiler / "lib").mkdir(parents=True)
    (compiler / "package.json").write_text('{"version": "6.0.3", "main": "lib/typescript.js"}', encoding="utf-8")
    (compiler / "lib" / "typescript.js").write_text("require('fs').writeFileSync('ran', '')", encoding="utf-8")
    plugin = {"compilerOptions": {"plugins": [{"name": "./plugin.js", "transform": "./plugin.js"}]}}
    (source / "tsconfig.json").write_text(json.dumps(plugin), encoding="utf-8")
    (source / "plugin.js").write_text("require('fs').writeFileSync('ran', '')", encoding="utf-8")
    (source / "events.ts").write_text(SOURCE_THAT_RUNS, encoding="utf-8")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    assert run("import", "source/events.ts")[0] == 0
    assert [path for path in folder.rglob("ran") if "node_modules" not in path.parts] == []


EVENT_TYPES = """\
import { eventType, staticSchema } from 'inngest'
export const seen = eventType('a/seen', { schema: staticSchema<{ tenantId: string }>() })
export const lost = eventType('a/lost', { schema: z.object({ tenantId: z.string() }) })
"""


def test_schemas_that_are_code_are_listed(folder: Path, run: Run) -> None:
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "events.ts").write_text(EVENT_TYPES, encoding="utf-8")
    code, out, err = run("import", "events.ts")
    assert (code, "1 event" in out) == (1, True)
    assert "events.ts:3:31: warning[IMP502]: a/lost left out: its schema is code; --execute runs it" in err


def test_types_outside_the_folder_stay_unread(folder: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.ts"
    outside.write_text("export type Secret = { password: 'hunter2' }", encoding="utf-8")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "events.ts").write_text(
        f"import type {{ Secret }} from '{outside.with_suffix('')}'\n"
        "export type Events = { 'a/b': { data: { tenantId: string; a: Secret } } }\n",
        encoding="utf-8",
    )
    code, out, _ = run("import", "events.ts", "--report", "json")
    assert code == 1
    assert "hunter2" not in out + (folder / "events.yaml").read_text(encoding="utf-8")
    assert '"IMP401"' in out


PYTHON_THAT_READS_VARIABLES = """\
import os
from pydantic import BaseModel, Field
class Seen(BaseModel):
    tenantId: str = Field(description=" ".join(sorted(os.environ)))
"""
ZOD_THAT_READS_VARIABLES = """\
import { z } from 'zod'
export const events = { 'a/b': z.object({ tenantId: z.string().describe(Object.keys(process.env).sort().join(' ')) }) }
"""


@pytest.mark.parametrize(
    ("name", "text"), [("seen.py", PYTHON_THAT_READS_VARIABLES), ("seen.ts", ZOD_THAT_READS_VARIABLES)]
)
def test_executed_code_sees_no_secrets(
    folder: Path, run: Run, name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIGGER_SECRET_KEY", "tr_dev_x")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / name).write_text(text, encoding="utf-8")
    format_option = ["--format", "zod"] if name.endswith(".ts") else []
    assert run("import", name, "--execute", *format_option)[0] == 0
    written = (folder / "events.yaml").read_text(encoding="utf-8")
    assert "PATH" in written
    assert "TRIGGER_SECRET_KEY" not in written


def test_code_that_fails_is_reported(folder: Path, run: Run) -> None:
    (folder / "seen.py").write_text("import not_installed_here\n", encoding="utf-8")
    code, _, err = run("import", "seen.py", "--execute")
    assert code == 2
    assert "seen.py cannot be read: ModuleNotFoundError: No module named 'not_installed_here'" in err


CATALOG = """\
catalog: {name: desk-jobs, package: desk_jobs, version: 1.0.0}
tenant: {field: organisationId, pattern: "^[a-z]+$", example: acme}
categories: {order: {title: Orders}}
events:
  order.shipped: {category: order, description: Shipped.}
"""
SOURCE = """\
import type { Ticket } from 'missing-types'
export type Events = {
  'ticket.opened': { data: { organisationId: string; ticket: Ticket; number: bigint } }
  'ticket.closed': { data: { organisationId: string } }
  'ticket.lost': { data: { tenantId: string } }
}
"""


@pytest.fixture
def desk(folder: Path) -> Path:
    """A working directory with a catalog whose tenant is named organisationId, and a source for it."""
    (folder / "events.yaml").write_text(CATALOG, encoding="utf-8")
    (folder / "desk.ts").write_text(SOURCE, encoding="utf-8")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def test_import_respects_the_catalogs_tenant(desk: Path, run: Run) -> None:
    _, out, _ = run("import", "desk.ts", "--report", "json")
    report = json.loads(out)
    assert list(read_catalog(desk / "events.yaml").catalog.events) == [
        "order.shipped", "ticket.opened", "ticket.closed", "ticket.lost",
    ]  # fmt: skip
    findings = {(diagnostic["code"], diagnostic["message"]) for diagnostic in report["diagnostics"]}
    assert ("IMP308", "every payload narrowed: a tenant's id matches ^[a-z]+$ here") in findings
    assert ("IMP302", "ticket.lost narrowed: it has no organisationId, which every payload has here") in findings
    assert "IMP503" not in out
    missing = next(diagnostic for diagnostic in report["diagnostics"] if diagnostic["code"] == "IMP401")
    assert missing["hint"] == "install the package or add the file that defines it, and import again."
    assert out.count('"IMP303"') == 1
    written = (desk / "imported" / "desk.yaml").read_text(encoding="utf-8")
    assert "\n\n  ticket.closed:" in written
    assert "events:\n\n" not in written


def test_other_tenant_field_is_renamed(desk: Path, run: Run) -> None:
    (desk / "desk.ts").write_text("export type Events = { 'a.b': { data: { tenantId: string } } }\n", encoding="utf-8")
    code, _, err = run("import", "desk.ts", "--tenant-field", "tenantId")
    assert code == 0
    assert "IMP308]: every payload narrowed: tenantId is named organisationId here" in err
    event = read_catalog(desk / "events.yaml").catalog.events["a.b"]
    assert [field.name for field in event.fields] == ["organisationId"]


def test_import_is_repeated(desk: Path, run: Run) -> None:
    run("import", "desk.ts")
    (desk / "desk.ts").write_text(SOURCE.replace("closed", "solved"), encoding="utf-8")
    assert "replace it with --replace" in run("import", "desk.ts")[2]
    assert "order.shipped" in read_catalog(desk / "events.yaml").catalog.events
    assert run("import", "desk.ts", "--replace")[0] == 1  # the type is still missing
    events = read_catalog(desk / "events.yaml").catalog.events
    assert ("ticket.solved" in events, "ticket.closed" in events) == (True, False)
    (desk / "imported" / "desk.yaml").unlink()
    assert run("import", "desk.ts")[0] == 1
    assert read_catalog(desk / "events.yaml").catalog.events.keys() == events.keys()
    assert (desk / "events.yaml").read_text(encoding="utf-8").count("imported/*.yaml") == 1


def test_unbounded_integers_are_listed_once(folder: Path, run: Run) -> None:
    write(
        folder / "order.placed.json",
        small={"type": "integer", "format": "int32"},
        other={"type": "integer"},
        large={"type": "integer", "minimum": -(2**60), "maximum": 2**60},
    )
    _, out, _ = run("import", "order.placed.json", "--report", "json")
    hints = [(diagnostic["code"], diagnostic["hint"]) for diagnostic in json.loads(out)["diagnostics"]]
    assert hints == [
        ("IMP305", "write `integer` without its bounds to accept larger numbers."),
        ("IMP303", "send larger numbers as text."),
        ("IMP303", "send larger numbers as text."),
    ]
