"""Python and TypeScript use of a package whose tenant and events have other names on the wire."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cgk_codegen.compiler import compile_catalog, read_catalog
from cgk_codegen.site import plan_site
from cgk_runtime import current_tenant
from cgk_runtime._internal.package_files import read_package_file
from cgk_runtime.cli.payloads import example_payload, example_tenant, read_payload
from cgk_runtime.cli.setup.next_steps import next_steps
from cgk_runtime.cli.setup.providers import LOCAL
from cgk_runtime.cli.verify.troubleshooting import find_known_problem
from cgk_runtime.errors import CrossTenantError, InvalidPayloadError, MissingTenantError
from cgk_runtime.payload import PayloadModel
from cgk_runtime.providers.inngest.provider import InngestProvider
from cgk_runtime.providers.inngest.settings import InngestSettings
from cgk_runtime.settings import Settings
from cgk_runtime.tasks.definition import define_task
from cgk_runtime.testing import SentJobs
from paths import ROOT

pytestmark = pytest.mark.anyio

CATALOG = """\
catalog: {name: desk-jobs, package: desk_jobs, version: 1.0.0}
tenant: {field: organisationId, pattern: "^[a-z]+$", example: acme}
categories: {desk: {title: Desk}}
events:
  ticket.completed:
    wireName: Ticket Completed
    category: desk
    description: A ticket was closed.
    payload: {x-request-id: string, 3d_model: uri?, class: string?}
    example: {x-request-id: r1}
  users.synced:
    wireName: ../teams/users.sync
    category: desk
    description: Users were copied.
  user.identified: {wireName: $identify, category: desk, description: D., deprecated: users.synced}
  plain.sent: {category: desk, description: D.}
schedules:
  users.nightly: {cron: "0 3 * * *", description: D., sends: users.synced}
