"""Tests of the commands `cgk serve --inngest` and `cgk worker`."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from broken_pipe import with_broken_pipe
from cgk_jobs import CATALOG
from cgk_runtime import JobClient, Sdk
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.providers.inngest.http_server import HttpServer, default_to_inngest
from cgk_runtime.providers.worker import WorkerOptions, run_worker
from fake_inngest import FakeInngest

TASKS = """
from cgk_jobs import OrderCreatedPayload, TaskContext, current_tenant, jobs, task


@task("order.created")
async def order_created(payload: OrderCreatedPayload, context: TaskContext) -> str:
    customer = {"tenantId": "rawdog", "customerId": "c1", "email": "a@b.c"}
    await context.step.send_job("notify", jobs["customer.created"].item(customer))
    return f"{payload.order_id} for {current_tenant()}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "tasks.py").write_text(textwrap.dedent(TASKS))
    return tmp_path


@contextmanager
def run_command(folder: Path, *arguments: str, **environment: str) -> Generator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "cgk_runtime.cli", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "COLUMNS": "80", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def output_of_failed_command(folder: Path, *arguments: str, **environment: str) -> str:
    with run_command(folder, *arguments, **environment) as process:
        _, output = process.communicate(timeout=60)
        assert process.returncode == 1
        return output


def environment_of(server: FakeInngest, **more: str) -> dict[str, str]:
    return dict(server.settings(**more).variables)


