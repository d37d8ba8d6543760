"""Tests of `cgk dev`: handlers in one process, senders in others."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import HTTPError

import pexpect
import pytest
from processes import is_running, running_children

from .conftest import Dev, Project

SEND = """
from cgk_jobs import send_job_sync
handle = send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "o1"})
print(handle.wait_sync(60), handle.status_sync().status)
"""


def test_other_process_sends_and_gets_the_result(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.until("ready: handlers for 1 event")
    sent = project.python(SEND)
    assert sent.stdout == "rawdog o1 first completed\n", sent.stderr
    line = running.until("order.created")
    assert re.search(r"\d\d:\d\d:\d\d  order\.created +rawdog +completed  \d+ ms  run_[0-9a-f]{32}\n", line)


def test_client_calls_work_across_processes(project: Project, dev: Callable[..., Dev]) -> None:
    dev().until("ready")
    completed = project.python("""
        import asyncio
        from cgk_jobs import *

        async def main(key):
            order = jobs["order.created"]
            late = await order.send({"tenantId": "a", "orderId": "1"}, delay=60, tags=["vip"], idempotency_key=key)
            same = await order.send({"tenantId": "a", "orderId": "1"}, idempotency_key=key)
            assert late.id == same.id
            run = await late.status()
            assert (run.status, run.event, run.tenant_id, run.tags) == ("delayed", "order.created", "a", ("vip",)), run
            try:
                await late.wait(timeout=0.05)
            except WaitTimeoutError as error:
                assert error.run_id == late.id
            await late.cancel()
            assert (await get_handle(late.id).status()).status == "cancelled"
            again = await replay_job(late.id)
            assert await again.wait(60) == "a 1 first"
            batch = await send_jobs([order.item({"tenantId": tenant, "orderId": "2"}) for tenant in ("a", "b")])
            assert [await handle.wait(60) for handle in batch] == ["a 2 first", "b 2 first"]
            try:
                await trigger_and_wait("order.created", {"tenantId": "a", "orderId": "bad"}, max_attempts=1, timeout=60)
            except RunFailedError as error:
                assert (error.error_type, error.error_message) == ("ValueError", "no such order"), error
            try:
                await get_run_status("run_unknown")
            except RunNotFoundError as error:
                assert error.run_id == "run_unknown"
            health = await health_check()
            assert health.healthy and "cgk dev at http://127.0.0.1:" in health.detail, health
            await reset_job_client()

        asyncio.run(main("first"))
        asyncio.run(main("second"))
        print("done")
    """)
    assert completed.stdout == "done\n", completed.stderr


def test_saved_file_restarts_the_worker(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.until("ready")
    project.tasks.write_text(project.tasks.read_text(encoding="utf-8").replace("first", "second"), encoding="utf-8")
    running.until("app/tasks.py changed, restarting")
    running.until("ready", times=2)
    assert project.python(SEND).stdout == "rawdog o1 second completed\n"
    project.tasks.write_text("import nothing_of_this_name", encoding="utf-8")
    running.until("No module named 'nothing_of_this_name'")
    running.until("the worker ended with status 1; waiting for a change")
    assert_refused_at_once(project, "the worker ended with status 1; see its terminal")
    project.tasks.write_text("from cgk_jobs import task", encoding="utf-8")
    running.until("ready: handlers for 0 events")


def assert_refused_at_once(project: Project, reason: str) -> None:
    """Assert that a `cgk dev` without a worker refuses a job at once, for this reason."""
    sent = project.python("""
        from cgk_jobs import ProviderError, send_job_sync
        try:
            send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "o" * 1_000_000})
        except ProviderError as error:
            print(error)
    """)
    assert sent.stdout == f"[cgk dev] {reason}, then save a Python file to restart it\n", sent.stderr


def test_killed_worker_is_reported_to_senders(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.until("ready: handlers for 1 event, 0 active schedules; jobs are lost when this ends")
    running.until("and 21 more), because no function lists the tenants")
    (worker,) = running_children(running.process.pid)
    os.kill(worker, signal.SIGKILL)
    running.until("the worker was killed by SIGKILL; waiting for a change")
    assert_refused_at_once(project, "the worker was killed by SIGKILL; see its terminal")
    project.tasks.write_text(project.tasks.read_text(encoding="utf-8").replace("first", "second"), encoding="utf-8")
    running.until("ready", times=2)
    assert project.python(SEND).stdout == "rawdog o1 second completed\n"


def test_failing_handler_shows_its_traceback(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.until("ready")
    project.python("""
        from cgk_jobs import send_job_sync
        send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "bad"}, max_attempts=2)
    """)
    assert "failed, retry in 1 s" in running.until("attempt 2 of 2")
    traceback = running.until("app/tasks.py")
    assert "Traceback" in traceback
    assert "ValueError: no such order" in traceback


def test_job_without_handler_lists_handled_events(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.until("ready")
    sent = project.python("""
        from cgk_jobs import *
        try:
            jobs["order.fulfilled"].trigger_and_wait_sync(
                {"tenantId": "a", "orderId": "1", "fulfillmentId": "f"}, timeout=60
            )
        except RunFailedError as error:
            print(error)
    """)
    assert 'Add a function with @task("order.fulfilled"), or load the module' in sent.stdout
    assert 'No handler for "order.fulfilled" in this process; it has handlers for order.created' in sent.stdout, (
        sent.stderr
    )
    running.stop()
    assert "NoHandlerError" in running.output
    assert "Traceback" not in running.output


def test_local_without_handlers_hints_at_dev(project: Project, dev: Callable[..., Dev]) -> None:
    dev().until("ready")
    sent = project.python(
        """
        from cgk_jobs import *
        try:
            jobs["order.created"].trigger_and_wait_sync({"tenantId": "a", "orderId": "1"}, timeout=60)
        except RunFailedError as error:
            print(error)
        """,
        JOBS_PROVIDER="local",
    )
    assert "or load the module that has it, such as `cgk dev app.tasks`" in sent.stdout, sent.stderr


def test_every_job_of_the_project_is_logged(project: Project, dev: Callable[..., Dev]) -> None:
    log = project.folder / "jobs.jsonl"
    (project.folder / ".env.local").write_text("JOBS_LOCAL_LOG=jobs.jsonl\n", encoding="utf-8")
    dev("app.tasks").until("ready")
    sent = project.python("""
        from cgk_jobs import jobs
        jobs["order.created"].trigger_and_wait_sync({"tenantId": "a", "orderId": "1"}, timeout=60)
    """)
    assert sent.returncode == 0, sent.stderr
    (line,) = (json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())
    assert (line["event"], line["payload"]) == ("order.created", {"tenantId": "a", "orderId": "1"})


def test_endpoint_file_is_private_and_removed(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.until("ready")
    file = project.folder / ".cgk" / "dev.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert (file.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"
    endpoint = json.loads(file.read_text(encoding="utf-8"))
    assert endpoint["host"] == "127.0.0.1"
    assert endpoint["token"] not in running.output
    assert running.stop() == 0
    # What remains is the history of runs, which is private too.
    remaining = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert remaining == {".gitignore": 0o600, "dev.sqlite": 0o600}


def post(endpoint: dict[str, Any], path: str, body: object) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        f"http://{endpoint['host']}:{endpoint['port']}{path}",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {endpoint['token']}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310  loopback
            return response.status, json.load(response)
    except HTTPError as error:
        return error.code, json.load(error)


def test_other_languages_speak_json_over_http(project: Project, dev: Callable[..., Dev]) -> None:
    dev().until("ready")
    endpoint = json.loads((project.folder / ".cgk" / "dev.json").read_text(encoding="utf-8"))
    good = {"event": "order.created", "payload": {"tenantId": "a", "orderId": "1"}}
    newer = {"event": "order.created", "payload": {"tenantId": "a", "orderId": "2", "addedLater": 1}}
    bad = {"event": "order.created", "payload": {"orderId": "3"}}
    unknown = {"event": "order.craeted", "payload": {"tenantId": "a"}}
    status, response = post(endpoint, "/v1/jobs", {"jobs": [good, newer, bad, unknown]})
    assert status == 200
    first, second, refused, misspelled = response["results"]
    assert refused["error"]["message"] == '[JobProvider] Event "order.created" requires tenantId in payload'
    assert misspelled["error"] == {
        "type": "UnknownEventError",
        "message": '[JobClient] Unknown event "order.craeted"; did you mean "order.created"?',
    }
    for sent, order in ((first, "1"), (second, "2")):
        status, response = post(endpoint, f"/v1/jobs/{sent['id']}/wait", {"timeout": 5})
        assert (status, json.loads(response["runs"][0]["output"])) == (200, f"a {order} first")
    assert post({**endpoint, "token": "wrong"}, "/v1/jobs", {"jobs": [good]})[0] == 401
    assert post(endpoint, "/v1/jobs", {"jobs": [{"event": "order.created"}], "more": 1})[1]["error"]["message"] == (
        "[cgk dev] /v1/jobs: jobs.0.payload: Field required; more: Extra inputs are not permitted"
    )


def test_stopped_dev_is_reported_without_token(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.until("ready")
    completed = project.python("""
        import asyncio, os, signal
        from pathlib import Path
        from cgk_runtime import JobsError
        from cgk_runtime.providers.local.dev.client import DevProvider
        from cgk_runtime.providers.local.dev.endpoint import find_endpoint

        async def main() -> None:
            endpoint = find_endpoint(Path.cwd())
            provider = DevProvider(Path.cwd())
            for job_id in ("never", "a b/../c?d"):
                try:
                    await provider.runs(job_id)
                except JobsError as error:
                    print(error)
            os.kill(endpoint.pid, signal.SIGTERM)
            while endpoint.is_alive():
                await asyncio.sleep(0.02)
            print((await provider.check_health()).detail)
            await provider.close()

        asyncio.run(main())
    """)
    unknown_job, odd_job_id, stopped_dev = completed.stdout.splitlines()
    assert unknown_job.endswith('Run "never" does not exist, or no longer exists'), completed.stderr
    assert odd_job_id.endswith('Run "a b/../c?d" does not exist, or no longer exists')
    assert stopped_dev.endswith(
        f"which is not running for this project ({project.folder.resolve()}); start it in a terminal: "
        "`cgk dev app.tasks`, with the modules of your handlers"
    )


def test_second_dev_of_a_project_is_refused(project: Project, dev: Callable[..., Dev]) -> None:
    first = dev()
    first.until("ready")
    second = Dev(project, "app.tasks")
    assert second.process.wait(60) == 1
    assert f"`cgk dev` already runs for this project, as process {first.process.pid}" in second.output


def test_killed_dev_is_reported_to_senders(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev("app.tasks", "--no-schedules")
    running.until("ready: handlers for 1 event, 0 active schedules")
    (worker,) = running_children(running.process.pid)
    running.process.kill()
    running.process.wait()
    while is_running(worker):
        time.sleep(0.05)
    assert (project.folder / ".cgk" / "dev.json").exists()
    sent = project.python(SEND)
    assert "[cgk dev] Connection error: no connection to 127.0.0.1" in sent.stderr
    assert "start it again: `cgk dev app.tasks`" in sent.stderr
    # Another one starts, although the file of the first one remains.
    dev().until("ready")
    assert project.python(SEND).stdout == "rawdog o1 first completed\n"


@pytest.mark.parametrize("ignores_signals", [False, True])
def test_killed_dev_leaves_no_worker(project: Project, dev: Callable[..., Dev], ignores_signals: bool) -> None:
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN)" if ignores_signals else ""
    program = f"import signal, time\n{ignore}\nprint('importing', flush=True)\ntime.sleep(3600)\n"
    project.tasks.write_text(program, encoding="utf-8")
    running = dev()
    running.until("importing")
    (worker,) = running_children(running.process.pid)
    running.process.kill()
    running.process.wait()
    while is_running(worker):
        time.sleep(0.05)


ASK_AND_SEND = """
from cgk_jobs import jobs
while input("next?"):
    try:
        print("got", jobs["order.created"].trigger_and_wait_sync({"tenantId": "a", "orderId": "1"}, timeout=60))
    except Exception as error:
        print("failed", error)
