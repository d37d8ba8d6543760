"""`cgk handlers`: listed handlers, unknown names, and the impact of catalog changes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from cgk_jobs import CATALOG
from cgk_runtime._internal.typescript_source import source_files
from cgk_runtime.cli.handlers.discovery import Handlers
from cgk_runtime.cli.handlers.typescript import add_typescript_handlers
from golden import assert_golden
from paths import ROOT

from .conftest import Cgk

PYTHON_HANDLERS: Final = """\
from cgk_jobs import OrderCreatedPayload, schedule, task
from cgk_runtime import CancelOn, Retry


@task("order.created", retry=Retry(max_attempts=7), concurrency=4, cancel_on=CancelOn("order.cancelled", by="orderId"))
async def order_created(payload: OrderCreatedPayload) -> None: ...


@task("order.created", name="audit", idempotency="orderId")
def audit(payload: OrderCreatedPayload) -> None: ...


@schedule("ab.testScheduler")
def start_and_end_tests() -> None: ...
"""
TYPESCRIPT_HANDLERS: Final = """\
import { task as job, schedule } from '@cgk-platform/jobs/trigger'
import * as functions from '@cgk-platform/jobs/inngest'
import { Inngest } from 'inngest'

// job('order.commented', {})
const inngest = functions.withJobs(new Inngest({ id: 'shop' }))
export const fulfilled = job('order.fulfilled', { run: async () => "job('order.quoted')" })
export const unknown = job<'order.nope'>("order.nope", { run: async () => 1 })
export const elsewhere = job(NAME, { run: async () => 1 })
export const metrics = schedule('ab.hourlyMetrics', { run: async () => 1 })
const submitted = inngest.createFunction({}, { event: 'review.submitted' }, async ({ event }) => event.data)
"""
OTHER_TYPESCRIPT_HANDLERS: Final = """\
import { task } from '@trigger.dev/sdk'
import { inngest } from './mine.js'

export const own = task({ id: 'something-else', run: async () => 1 })
export const customer = task({
  id: 'customer-created',
  run: async () => 1,
})
const sync = inngest.createFunction({ retries: 3 }, { event: 'product.snyc' }, async () => 1)
const ignored = another.createFunction({ id: 'x' }, { event: 'not.ours' }, async () => 1)
"""


@pytest.fixture
def app(folder: Path) -> Path:
    """A project with Python handlers, TypeScript installed, and a folder for TypeScript handlers."""
    (folder / "tasks.py").write_text(PYTHON_HANDLERS, encoding="utf-8")
    (folder / "src").mkdir()
    link_typescript(folder)
    return folder


def link_typescript(folder: Path) -> None:
    """Install this repository's TypeScript in a project."""
    (folder / "node_modules").mkdir(exist_ok=True)
    (folder / "node_modules" / "typescript").symlink_to(ROOT / "node_modules" / "typescript")