"""
COMPLETED = "Ticket Completed"
SYNCED = "../teams/users.sync"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "events.yaml").write_text(CATALOG, encoding="utf-8")
    compile_catalog(folder / "events.yaml", folder / "generated")
    return folder / "generated"


@pytest.fixture(scope="module")
def desk(output: Path) -> Iterator[ModuleType]:
    sys.path.insert(0, str(output))
    try:
        yield import_module("desk_jobs")
    finally:
        sys.path.remove(str(output))


@pytest.fixture
def sent(desk: ModuleType) -> Iterator[SentJobs]:
    sdk: Any = import_module("desk_jobs._catalog").sdk
    before = sdk.registry.state()
    with SentJobs(sdk) as sent:
        yield sent
    sdk.registry.restore(before)


def ticket_payload(tenant: str = "acme", **more: Any) -> dict[str, Any]:
    return {"organisationId": tenant, "x-request-id": "r1", **more}


def test_files_are_named_after_the_keys(output: Path) -> None:
    assert sorted(path.stem for path in (output / "schema" / "events").iterdir()) == [
        "plain.sent",
        "ticket.completed",
        "user.identified",
        "users.synced",
    ]
    names = {part for path in output.rglob("*") for part in path.relative_to(output).parts}
    assert not {name for name in names if "Ticket" in name or "teams" in name or name == ".."}
    document = json.loads((output / "schema" / "events" / "ticket.completed.json").read_text(encoding="utf-8"))
    assert document["required"] == ["organisationId", "x-request-id"]
    assert document["title"] == "TicketCompletedPayload"


async def test_jobs_are_sent_by_their_wire_name(desk: ModuleType, sent: SentJobs) -> None:
    await desk.send_job(COMPLETED, ticket_payload(**{"class": "a", "3d_model": "https://a.example/"}))
    await desk.jobs[SYNCED].send({"organisationId": "acme"})
    await desk.send_job("plain.sent", {"organisationId": "acme"})
    assert [job.event for job in sent] == [COMPLETED, SYNCED, "plain.sent"]
    first: Any = next(iter(sent)).payload
    assert (first.organisation_id, first.x_request_id, first.field_3d_model, first.class_) == (
        "acme", "r1", "https://a.example/", "a"
    )  # fmt: skip
    definition = import_module("desk_jobs._catalog").CATALOG.event(SYNCED)
    assert (definition.task_id, definition.payload_type) == ("users-synced", "UsersSyncedPayload")
    deprecated = import_module("desk_jobs._catalog").CATALOG.event("$identify").deprecated
    assert deprecated == f"use {SYNCED} instead"


async def test_errors_name_the_field_of_the_tenant(desk: ModuleType, sent: SentJobs) -> None:
    for payload in ({"x-request-id": "r1"}, ticket_payload("  "), {"tenantId": "acme", "x-request-id": "r1"}):
        with pytest.raises(MissingTenantError, match=r'Event "Ticket Completed" requires organisationId in payload'):
            await desk.send_job(COMPLETED, payload)
    with pytest.raises(InvalidPayloadError, match="organisationId: string should match pattern"):
        await desk.send_job(COMPLETED, ticket_payload("ACME"))


def test_texts_name_the_field_of_the_tenant(output: Path) -> None:
    files = [path for path in output.rglob("*") if path.name == "README.md" or path.name.endswith(".d.ts")]
    texts = {path.relative_to(output).as_posix(): path.read_text(encoding="utf-8") for path in files}
    assert "every payload carries `organisationId`" in texts["README.md"]
    assert "every payload carries `organisationId`" in texts["typescript/README.md"]
    comments = [line for text in texts.values() for line in text.splitlines() if line.strip().startswith(("/*", "*"))]
    assert not [line for line in comments if "tenantId" in line]


def test_site_names_the_field_of_the_tenant(output: Path) -> None:
    files = plan_site(read_catalog(output.parent / "events.yaml").catalog)
    assert "Every payload carries `organisationId`" in files["llms.txt"]
    assert "no fields besides organisationId" in files["index.html"]
    assert not [name for name, text in files.items() if not name.startswith("assets/") and "tenantId" in text]


def test_hints_name_the_field_of_the_tenant(desk: ModuleType, tmp_path: Path) -> None:
    catalog = import_module("desk_jobs._catalog").CATALOG
    assert 'print("for tenant", payload.organisation_id)' in next_steps(LOCAL, catalog, tmp_path)[0]
    problem = find_known_problem(str(MissingTenantError(COMPLETED, catalog.tenant_field)))
    assert problem is not None
    assert (problem.name, "tenantId" in problem.fix) == ("Missing organisationId", False)
    assert '{"organisationId": "your-tenant", ...}' in problem.fix
    provider = InngestProvider(catalog, InngestSettings.read(Settings({"INNGEST_DEV": "1"})))
    assert 'by="organisationId"' in provider.unsupported_reasons["concurrency_key"]


async def test_handlers_run_in_the_tenant(desk: ModuleType, sent: SentJobs) -> None:
    handled: list[tuple[str, str]] = []

    async def completed(payload: Any) -> None:
        handled.append((payload.organisation_id, current_tenant()))
        await desk.send_job(SYNCED, {"organisationId": payload.organisation_id})
        with pytest.raises(CrossTenantError):
            await desk.send_job(SYNCED, {"organisationId": "third"})

    desk.task(COMPLETED, idempotency="x-request-id")(completed)
    for tenant in ("acme", "acme", "other"):
        await desk.send_job(COMPLETED, ticket_payload(tenant), cross_tenant=True)
    await sent.run_until_idle()
    assert handled == [("acme", "acme"), ("other", "other")]
    assert [job.tenant_id for job in sent.of(SYNCED)] == ["acme", "other"]


async def test_schedules_send_to_every_tenant(desk: ModuleType, sent: SentJobs) -> None:
    sdk: Any = import_module("desk_jobs._catalog").sdk
    sdk.tenant_source(lambda: ["acme", "other"])
    await sent.fire("users.nightly")
    assert [(job.event, job.tenant_id) for job in sent] == [(SYNCED, "acme"), (SYNCED, "other")]


def test_idempotency_is_scoped_to_the_tenant(desk: ModuleType) -> None:
    event = import_module("desk_jobs._catalog").CATALOG.event(COMPLETED)

    def handle(payload: object) -> None: ...

    task = define_task(event, handle, {"idempotency": "x-request-id"})
    assert task.constraints.idempotency == ("organisationId", "x-request-id")


def test_models_have_the_attribute_of_the_tenant(desk: ModuleType) -> None:
    payload: PayloadModel = desk.TicketCompletedPayload(organisation_id="acme", x_request_id="r1")
    assert json.loads(payload.to_wire()) == ticket_payload()
    assert list(desk.TicketCompletedDict.__annotations__) == ["organisationId", "x-request-id", "3d_model", "class"]


def test_command_line_adds_the_tenant(desk: ModuleType) -> None:
    catalog = import_module("desk_jobs._catalog").CATALOG
    assert read_payload('{"x-request-id": "r1"}', "acme", catalog.tenant_field) == ticket_payload()
    assert example_payload(catalog, COMPLETED) == {"x-request-id": "r1"}
    assert example_tenant(catalog, COMPLETED) == "acme"
    page = json.loads(read_package_file("desk_jobs", "pages/ticket.completed.json") or b"")
    assert page["snippets"]["cli"].startswith("cgk send 'Ticket Completed' --tenant acme")


def test_typescript_has_the_same_names(output: Path, tmp_path: Path) -> None:
    shutil.copytree(output / "typescript", tmp_path / "package")
    program = f"""
import {{ EVENTS, SCHEDULES, isPayload, isTicketCompleted }} from '{tmp_path}/package/index.js'
import {{ serializePayload }} from '{tmp_path}/package/serialize-payload.js'
const reported = (payload) => {{
  try {{ return serializePayload('Ticket Completed', payload).tenantId }} catch (error) {{ return error.message }}
}}
console.log(JSON.stringify([
  Object.keys(EVENTS), EVENTS['Ticket Completed'].taskId, SCHEDULES['users.nightly'].event,
  isPayload('Ticket Completed', {json.dumps(ticket_payload())}),
  isTicketCompleted({{ tenantId: 'acme' }}), isTicketCompleted({json.dumps(ticket_payload())}),
  reported({json.dumps(ticket_payload())}), reported({{ tenantId: 'acme' }}),
]))
"""
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", "--input-type=module", "-e", program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr
    assert json.loads(completed.stdout) == [
        [COMPLETED, SYNCED, "$identify", "plain.sent"],
        "ticket-completed",
        SYNCED,
        True,
        False,
        True,
        "acme",
        str(MissingTenantError(COMPLETED, "organisationId")),
    ]
