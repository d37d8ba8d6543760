"""Pages of events: their snippets run, and their tables describe every field."""

from __future__ import annotations

import ast
import json
import shlex
import subprocess
import sys
from importlib import import_module
from inspect import isawaitable
from pathlib import Path
from types import ModuleType
from typing import Any

import cgk_jobs
import pytest
from cgk_codegen.compiler import read_catalog
from cgk_codegen.plan.pages.fields import MAX_ROWS, FieldRow, FieldTables
from cgk_codegen.plan.pages.snippets import TITLES
from cgk_codegen.resolve import Catalog
from cgk_runtime.catalog_pages import EventPage, read_event_page, read_event_schema
from cgk_runtime.errors import UnknownEventError
from cgk_runtime.payload import PayloadModel
from cgk_runtime.tasks.registry import TaskRegistry
from paths import ROOT

pytestmark = pytest.mark.anyio


def read_page(package: ModuleType, event: str) -> EventPage:
    page = read_event_page(package.CATALOG, event)
    assert page is not None
    return page


async def run(snippet: str) -> None:
    """Run a snippet, which may use `await` outside of a function."""
    result = eval(compile(snippet, "snippet", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), {})  # noqa: S307
    if isawaitable(result):
        await result


async def run_sends(page: EventPage, package: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Run the snippets that send; return the names and payloads that they pass."""
    sent: list[tuple[str, Any]] = []

    async def send_job(name: str, payload: Any) -> None:
        sent.append((name, json.loads(payload.to_wire()) if isinstance(payload, PayloadModel) else payload))

    def send_job_sync(name: str, payload: Any) -> None:
        sent.append((name, payload))

    with monkeypatch.context() as patch:
        patch.setattr(package, "send_job", send_job)
        patch.setattr(package, "send_job_sync", send_job_sync)
        for key in ("python", "model", "sync"):
            await run(page.snippets[key])
    return sent


@pytest.fixture(params=["cgk_jobs", "acme_jobs"])
def package(request: pytest.FixtureRequest) -> ModuleType:
    return cgk_jobs if request.param == "cgk_jobs" else request.getfixturevalue("acme_jobs")


async def test_snippets_send_the_example(package: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in package.CATALOG.events:
        page = read_page(package, name)
        assert list(page.snippets) == list(TITLES)
        assert await run_sends(page, package, monkeypatch) == [(name, page.examples[0])] * 3
        arguments = shlex.split(page.snippets["cli"])
        data: dict[str, Any] = json.loads(arguments[arguments.index("--data") + 1]) if "--data" in arguments else {}
        assert arguments[:3] == ["cgk", "send", name]
        assert {"tenantId": arguments[arguments.index("--tenant") + 1], **data} == page.examples[0]


async def test_handler_snippets_declare_handlers(package: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    sdk = import_module(f"{package.__name__}._catalog").sdk
    monkeypatch.setattr(sdk, "registry", TaskRegistry())
    for name in package.CATALOG.events:
        await run(read_page(package, name).snippets["handler"])
        assert len(sdk.registry.handlers(name)) == 1


def test_python_snippets_are_well_formed(package: ModuleType) -> None:
    pages = [read_page(package, name) for name in package.CATALOG.events]
    text = "\n\n".join(page.snippets[key] for page in pages for key in ("model", "python", "handler"))
    parsed = ast.parse(text)
    assert len(parsed.body) > len(pages)
    assert all(line == line.rstrip() for line in text.split("\n"))


@pytest.fixture(scope="session")
def small_catalog() -> Catalog:
    return read_catalog(ROOT / "tests/codegen/catalogs/small/events.yaml").catalog


def rows_by_name(catalog: Catalog, event: str) -> dict[str, FieldRow]:
    return {row.name: row for row in FieldTables(catalog).rows(catalog.events[event].fields)}


def test_tables_describe_every_field(small_catalog: Catalog) -> None:
    sent = rows_by_name(small_catalog, "parcel.sent")
    assert list(sent) == [field.name for field in small_catalog.events["parcel.sent"].fields]
    assert (sent["speed"].type, sent["level"].type, sent["sentAt"].type) == ("slow | fast", "high | low", "date-time")
    assert (sent["note"].nullable, sent["extra"].nullable, sent["speed"].nullable) == (True, True, False)
    assert (sent["recipient"].sensitive, sent["recipient"].limits) == (True, ("at least 1 character",))
    assert sent["pieces"].limits == ("at least 1", "at most 99")
    assert [(part.at, part.type, part.fields[0].name) for part in sent["to"].parts] == [("", "Address", "street")]
    assert sent["returnTo"].parts == sent["to"].parts
    packed = rows_by_name(small_catalog, "parcel.packed")
    assert [(part.at, part.fields[2].type) for part in packed["items"].parts] == [("[]", "string[]")]
    assert (packed["times"].type, packed["target"].type) == ("(date-time | null)[]", "Address | Receipt")
    assert packed["levels"].type == "(ground | upper)[]"
    assert (packed["prices"].type, packed["names"].limits) == ("object of number", ("each value at most 3 characters",))
    assert packed["code"].limits == ("string at most 4 characters",)
    assert (packed["depth"].deprecated, packed["depth"].examples) == ("use size instead", (3, 4.5))


def test_size_of_tables_is_limited(tmp_path: Path) -> None:
    """Each of the types T0 to T8 contains the next one three times, so T0 has 3^9 nested objects."""
    types = "".join(
        f"  T{index}: {{fields: {{a: T{index + 1}, b: T{index + 1}, c: T{index + 1}}}}}\n" for index in range(9)
    )
    (tmp_path / "events.yaml").write_text(
        "catalog: {name: a, package: a_jobs, version: 1.0.0}\ntenant: {pattern: '^a$', example: a}\n"
        f"categories: {{x: {{title: X}}}}\ntypes:\n{types}  T9: {{fields: {{d: string}}}}\nevents:\n"
        "  x.done: {category: x, description: Done., payload: {top: T8}, "
        "example: {top: {a: {d: ''}, b: {d: ''}, c: {d: ''}}}}\n"
        "  x.deep: {category: x, description: Deep., payload: {top: T0?}, example: {}}\n",
        encoding="utf-8",
    )
    catalog = read_catalog(tmp_path / "events.yaml").catalog

    def count(rows: tuple[FieldRow, ...]) -> int:
        return len(rows) + sum(count(part.fields) for row in rows for part in row.parts)

    tables = FieldTables(catalog)
    # The payload's tenantId and top, the three fields of T8, and a field of T9 for each of them.
    assert count(tables.rows(catalog.events["x.done"].fields)) == 2 + 3 + 3
    assert MAX_ROWS - 10 < count(tables.rows(catalog.events["x.deep"].fields)) <= MAX_ROWS


def test_reader_returns_what_was_written(acme_jobs: ModuleType, small_catalog: Catalog) -> None:
    page = read_page(acme_jobs, "parcel.packed")
    rows = rows_by_name(small_catalog, "parcel.packed")
    assert [(row.name, row.type, row.required, row.limits, row.description) for row in page.fields] == [
        (row.name, row.type, row.required, row.limits, row.description) for row in rows.values()
    ]
    assert page.category_title == "Parcels"
    settled = {row.name: row for row in read_page(acme_jobs, "bill.settled").fields}
    assert (settled["method"].default, settled["billId"].default) == ('"transfer"', None)
    assert [part.type for row in read_page(acme_jobs, "parcel.sent").fields for part in row.parts][:1] == ["Address"]
    schema = read_event_schema(acme_jobs.CATALOG, "parcel.packed")
    assert schema is not None
    assert schema["title"] == "ParcelPackedPayload"
    with pytest.raises(UnknownEventError):
        read_event_page(acme_jobs.CATALOG, "parcel.lost")


def test_pages_are_read_on_demand_only() -> None:
    program = (
        "import sys\nsys.addaudithook(lambda name, arguments: name == 'open' and 'pages' in str(arguments[0]) "
        "and sys.exit(f'opened {arguments[0]}'))\nimport cgk_jobs\ncgk_jobs.CATALOG, cgk_jobs.jobs, cgk_jobs.send_job\n"
        "assert 'cgk_runtime.catalog_pages' not in sys.modules"
    )
    completed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (completed.returncode, completed.stderr) == (0, "")


def test_pages_stay_small() -> None:
    folder = ROOT / "generated" / "cgk_jobs" / "pages"
    sizes = [path.stat().st_size for path in folder.iterdir()]
    assert len(sizes) == len(cgk_jobs.CATALOG.events)
    assert sum(sizes) / len(sizes) < 4_000