"""


def test_running_program_finds_restarted_dev(project: Project, dev: Callable[..., Dev]) -> None:
    first = dev()
    first.until("ready")
    program: pexpect.spawn[str] = pexpect.spawn(
        sys.executable,
        ["-c", ASK_AND_SEND],
        cwd=str(project.folder),
        env=project.environment,  # pyright: ignore[reportArgumentType]  its type asks for os._Environ
        encoding="utf-8",
        timeout=60,
    )
    try:
        program.expect_exact("next?")
        program.sendline("send")
        program.expect_exact("got a 1 first")
        assert first.stop() == 0
        program.sendline("send")
        program.expect_exact("; start it in a terminal")
        dev().until("ready")
        program.sendline("send")
        program.expect_exact("got a 1 first")
    finally:
        program.close(force=True)


def test_local_runs_in_the_process_while_dev_runs(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.until("ready")
    program = (
        "import os, sys\n"
        "sys.path.insert(0, os.getcwd())\n"
        "from cgk_jobs import OrderCreatedPayload, create_job_client, jobs, task\n"
        '@task("order.created")\n'
        "def handle(payload: OrderCreatedPayload) -> int:\n"
        "    return os.getpid()\n"
        'order = {"tenantId": "a", "orderId": "1"}\n'
        'assert jobs["order.created"].trigger_and_wait_sync(order, timeout=60) == os.getpid()\n'
        'with create_job_client("local") as client:\n'
        '    assert client.send_job_sync("order.created", order).wait_sync(60) == os.getpid()\n'
        "print('here')\n"
    )
    sent = project.python(program, JOBS_PROVIDER="local")
    assert sent.stdout == "here\n", sent.stderr
    assert "order.created" not in running.output


def test_module_can_send_during_its_import(project: Project, dev: Callable[..., Dev]) -> None:
    project.tasks.write_text(
        project.tasks.read_text(encoding="utf-8") + "from cgk_jobs import send_job_sync\n"
        'handle = send_job_sync("order.created", {"tenantId": "a", "orderId": "imported"})\n'
        "print('result:', handle.wait_sync(timeout=60), flush=True)\n",
        encoding="utf-8",
    )
    running = dev()
    running.until("result: a imported first")
    running.until("ready: handlers for 1 event")
    assert project.python(SEND).stdout == "rawdog o1 first completed\n"


def test_subprocess_of_a_handler_sends_to_dev(project: Project, dev: Callable[..., Dev]) -> None:
    project.tasks.write_text(
        "import os, subprocess, sys\n"
        "from cgk_jobs import OrderCreatedPayload, task\n"
        f"PROGRAM = {SEND.replace('o1', 'inner')!r}\n"
        '@task("order.created")\n'
        "def handle(payload: OrderCreatedPayload) -> str:\n"
        '    if payload.order_id == "inner":\n'
        '        return str([name for name in os.environ if name.startswith("CGK_")])\n'
        "    return subprocess.run([sys.executable, '-c', PROGRAM], capture_output=True, text=True).stdout\n",
        encoding="utf-8",
    )
    dev("app.tasks", "--no-ui").until("ready")
    sent = project.python(SEND, JOBS_PROVIDER="dev")
    # The result is the output of the subprocess; its "[]" lists the CGK_ variables that it would inherit.
    assert sent.stdout == "[] completed\n completed\n", sent.stderr


def test_missing_module_ends_dev(project: Project) -> None:
    failed = Dev(project, "nope")
    assert failed.process.wait(60) == 1
    assert failed.output == (
        f"[cgk] No module named nope in {project.folder}; run the command in the folder that contains it, or name the "
        "module of your own handlers instead of nope\n"
    )


def test_file_that_hides_the_folder_is_named(project: Project) -> None:
    file = project.folder / "app.py"
    file.write_text("print('app.py runs')\n", encoding="utf-8")
    failed = Dev(project, "app.tasks")
    assert failed.process.wait(60) == 1
    assert "app.py runs" not in failed.output
    assert f"app.tasks is not found, because Python imports {file} as app; rename that file" in failed.output


def test_modules_of_pyproject_are_run(project: Project, dev: Callable[..., Dev]) -> None:
    failed = Dev(project)
    assert failed.process.wait(60) == 1
    assert "No module with handlers is given; add one, such as `cgk dev app.tasks`" in failed.output
    (project.folder / "pyproject.toml").write_text('[tool.cgk]\nhandlers = ["app.tasks"]\n', encoding="utf-8")
    dev("--no-schedules").until("ready: handlers for 1 event")


@pytest.mark.parametrize("arguments", [["--concurrency", "0", "app.tasks"], ["app.tasks", "--sdk"]])
def test_wrong_command_line_is_refused(project: Project, arguments: list[str]) -> None:
    failed = Dev(project, *arguments)
    assert failed.process.wait(60) == 2
    assert "usage: cgk dev" in failed.output


def test_missing_watched_folder_is_named(project: Project) -> None:
    failed = Dev(project, "app.tasks", "--watch", "missing")
    assert failed.process.wait(60) == 1
    assert failed.output == "[cgk] --watch: there is no folder missing\n"


def test_ctrl_c_lets_running_jobs_finish(project: Project) -> None:
    project.tasks.write_text(
        "import asyncio\n"
        "from cgk_jobs import OrderCreatedPayload, task\n"
        '@task("order.created")\n'
        "async def slow(payload: OrderCreatedPayload) -> None:\n"
        '    print("began", flush=True)\n'
        "    await asyncio.sleep(0.5)\n",
        encoding="utf-8",
    )
    environment: Any = project.environment  # pexpect's type asks for os._Environ; any mapping works
    terminal: pexpect.spawn[bytes] = pexpect.spawn(
        sys.executable,
        ["-m", "cgk_runtime.cli", "dev", "app.tasks"],
        cwd=str(project.folder),
        env=environment,
        timeout=60,
    )
    try:
        terminal.expect("ready")
        project.python("""
            from cgk_jobs import send_job_sync
            send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "o1"})
            send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "o2"}, delay=60)
        """)
        terminal.expect("began")
        terminal.sendintr()
        terminal.expect("completed")
        terminal.expect("Closed; lost 1 job:")
        terminal.expect(pexpect.EOF)
        terminal.wait()
        assert terminal.exitstatus == 0
    finally:
        terminal.close(force=True)


def test_waiting_jobs_survive_a_reload(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev("app.tasks", "--no-schedules")
    running.until("ready")
    program = """
        from cgk_jobs import send_job_sync
        late = send_job_sync(
            "order.created", {"tenantId": "rawdog", "orderId": "late"}, delay=3600, idempotency_key="once", tags=["vip"]
        )
        retried = send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "bad"}, max_attempts=20)
        print(retried.wait_sync(60), retried.status_sync().attempt > 1)
        same = send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "late"}, idempotency_key="once")
        print(late.status_sync().status, late.status_sync().tags, same.id == late.id)
    """
    with ThreadPoolExecutor(1) as executor:
        sent = executor.submit(project.python, program)
        running.until("failed, retry in ")
        text = project.tasks.read_text(encoding="utf-8").replace("first", "second")
        project.tasks.write_text(text.replace('"bad"', '"none"'), encoding="utf-8")
        result = sent.result()
    assert result.stdout == "rawdog bad second True\ndelayed ('vip',) True\n", result.stderr
    assert "lost" not in running.output.replace("jobs are lost when this ends", "")
    running.stop()


def test_waiting_job_is_lost_when_dev_stops(project: Project, dev: Callable[..., Dev]) -> None:
    running = dev("app.tasks", "--no-schedules")
    running.until("ready")
    project.python("""
        from cgk_jobs import send_job_sync
        send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "late"}, delay=3600)
    """)
    assert running.stop() == 0
    assert "Closed; lost 1 job" in running.output