def test_handlers_send_as_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("JOBS_PROVIDER", "TRIGGER_SECRET_KEY", "INNGEST_EVENT_KEY"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    (tmp_path / ".env.local").write_text("JOBS_PROVIDER=postgres\n")
    default_to_inngest()
    assert "JOBS_PROVIDER" not in os.environ
    (tmp_path / ".env.local").unlink()
    default_to_inngest()
    assert os.environ["JOBS_PROVIDER"] == "inngest"


@pytest.fixture(params=["cloud", "dev"])
def server_in_any_mode(request: pytest.FixtureRequest) -> Iterator[FakeInngest]:
    with FakeInngest(request.param) as server:
        yield server


def test_serve_runs_handlers_until_stopped(folder: Path, server_in_any_mode: FakeInngest) -> None:
    environment = environment_of(server_in_any_mode)
    with run_command(folder, "serve", "--inngest", "app.tasks", "--port", "0", **environment) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready.startswith("cgk serve: ")
        assert "served at http://127.0.0.1:" in ready
        assert ready.endswith("/api/inngest, registered\n")
        address = ready.split(" served at ")[1].partition(",")[0]
        assert process.stdout.readline() == (
            f"cgk serve: Inngest now calls cgk-jobs at {address}, until another process registers cgk-jobs elsewhere; "
            "a process that served it before gets no more jobs\n"
        )
        assert "cgk-jobs-order-created" in server_in_any_mode.functions
        assert "cgk-jobs-schedule-ab-hourlyMetrics" in server_in_any_mode.functions
        provider = InngestProvider(CATALOG, InngestSettings.read(server_in_any_mode.settings()))
        with JobClient(CATALOG, provider) as client:
            handle = client.send_job_dynamic_sync("order.created", {"tenantId": "rawdog", "orderId": "o1"})
            assert handle.wait_sync(60) == "o1 for rawdog"
        assert [event.name for event in server_in_any_mode.events][-1] == "customer.created"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert "Traceback" not in process.communicate()[1]


BLOCKING_TASKS = """
import time

from cgk_jobs import OrderCreatedPayload, task


@task("order.created")
def order_created(payload: OrderCreatedPayload) -> None:
    print("handler started", flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize(("grace", "second_signal", "status"), [("0.1s", False, 0), ("600s", True, -signal.SIGTERM)])
def test_serve_ends_while_a_handler_blocks(
    folder: Path, server: FakeInngest, grace: str, second_signal: bool, status: int
) -> None:
    (folder / "app" / "tasks.py").write_text(textwrap.dedent(BLOCKING_TASKS))
    serve = ("serve", "--inngest", "app.tasks", "--port", "0", "--grace", grace)
    with run_command(folder, *serve, **environment_of(server)) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "Inngest now calls" in line)
        with JobClient(CATALOG, InngestProvider(CATALOG, InngestSettings.read(server.settings()))) as client:
            client.send_job_dynamic_sync("order.created", {"tenantId": "rawdog", "orderId": "o1"})
        assert process.stdout.readline() == "handler started\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline().startswith("cgk serve: stopping once running handlers have finished")
        if second_signal:
            process.send_signal(signal.SIGTERM)
        assert process.wait(60) == status
        assert "Traceback" not in process.communicate()[1]


def test_serve_survives_a_broken_pipe(folder: Path, server: FakeInngest) -> None:
    serve = [sys.executable, "-m", "cgk_runtime.cli", "serve", "--inngest", "app.tasks", "--port", "0"]
    with with_broken_pipe(serve, folder, environment_of(server), ready="Inngest now calls") as process:
        with JobClient(CATALOG, InngestProvider(CATALOG, InngestSettings.read(server.settings()))) as client:
            handle = client.send_job_dynamic_sync("order.created", {"tenantId": "rawdog", "orderId": "o1"})
            assert handle.wait_sync(60) == "o1 for rawdog"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_serve_registers_at_its_url(folder: Path, server: FakeInngest) -> None:
    serve = ("serve", "--inngest", "app.tasks", "--port", "0")
    for arguments, environment in (
        (("--url", "https://app.example.com/"), environment_of(server)),
        ((), environment_of(server, INNGEST_SERVE_ORIGIN="https://app.example.com")),
    ):
        with run_command(folder, *serve, *arguments, **environment) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline(), process.stdout.readline()]
            assert "calls cgk-jobs at https://app.example.com/api/inngest" in lines[1]
            registered = next(request for request in reversed(server.received) if request.path == "/fn/register")
            assert registered.json()["url"] == "https://app.example.com/api/inngest"


def test_serve_registers_when_the_server_comes_up(folder: Path) -> None:
    late_server = FakeInngest()
    environment = environment_of(late_server)
    with run_command(folder, "serve", "--inngest", "app.tasks", "--port", "0", **environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline().endswith("; check that the server runs; trying again\n")
        with late_server:
            assert ", registered\n" in next(line for line in process.stdout if "served at" in line)
            assert "cgk-jobs-order-created" in late_server.functions
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0


def test_serve_stops_while_the_server_is_down(folder: Path) -> None:
    with FakeInngest() as stopped_server:
        environment = environment_of(stopped_server)
    with run_command(folder, "serve", "--inngest", "app.tasks", "--port", "0", **environment) as process:
        assert process.stdout is not None
        assert "trying again" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert "Traceback" not in process.communicate()[1]


@pytest.mark.anyio
async def test_serve_ends_if_its_http_server_fails(sdk: Sdk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_server: uvicorn.Server) -> None:
        await asyncio.sleep(0.5)  # meanwhile, the registration begins
        raise RuntimeError("the HTTP server failed")

    @sdk.task("order.created")
    async def order_created(payload: object) -> None: ...

    monkeypatch.setattr(uvicorn.Server, "main_loop", fail)
    server = HttpServer("127.0.0.1", 0, "/api/inngest", None, register_functions=True)
    with socket.create_server(("127.0.0.1", 0)) as silent_inngest:
        monkeypatch.setenv("INNGEST_DEV", f"http://127.0.0.1:{silent_inngest.getsockname()[1]}")
        with pytest.raises(RuntimeError, match="the HTTP server failed"):
            async with asyncio.timeout(30):
                await run_worker(server, sdk, WorkerOptions(print, grace_seconds=0))


def test_serve_reports_mistakes_and_exits(folder: Path, server: FakeInngest) -> None:
    serve = ("serve", "--inngest", "app.tasks", "--port", "0")
    output = output_of_failed_command(folder, *serve, **environment_of(server, INNGEST_SIGNING_KEY=""))
    assert "[JobClient] Not configured - set INNGEST_SIGNING_KEY" in output
    assert "INNGEST_SIGNING_KEY=signkey-" in output
    assert "TRIGGER_SECRET_KEY" not in output
    output = output_of_failed_command(folder, *serve, **environment_of(server, INNGEST_SIGNING_KEY="ab" * 32))
    assert "Functions were not registered" in output
    assert "INNGEST_SIGNING_KEY is not a key of this server" in output
    output = output_of_failed_command(folder, "serve", "--inngest", "app.nothing", **environment_of(server))
    assert "[cgk] No module named app.nothing" in output
    assert "Traceback" not in output
    (folder / "app" / "tasks.py").write_text("1 / 0")
    output = output_of_failed_command(folder, *serve, **environment_of(server))
    assert "cannot be imported: ZeroDivisionError" in output
    assert 'tasks.py", line 1' in output


def test_serve_lists_every_limit_violation(folder: Path, server: FakeInngest) -> None:
    (folder / "app" / "tasks.py").write_text(
        textwrap.dedent(
            """
            from cgk_jobs import OrderCreatedPayload, Retry, schedule, task

            @task("order.created", retry=Retry(max_attempts=50))
            async def order_created(payload: OrderCreatedPayload) -> None: ...

            @schedule("0 0 9 * * 1", name="own.weekly")
            def weekly() -> None: ...
            """
        )
    )
    output = output_of_failed_command(folder, "serve", "--inngest", "app.tasks", **environment_of(server))
    assert "Inngest does not accept these functions:" in output
    assert "order-created: 50 attempts; the maximum is 21" in output
    assert 'schedule own.weekly: "0 0 9 * * 1": Inngest does not support' in output
    assert server.functions == {}


def test_worker_reports_wrong_settings_at_once(folder: Path, server: FakeInngest) -> None:
    worker = ("worker", "app.tasks")
    output = output_of_failed_command(folder, *worker, **environment_of(server, INNGEST_SIGNING_KEY="ab" * 32))
    assert "INNGEST_SIGNING_KEY is not a key of this server" in output
    output = output_of_failed_command(folder, *worker, **environment_of(server, INNGEST_DEV="1"))
    assert "is not a dev server, but this process is in dev mode" in output
    assert "Traceback" not in output
