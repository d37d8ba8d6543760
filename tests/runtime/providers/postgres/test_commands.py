"""`cgk db migrate`, and the other commands with JOBS_PROVIDER=postgres."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from cgk_jobs import send_job_sync
from cgk_runtime.cli.main import main
from cgk_runtime.client.provider import Run
from cgk_runtime.installed_sdk import choose_sdk
from processes import start_process
from queue_database import EMPTY_DATABASE, SEND_JOB, WORKER_ROLE, QueueDatabase, empty_database
from shop_database import APP_ROLE, Server
from waiting import WAIT_TIMEOUT, until_sync

pytestmark = pytest.mark.jobs_from_environment

TASKS = """
import asyncio
from cgk_jobs import OrderCreatedPayload, task, tenant_source

tenant_source(list)


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> str:
    if payload.order_id == "slow":
        print("slow started", flush=True)
        await asyncio.sleep(60)
    if payload.order_id == "bad":
        raise ValueError("no such order")
    return payload.order_id
"""

Output = Callable[[], str]


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Output:
    """Function that returns what was printed to stdout since its last call."""
    return lambda: capsys.readouterr().out


@pytest.fixture
def project(queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Generator[Path]:
    """A project whose jobs go to the queue."""
    monkeypatch.setenv("JOBS_PROVIDER", "postgres")
    monkeypatch.setenv("JOBS_DATABASE_URL", queue.worker)
    (tmp_path / "orders.py").write_text(TASKS, encoding="utf-8")
    yield tmp_path
    choose_sdk("cgk_jobs").reset_job_client_sync()


@pytest.fixture
def empty_address(queue_database: QueueDatabase, server: Server, monkeypatch: pytest.MonkeyPatch) -> Generator[str]:
    """Address of an empty database, for a role that owns it and is not a superuser."""
    assert queue_database  # this fixture has created the roles
    with empty_database(server) as address:
        monkeypatch.setenv("JOBS_DATABASE_URL", address)
        yield address


def test_migrate_creates_grants_and_checks(empty_address: str, server: Server, output: Output) -> None:
    assert main(["db", "migrate", "--check"]) == 1
    assert output() == "missing: procrastinate, 001_queue; run `cgk db migrate`\n"
    assert main(["db", "migrate", "--worker-role", WORKER_ROLE, "--sender-role", APP_ROLE]) == 0
    assert output().splitlines() == [
        "applied: procrastinate, 001_queue", f"granted: worker {WORKER_ROLE}", f"granted: sender {APP_ROLE}",
    ]  # fmt: skip
    assert main(["db", "migrate", "--sender-role", APP_ROLE, "--worker-role", APP_ROLE]) == 0
    assert output().splitlines() == ["up to date", f"granted: worker {APP_ROLE}", f"already granted: sender {APP_ROLE}"]
    assert main(["db", "migrate", "--check"]) == 0
    assert output() == "up to date\n"
    sender_address = server.address(APP_ROLE, EMPTY_DATABASE)
    with psycopg.connect(sender_address) as sender:
        assert sender.execute(SEND_JOB.encode(), ("order.created", "rawdog", "{}", None)).fetchone() == ([1],)


def test_printed_sql_is_what_migrate_applies(empty_address: str, output: Output) -> None:
    assert main(["db", "migrate", "--sql", "--worker-role", WORKER_ROLE]) == 0
    with psycopg.connect(empty_address, autocommit=True) as owner:
        owner.execute(output().encode())
    assert main(["db", "migrate", "--check"]) == 0


def test_later_migrations_are_applied_once(empty_address: str, output: Output) -> None:
    assert main(["db", "migrate"]) == 0
    with psycopg.connect(empty_address, autocommit=True) as owner:
        # Like a database of an older release of Procrastinate; this migration creates a trigger again.
        owner.execute("DELETE FROM cgk_jobs.migration WHERE name LIKE 'procrastinate/03.04.00_50%'")
    output()
    assert main(["db", "migrate"]) == 0
    assert output() == "applied: procrastinate/03.04.00_50_post_add_retry_failed_job_procedure\n"
    assert main(["db", "migrate", "--check"]) == 0
    with psycopg.connect(empty_address) as owner:
        # `cgk db migrate` disables all other triggers, also those that a later migration creates.
        enabled = "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND NOT tgisinternal"
        assert owner.execute(enabled).fetchall() == [("procrastinate_jobs_notify_queue_job_aborted_v1",)]


def test_missing_queue_names_the_command(
    empty_address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JOBS_PROVIDER", "postgres")
    assert main(["send", "order.created", "--tenant", "rawdog", "--example"]) == 1
    assert "The database has no queue, or an older one; run `cgk db migrate`" in capsys.readouterr().err


def test_commands_list_replay_erase_and_prune(project: Path, queue: QueueDatabase, output: Output) -> None:
    jobs = {
        order: send_job_sync("order.created", {"tenantId": "rawdog", "orderId": order}).id for order in ("good", "bad")
    }
    send_job_sync("order.created", {"tenantId": "acme", "orderId": "other"}, delay=3600)
    with running_worker(project, "--concurrency", "2"):
        until_sync(lambda: queue.rows("SELECT count(ended_at) FROM run WHERE tenant = 'rawdog'") == [(2,)])
    assert main(["runs", "list", "--status", "failed", "--json"]) == 0
    (failed,) = json.loads(output())
    assert (failed["id"], failed["tenant"], failed["error"]["message"]) == (jobs["bad"], "rawdog", "no such order")
    assert main(["runs", "list", "--tenant", "acme", "--event", "order.created"]) == 0
    assert "delayed" in output()
    assert main(["runs", "replay", "--status", "failed", "--yes"]) == 0
    assert main(["tenants", "erase", "rawdog", "--yes", "--json"]) == 0
    erasures = json.loads(output().partition("\n")[2])  # after the line of `runs replay`
    erased_jobs = {erasure["place"]: erasure["erased"] for erasure in erasures}
    assert erased_jobs == {"outbox": 0, "postgres": 3}  # with the replayed one
    assert queue.rows("SELECT tenant FROM run WHERE NOT is_schedule") == [("acme",)]
    assert main(["runs", "prune", "--keep-days", "1"]) == 0
    assert output() == "0 runs deleted\n"


def test_stopped_worker_returns_unfinished_job(project: Path, queue: QueueDatabase) -> None:
    handle = send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "slow"})
    with running_worker(project, "--grace", "0.2") as lines:
        assert any("slow started" in line for line in lines)
    run: Run = handle.status_sync()
    assert (run.status, run.attempt) == ("queued", 0)
    assert queue.rows("SELECT id FROM procrastinate_workers") == []


def test_doctor_checks_the_database(project: Path, queue: QueueDatabase, output: Output) -> None:
    main(["doctor", "--json"])
    checks = {check["subject"]: check for check in json.loads(output())["checks"]}
    assert checks["provider"]["text"].startswith("postgres")
    assert checks["database"]["status"] == "ok"
    assert "0 workers alive" in checks["database"]["text"]
    assert "…" in checks["JOBS_DATABASE_URL"]["text"]  # shortened, because it may contain a password


def test_audit_reports_readable_queue(queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch, output: Output) -> None:
    monkeypatch.setenv("DATABASE_URL", queue.admin)
    assert main(["tenants", "check", "--role", APP_ROLE]) == 0
    queue.rows("GRANT SELECT ON run TO shop_app")
    try:
        assert main(["tenants", "check", "--role", APP_ROLE]) == 1
        assert "queue-readable" in output()
    finally:
        queue.rows("REVOKE SELECT ON run FROM shop_app")


@contextmanager
def running_worker(project: Path, *arguments: str) -> Generator[Iterator[str]]:
    """Run `cgk worker` in a process and stop it with SIGTERM; yield the lines it prints after it is ready."""
    command = [sys.executable, "-m", "cgk_runtime.cli", "worker", "orders", *arguments]
    with start_process(command, project, {**os.environ, "PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        assert "ready: handlers for 1 event" in process.stdout.readline()
        yield iter(process.stdout)
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_TIMEOUT) == 0
