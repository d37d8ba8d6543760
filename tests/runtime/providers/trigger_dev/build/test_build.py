"""`cgk trigger:build`: generated files, untouched user files, rejected handlers."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from cgk_runtime.providers.trigger_dev.build.user_tasks import find_user_tasks
from golden import assert_golden
from paths import ROOT
from waiting import WAIT_TIMEOUT

from .conftest import Build, WorkerHarness
from .project import make_project

GOLDEN_FILES = (
    "src/trigger/order-created.ts",
    "src/trigger/customer-created.ts",
    "src/trigger/order-cancelled.ts",
    "src/trigger/order-restock.ts",
    "src/trigger/schedule-ab-hourlyMetrics.ts",
    "src/trigger/schedule-own-nightly.ts",
    "src/trigger/cgk/project.ts",
    "src/trigger/cgk/queues.ts",
    "trigger.config.ts",
)
HANDLER_TEMPLATE = """
from cgk_jobs import *

@task("order.created", {options})
async def {name}(payload: OrderCreatedPayload, context: TaskContext) -> None:
    {body}
"""
IMPORT_HELPERS = "import { schedule, task } from '@cgk-platform/jobs/trigger'\n"


def run_tsc(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "tsc", "-p", str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def make_project_with(folder: Path, *handlers: str) -> Path:
    """Create a project with these sources of handlers in `app.tasks`; return its folder."""
    app = folder / "source"
    app.mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "tasks.py").write_text("".join(handlers))
    return make_project(folder, app)


def handler_source(name: str = "order_created", options: str = "", body: str = "pass") -> str:
    """Return Python code of a handler; `options` are further arguments of `@task`."""
    return HANDLER_TEMPLATE.format(name=name, options=options, body=body)


@pytest.mark.parametrize("name", GOLDEN_FILES)
def test_generated_files(project: Path, name: str) -> None:
    assert_golden(Path("trigger_build", name.replace("/", "__")), (project / name).read_text())


def test_generated_tasks_are_strictly_typed(project: Path) -> None:
    wrong_sender = project / "src" / "wrong.ts"
    wrong_sender.write_text(
        'import { orderCreated } from "./trigger/order-created.js"\nvoid orderCreated.trigger({ orderId: "o1" })\n'
    )
    try:
        error, *details = run_tsc(project).stdout.splitlines()
    finally:
        wrong_sender.unlink()
    assert error.startswith("src/wrong.ts(2,27): error TS2345")
    assert "Property 'tenantId' is missing" in details[0]
    assert not [line for line in details if not line.startswith(" ")], "the generated files have errors"


def test_every_task_is_indexed_with_its_options(shared_harness: WorkerHarness) -> None:
    tasks = {task["id"]: task for task in shared_harness.built["tasks"]}
    assert len(tasks) == 33, "those of app/tasks.py, and the schedules of the catalog that send an event"
    order = tasks["order-created"]
    assert order["payloadSchema"]["required"] == ["tenantId", "orderId"]
    assert {name: order[name] for name in ("machine", "maxDuration", "queue", "retry", "filePath")} == {
        "machine": {"preset": "small-2x"},
        "maxDuration": 60,
        "queue": {"concurrencyLimit": 2},
        "retry": {"maxAttempts": 5, "factor": 3, "minTimeoutInMs": 200, "maxTimeoutInMs": 9000, "randomize": False},
        "filePath": "src/trigger/order-created.ts",
    }
    assert tasks["order-restock"]["queue"]["name"] == "warehouse"
    assert tasks["order-restock"]["concurrency"] == {"inline": {"perKey": 1}}
    assert "warehouse" in {queue["name"] for queue in shared_harness.built["queues"]}
    assert tasks["schedule-own-nightly"]["schedule"] == {"cron": "0 2 * * *", "timezone": "Europe/Berlin"}


def test_saved_python_file_changes_the_bundle(build: Build, shared_harness: WorkerHarness, tmp_path: Path) -> None:
    folder = make_project_with(tmp_path, handler_source())
    (folder / "requirements.txt").write_text("-e ./shared\n")
    (folder / "shared").mkdir()
    (folder / "shared" / "prices.py").write_text("VAT = 21\n")
    assert build(folder, "--no-schedules").returncode == 0
    worker = shared_harness.worker.for_project(folder)

    async def save(name: str) -> None:
        before = await worker.send_command("hashes")
        with (folder / name).open("a") as file:
            file.write("# saved\n")
        async with asyncio.timeout(WAIT_TIMEOUT):
            while (await worker.send_command("hashes"))[-1] in before:  # noqa: ASYNC110  esbuild sets no event here
                await asyncio.sleep(0.1)

    shared_harness.run(worker.send_command("watch"))
    for name in ("app/tasks.py", "app/new_file.py", "shared/prices.py"):
        shared_harness.run(save(name))
    shared_harness.run(worker.send_command("unwatch"))


def test_second_build_changes_nothing(build: Build, tmp_path: Path) -> None:
    folder = make_project_with(tmp_path, handler_source())
    # 16 new files: the task, and the code in cgk/ that runs Python.
    assert build(folder, "--no-schedules").stdout.endswith(
        "1 task and 0 schedules in src/trigger: 16 new, 0 changed, 0 deleted\n"
    )
    modified_by_file = {file: file.stat().st_mtime_ns for file in folder.rglob("src/**/*.ts")}
    assert "0 new, 0 changed, 0 deleted" in build(folder, "--no-schedules").stdout
    assert {file: file.stat().st_mtime_ns for file in modified_by_file} == modified_by_file
    checked = build(folder, "--no-schedules", "--check")
    assert (checked.returncode, checked.stdout) == (0, "src/trigger is up to date\n")


def test_check_reports_and_keeps_outdated_files(build: Build, tmp_path: Path) -> None:
    folder = make_project_with(tmp_path, handler_source(), handler_source("mail", 'name="order-mail"'))
    out = folder / "src" / "trigger"
    build(folder, "--no-schedules")
    (out / "order-mail.ts").unlink()
    changed = out / "order-created.ts"
    changed.write_text(changed.read_text() + "// edited\n")
    (out / "gone.ts").write_text(changed.read_text())
    checked = build(folder, "--no-schedules", "--check")
    assert checked.returncode == 1
    assert checked.stderr.splitlines()[:3] == [
        "missing: src/trigger/order-mail.ts",
        "changed: src/trigger/order-created.ts",
        "stale: src/trigger/gone.ts",
    ]
    assert (out / "gone.ts").exists()
    build(folder, "--no-schedules")
    assert not (out / "gone.ts").exists()
    assert build(folder, "--no-schedules", "--check").returncode == 0


def test_user_files_are_left_alone(build: Build, tmp_path: Path) -> None:
    folder = make_project_with(tmp_path, handler_source())
    out = folder / "src" / "trigger"
    out.mkdir(parents=True)
    (out / "mine.ts").write_text("export const mine = 1\n")
    (folder / "trigger.config.ts").write_text("export default {}\n")
    completed = build(folder, "--no-schedules")
    assert completed.returncode == 0
    assert 'import { pythonJobs } from "./src/trigger/cgk/extension.js"' in completed.stderr
    assert (out / "mine.ts").read_text() == "export const mine = 1\n"
    assert (folder / "trigger.config.ts").read_text() == "export default {}\n"

    (out / "order-created.ts").write_text("export const mine = 2\n")
    refused = build(folder, "--no-schedules")
    assert refused.returncode == 1
    assert "order-created.ts was not generated and is left alone" in refused.stderr
    assert (out / "order-created.ts").read_text() == "export const mine = 2\n"


@pytest.mark.parametrize("location", ["src/trigger/deep/mine.ts", "jobs/mine.ts"])
def test_duplicate_task_id_is_an_error(build: Build, tmp_path: Path, location: str) -> None:
    folder = make_project_with(tmp_path, handler_source())
    (folder / "trigger.config.ts").write_text('export default { dirs: ["./src/trigger", "./jobs"] }\n')
    own_file = folder / location
    own_file.parent.mkdir(parents=True)
    # An id in a comment does not count.
    own_file.write_text(
        '// task({ id: "order-created" })\nexport const x = task({ id: "other", run: async () => {} })\n'
    )
    assert build(folder, "--no-schedules").returncode == 0
    own_file.write_text(
        "export const x = task<'order-created', P>({\n  id: 'order-created',\n  run: async () => {},\n})\n"
    )
    refused = build(folder, "--no-schedules")
    assert refused.returncode == 1
    assert f'{location} already declares a task "order-created"' in refused.stderr


TASK_FORMS = {
    "a-constant": 'const ID = "a-constant"\nexport const x = task({ id: ID, run: async () => {} })\n',
    "named-id": (
        "const id: string = 'named-id'\nexport const x = schemaTask({ retry: { maxAttempts: 2 }, id, run })\n"
    ),
    "after-run": "export const x = task({ run: async () => ({ id: 'inner' }), id: `after-run` })\n",
    "order-created": f"{IMPORT_HELPERS}export const x = task('order.created', {{ run }})\n",
    "order-cancelled": f"{IMPORT_HELPERS}const E = 'order.cancelled'\nexport const x = task(E, {{ run }})\n",
    "schedule-ab-hourly": f"{IMPORT_HELPERS}export const x = schedule('ab.hourly', {{ run }})\n",
}
"""Declarations of tasks by their id."""


def test_task_id_is_found_in_every_form(project: Path) -> None:
    folder = project / "forms"
    folder.mkdir()
    files = {task_id: folder / f"{task_id}.ts" for task_id in TASK_FORMS}
    for task_id, file in files.items():
        file.write_text(TASK_FORMS[task_id])
    assert find_user_tasks(folder, folder / "none.ts").task_ids == files


def test_unresolved_task_id_is_reported(build: Build, tmp_path: Path) -> None:
    folder = make_project_with(tmp_path, handler_source())
    (folder / "src" / "trigger").mkdir(parents=True)
    expressions = ["ids.order", "`order-${kind}`", "ORDER_ID"]
    for index, expression in enumerate(expressions):
        file = folder / "src" / "trigger" / f"mine{index}.ts"
        file.write_text(f"export const x = task({{ id: {expression}, run }})\n")
    completed = build(folder, "--no-schedules")
    assert completed.returncode == 0
    for index, expression in enumerate(expressions):
        reported = f"src/trigger/mine{index}.ts declares a task with the id {expression}, which is not a literal"
        assert reported in completed.stderr


def test_unread_files_are_reported(build: Build, tmp_path: Path) -> None:
    folder = make_project_with(tmp_path, handler_source())
    (folder / "node_modules" / "typescript").unlink()
    (folder / "src" / "trigger").mkdir(parents=True)
    (folder / "src" / "trigger" / "mine.ts").write_text("export const x = task({ id: 'other', run })\n")
    completed = build(folder, "--no-schedules")
    assert completed.returncode == 0
    assert "src/trigger/mine.ts was not read (typescript is not installed in this project)" in completed.stderr


@pytest.mark.parametrize(
    ("handlers", "message"),
    [
        ((handler_source("one"), handler_source("two")), 'have the same name "order-created"; give each its own name'),
        (
            (handler_source("one", 'name="order-cancelled"'),),
            'has the task id of the event "order.cancelled"; rename it',
        ),
        ((handler_source("one", 'name="a b"'),), '"a b" (app.tasks.one) is not a valid task id'),
        ((handler_source("one", 'name="Mail"'), handler_source("two", 'name="mail"')), "differ only in case"),
        ((handler_source("one", "max_duration=2"),), "max_duration is 2 s; Trigger.dev requires at least 5"),
        ((handler_source("one", 'machine="huge"'),), "machine must be one of micro, small-1x"),
        ((handler_source("one", 'idempotency="orderId"'),), "Trigger.dev does not support idempotency"),
        (
            (handler_source("one", body="await context.step.sleep('a', 1)"),),
            "uses context.step, which Trigger.dev does not have",
        ),
        (("\n",), "no handlers were found"),
    ],
    ids=[
        "unnamed twice",
        "another event",
        "invalid id",
        "case",
        "duration",
        "machine",
        "option",
        "steps",
        "no handlers",
    ],
)
def test_unsupported_handler_is_rejected(build: Build, tmp_path: Path, handlers: tuple[str, ...], message: str) -> None:
    folder = make_project_with(tmp_path, *handlers)
    refused = build(folder, "--no-schedules")
    assert refused.returncode == 1
    assert message in refused.stderr
    assert not (folder / "src").exists()


def test_sending_schedule_needs_tenant_source(build: Build, tmp_path: Path) -> None:
    refused = build(make_project_with(tmp_path, handler_source()))
    assert refused.returncode == 1
    assert "decorate a function that returns them with @tenant_source" in refused.stderr


def test_python_project_can_be_the_parent_folder(build: Build, tmp_path: Path) -> None:
    folder = make_project_with(tmp_path / "repository", handler_source())
    jobs = folder / "jobs"
    jobs.mkdir()
    (jobs / "package.json").write_text("{}")
    assert build(folder, "--no-schedules", "--out", "jobs/src/trigger").returncode == 0
    assert 'directory: ".."' in (jobs / "src" / "trigger" / "cgk" / "project.ts").read_text()
    assert 'from "./src/trigger/cgk/extension.js"' in (jobs / "trigger.config.ts").read_text()