def json_output(completed: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the JSON document that a command printed."""
    assert completed.stdout, completed.stderr
    document: dict[str, Any] = json.loads(completed.stdout)
    return document


def test_handlers_are_listed(app: Path, cgk: Cgk) -> None:
    (app / "src" / "mine.ts").write_text(TYPESCRIPT_HANDLERS.replace("order.nope", "order.cancelled"), encoding="utf-8")
    completed = cgk("handlers", "tasks")
    assert (completed.returncode, completed.stderr) == (0, "")
    assert_golden(Path("cli", "handlers.txt"), completed.stdout)
    reported = json_output(cgk("handlers", "tasks", "--json"))
    assert reported["handlers"][0] == {
        "event": "order.created", "task": "order-created", "place": "tasks.py:5", "language": "python",
        "options": {"maxAttempts": 7, "concurrency": 4}, "cancelledBy": ["order.cancelled"],
    }  # fmt: skip
    assert [schedule["schedule"] for schedule in reported["schedules"]] == ["ab.testScheduler", "ab.hourlyMetrics"]
    handled = {"order.created", "order.cancelled", "order.fulfilled", "review.submitted"}
    assert reported["withoutHandler"] == [event for event in CATALOG.events if event not in handled]
    assert reported["unresolved"] == ["src/mine.ts:9"]


def test_every_unknown_name_is_reported(app: Path, cgk: Cgk) -> None:
    (app / "src" / "mine.ts").write_text(TYPESCRIPT_HANDLERS, encoding="utf-8")
    (app / "src" / "others.ts").write_text(OTHER_TYPESCRIPT_HANDLERS, encoding="utf-8")
    (app / "node_modules" / "theirs.ts").write_text(TYPESCRIPT_HANDLERS, encoding="utf-8")  # is not read
    completed = cgk("handlers", "tasks", "--json")
    assert completed.returncode == 1
    assert [
        (entry["kind"], entry["name"], entry["nearest"], entry["place"]) for entry in json_output(completed)["unknown"]
    ] == [
        ("event", "order.nope", "order.cancelled", "src/mine.ts:8"),
        ("event", "product.snyc", "product.sync", "src/others.ts:9"),
    ]
    without_typescript = cgk("handlers", "tasks", "--no-typescript")
    assert without_typescript.returncode == 0
    assert "TypeScript" not in without_typescript.stdout


@pytest.mark.parametrize(
    ("declaration", "error"),
    [
        ('@task("order.craeted")', 'Unknown event "order.craeted"; did you mean "order.created"?'),
        (
            '@task("order.created", idempotency="ordrId")',
            'idempotency: "ordrId" is not a field of order.created',
        ),
        ('@schedule("ab.testSchedulr")', 'Unknown schedule "ab.testSchedulr"; did you mean "ab.testScheduler"?'),
        ('@upcast("order.craeted")', 'Unknown event "order.craeted"; did you mean "order.created"?'),
    ],
)
def test_unknown_name_is_reported_with_its_line(app: Path, cgk: Cgk, declaration: str, error: str) -> None:
    module = f"from cgk_jobs import schedule, task, upcast\n\n\n{declaration}\ndef handler(payload): ...\n"
    (app / "wrong.py").write_text(module, encoding="utf-8")
    completed = cgk("handlers", "wrong")
    assert completed.returncode == 1
    assert f"{app / 'wrong.py'}:4\n" in completed.stderr
    assert error in completed.stderr


def test_import_error_is_reported(app: Path, cgk: Cgk) -> None:
    (app / "broken.py").write_text("1 / 0\n", encoding="utf-8")
    completed = cgk("handlers", "broken")
    assert completed.returncode == 1
    assert "[cgk] broken cannot be imported: ZeroDivisionError: division by zero" in completed.stderr
    assert "No module named nothing" in cgk("handlers", "nothing").stderr


def test_modules_of_the_project_are_the_default(app: Path, cgk: Cgk) -> None:
    assert "no Python module was imported; name them, or set" in cgk("handlers").stdout
    (app / "pyproject.toml").write_text('[tool.cgk]\nhandlers = ["tasks"]\n', encoding="utf-8")
    assert json_output(cgk("handlers", "--json"))["modules"] == ["tasks"]


CHANGES: Final[list[dict[str, object]]] = [
    {"code": "EVO111", "subject": "order.created", "path": "channel", "message": "the required field is new",
     "breaks": ["old job", "source"], "until": "2026-12-31"},
    {"code": "EVO112", "subject": "order.cancelled", "path": "note", "message": "the field is gone",
     "breaks": ["source"], "until": None},
    {"code": "EVO110", "subject": "slack.notify", "path": "icon", "message": "a field is new",
     "breaks": [], "until": None},
    {"code": "EVO160", "subject": "ab.testScheduler", "path": "", "message": "the cron expression changed",
     "breaks": ["schedules"], "until": None},
]  # fmt: skip


def test_affected_handlers_are_listed(app: Path, cgk: Cgk) -> None:
    (app / "report.json").write_text(json.dumps({"changes": CHANGES}), encoding="utf-8")
    completed = cgk("handlers", "tasks", "--diff", "report.json")
    assert (completed.returncode, completed.stderr) == (0, "")
    assert_golden(Path("cli", "handlers-diff.txt"), completed.stdout)
    piped = cgk("handlers", "tasks", "--diff", "-", "--json", stdin=json.dumps({"changes": CHANGES}))
    affected = json_output(piped)["affected"]
    assert [len(change["handlers"]) for change in affected] == [2, 0, 0, 1]
    assert [handler["task"] for handler in affected[1]["cancelled"]] == ["order-created"]


def test_diff_without_modules_asks_for_them(app: Path, cgk: Cgk) -> None:
    (app / "report.json").write_text(json.dumps({"changes": CHANGES}), encoding="utf-8")
    completed = cgk("handlers", "--diff", "report.json", "--no-typescript")
    assert "no handler is known; no Python module was imported" in completed.stdout
    assert "no Python module was imported; name them, or set handlers = [...]" in completed.stdout


def test_typescript_folders_are_configurable(app: Path, cgk: Cgk) -> None:
    (app / "wrong.ts").write_text(TYPESCRIPT_HANDLERS, encoding="utf-8")
    setting = app / "pyproject.toml"
    setting.write_text("[tool.cgk]\ntypescript = []\n", encoding="utf-8")
    assert json.loads(cgk("handlers", "--json").stdout)["typescriptFiles"] == 0
    setting.write_text('[tool.cgk]\ntypescript = ["src"]\n', encoding="utf-8")
    (app / "src" / "mine.ts").write_text(TYPESCRIPT_HANDLERS, encoding="utf-8")
    assert json.loads(cgk("handlers", "--json").stdout)["typescriptFiles"] == 1
    setting.write_text('[tool.cgk]\ntypescript = ["nowhere"]\n', encoding="utf-8")
    assert "[tool.cgk] typescript: no such folder: " in cgk("handlers").stderr
    setting.write_text("[tool.cgk]\ntypescript = [1]\n", encoding="utf-8")
    assert "[tool.cgk] typescript in pyproject.toml must be a list of strings" in cgk("handlers").stderr


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        (("--diff", "none.json"), "Cannot read none.json: No such file"),
        (("--diff", "tasks.py"), "tasks.py is not a report of `cgk-codegen breaking --format json`"),
    ],
)
def test_invalid_report_is_rejected(app: Path, cgk: Cgk, arguments: tuple[str, ...], reported: str) -> None:
    completed = cgk("handlers", "tasks", *arguments)
    assert completed.returncode == 1
    assert reported in completed.stderr


@pytest.fixture
def typescript_folder(tmp_path: Path) -> Path:
    """A folder with TypeScript installed."""
    link_typescript(tmp_path)
    return tmp_path


def find_handlers(folder: Path, code: str, package: str | None = "@cgk-platform/jobs") -> Handlers:
    """Return the handlers that `cgk handlers` finds in a TypeScript file with this code."""
    (folder / "file.ts").write_text(code, encoding="utf-8")
    handlers = Handlers()
    add_typescript_handlers(handlers, CATALOG, package, [folder], folder)
    return handlers


def test_documented_typescript_is_found(typescript_folder: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "use-typescript.md").read_text(encoding="utf-8")
    snippets = re.findall(r"```typescript\n(.*?)```", page, re.DOTALL)
    found = [find_handlers(typescript_folder, snippet) for snippet in snippets if "'@cgk-platform/jobs/" in snippet]
    assert [handler.event for handlers in found for handler in handlers.of("event")] == ["order.created"] * 2
    assert [handler.event for handlers in found for handler in handlers.of("schedule")] == ["ab.hourlyMetrics"]


@pytest.mark.parametrize(
    ("code", "events"),
    [
        ("import { task } from '@cgk-platform/jobs/trigger'\ntask('order.created', {})", ["order.created"]),
        ("import {\n  schedule,\n  task,\n} from '@cgk-platform/jobs/trigger'\ntask(\n  `order.created`,\n{})",
         ["order.created"]),
        ("import * as jobs from '@cgk-platform/jobs/trigger'\njobs.task('order.created', {})", ["order.created"]),
        ("import { task } from '@cgk-platform/jobs/trigger'\nconst ORDER = 'order.created'\ntask(ORDER, {})",
         ["order.created"]),
        ("import { task } from '@other/jobs/trigger'\ntask('order.created', {})", []),
        ("import { task } from './mine.js'\ntask('order.created', {})", []),
        ("import { task } from '@cgk-platform/jobs/trigger'\n/* task('order.created', {}) */", []),
        ("import { task } from '@cgk-platform/jobs/trigger'\nmy.task('order.created', {})", []),
        ("import { createFunction } from '@cgk-platform/jobs/inngest'\ncreateFunction(c, { event: 'order.created' })",
         ["order.created"]),
        ("inngest.createFunction({ id: 'a' }, { event: 'order.created' }, async () => 1)", ["order.created"]),
        ("// Generated by `cgk trigger:build` from a.py\nexport const a = task({ id: 'order-created', run: 1 })", []),
    ],
)  # fmt: skip
def test_typescript_handlers_are_recognized(typescript_folder: Path, code: str, events: list[str]) -> None:
    handlers = find_handlers(typescript_folder, code)
    assert [handler.event for handler in handlers.all] == events
    assert handlers.unknown == []


@pytest.mark.parametrize(
    ("client", "unknown_events"),
    [("withJobs(new Inngest({ id: 'shop' }))", ["order.nope"]), ("new Inngest({ id: 'shop' })", []), ("other", [])],
)
def test_only_sdk_functions_need_known_events(typescript_folder: Path, client: str, unknown_events: list[str]) -> None:
    code = f"{client}.createFunction({{}}, {{ event: 'order.nope' }}, async () => 1)"
    assert [handler.name for handler in find_handlers(typescript_folder, code).unknown] == unknown_events


def test_unknown_package_may_be_the_sdk(typescript_folder: Path) -> None:
    code = "import { task } from '@other/jobs/trigger'\ntask('order.created', {})"
    assert [handler.event for handler in find_handlers(typescript_folder, code, package=None).all] == ["order.created"]


def test_unread_typescript_is_reported(folder: Path, cgk: Cgk) -> None:
    (folder / "mine.ts").write_text(TYPESCRIPT_HANDLERS, encoding="utf-8")
    assert "not read: mine.ts (typescript is not installed in this project)" in cgk("handlers").stdout
    assert json_output(cgk("handlers", "--json"))["unreadFiles"] == [
        {"file": "mine.ts", "reason": "typescript is not installed in this project"}
    ]


def test_unread_files_share_a_line(folder: Path, cgk: Cgk) -> None:
    (folder / "src").mkdir()
    for name in ("a.ts", "b.ts", "c.ts", "d.ts", "e.ts"):
        (folder / "src" / name).write_text(TYPESCRIPT_HANDLERS, encoding="utf-8")
    lines = [line for line in cgk("handlers").stdout.splitlines() if line.startswith("not read")]
    assert lines == ["not read: src/a.ts, src/b.ts, src/c.ts and 2 more (typescript is not installed in this project)"]


def test_generated_package_is_not_read(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "generated" / "typescript", tmp_path / "generated" / "typescript")
    (tmp_path / "mine.ts").write_text(TYPESCRIPT_HANDLERS, encoding="utf-8")
    assert source_files([tmp_path]) == [tmp_path / "mine.ts"]


def test_missing_node_is_reported(typescript_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(typescript_folder))
    handlers = find_handlers(typescript_folder, TYPESCRIPT_HANDLERS)
    assert (handlers.all, handlers.unread_files) == ([], {"file.ts": "Node.js is not installed"})


def test_typescript_without_parser_is_reported(tmp_path: Path) -> None:
    module = tmp_path / "node_modules" / "typescript"
    module.mkdir(parents=True)
    (module / "index.js").write_text("exports.version = '7.0.0'", encoding="utf-8")
    reason = "typescript 7.0.0 cannot parse files for other programs; install version 5 or 6"
    assert find_handlers(tmp_path, TYPESCRIPT_HANDLERS).unread_files == {"file.ts": reason}


def test_cron_function_needs_no_event(typescript_folder: Path) -> None:
    code = "withJobs(client).createFunction({}, { cron: '0 * * * *' }, async () => 1)"
    handlers = find_handlers(typescript_folder, code)
    assert (handlers.all, handlers.unresolved) == ([], [])


def test_triggers_option_is_read(typescript_folder: Path) -> None:
    code = "withJobs(client).createFunction({ triggers: [{ event: 'order.created' }] }, async () => 1)"
    assert [handler.event for handler in find_handlers(typescript_folder, code).all] == ["order.created"]


PYTHON_SENDS: Final = """\
import cgk_jobs
from cgk_jobs import OrderCreatedPayload, jobs, send_job, send_jobs, task

EVENT = "product.sync"


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> None:
    await send_job(EVENT, {"tenantId": "rawdog"})
    await cgk_jobs.send_job("order.cancelled", {"tenantId": "rawdog", "orderId": payload.order_id})
    jobs["order.fulfilled"].send_sync({"tenantId": "rawdog", "orderId": "o1", "fulfillmentId": "f1"})
    await send_jobs([jobs["product.sync"].item({"tenantId": "rawdog"})])
    jobs["product.sync"].trigger_and_wait_sync({"tenantId": "rawdog"})
    send_job_sync(event="review.submitted", payload={})
    mailer.send("to you")
"""


def test_sends_are_listed(folder: Path, cgk: Cgk) -> None:
    (folder / "tasks.py").write_text(PYTHON_SENDS, encoding="utf-8")
    link_typescript(folder)
    (folder / "send.ts").write_text(
        "import { sendJob } from '@cgk-platform/jobs'\nawait sendJob('order.created', {})\nmailer.send('to you')\n",
        encoding="utf-8",
    )
    reported = json_output(cgk("handlers", "tasks", "--json"))
    assert [(send["event"], send["function"], send["place"]) for send in reported["sends"]] == [
        ("order.created", "sendJob", "send.ts:2"),
        ("order.fulfilled", "send_sync", "tasks.py:11"),
        ("order.cancelled", "send_job", "tasks.py:10"),
        ("product.sync", "trigger_and_wait_sync", "tasks.py:13"),
        ("product.sync", "send_job", "tasks.py:9"),
        ("product.sync", "item", "tasks.py:12"),
        ("review.submitted", "send_job_sync", "tasks.py:14"),
    ]
    assert reported["sends"][0]["language"] == "typescript"
    output = cgk("handlers", "tasks").stdout
    assert re.search(r"order\.fulfilled +sent by send_sync +tasks\.py:11", output)
