"""`cgk outbox` prints the migration, runs the relay and manages dead jobs."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest
from broken_pipe import with_broken_pipe
from cgk_jobs import create_job_client
from cgk_runtime import JobClient
from cgk_runtime.cli.main import main
from cgk_runtime.db.outbox import Outbox
from cgk_runtime.providers.local.dev.endpoint import DevEndpoint
from fake_inngest import FakeInngest
from processes import start_process
from shop_database import APP_ROLE, RELAY_ROLE, Shop, with_tenant
from waiting import until_sync

Command: TypeAlias = Callable[..., int]
ShopOutbox: TypeAlias = Outbox[JobClient]

TASKS = """
from cgk_jobs import OrderCreatedPayload, task


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> str:
    return payload.order_id
"""


@pytest.fixture
def command(shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Function that runs `cgk outbox` on an outbox that its own migration created."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTBOX_DATABASE_URL", shop.relay_address)
    table = ("--table", f"{shop.shared}.cgk_outbox")
    assert main(["outbox", "migration", "--app-role", APP_ROLE, "--relay-role", RELAY_ROLE, *table]) == 0
    with shop.admin() as admin:
        admin.execute(capsys.readouterr().out.encode())

    def run(*arguments: str) -> int:
        return main(["outbox", *arguments, *table])

    return run


@pytest.fixture
def outbox(shop: Shop) -> ShopOutbox:
    return Outbox(create_job_client, table=shop.outbox_table)


def write_jobs(shop: Shop, outbox: ShopOutbox, *orders: str) -> None:
    with shop.tenancy.connect(shop.address) as connection, with_tenant("rawdog"), outbox(connection) as client:
        for order in orders:
            client.send_job_dynamic_sync("order.created", {"tenantId": "rawdog", "orderId": order})


def mark_dead(shop: Shop, job_id: int) -> None:
    """Mark a job as dead after 20 attempts."""
    with psycopg.connect(shop.relay_address) as relay_connection:
        query = "UPDATE {table} SET state = 'dead', attempts = 20, last_error = 'ProviderError: no' WHERE id = %s"
        relay_connection.execute(shop.outbox_table.query(query), (job_id,))


def test_dead_job_is_listed_fixed_and_resent(
    shop: Shop, outbox: ShopOutbox, command: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_jobs(shop, outbox, "one", "two", "three")
    mark_dead(shop, 2)
    assert command("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:4] for line in lines] == [
        ["1", "rawdog", "order.created", "waiting"],
        ["2", "rawdog", "order.created", "dead"],
        ["3", "rawdog", "order.created", "waiting"],
    ]
    assert "20 attempts" in lines[1]
    assert lines[1].endswith("ProviderError: no")
    assert command("list", "--state", "dead", "--json") == 0
    assert [job["id"] for job in json.loads(capsys.readouterr().out)] == [2]
    assert command("list", "--tenant", "acme") == 0
    assert capsys.readouterr().out == ""

    assert command("show", "2") == 0
    payload = json.loads(capsys.readouterr().out)
    assert payload == {"tenantId": "rawdog", "orderId": "two"}
    fixed = tmp_path / "fixed.json"
    fixed.write_text(json.dumps({**payload, "orderId": 2}))
    assert command("resend", "2", "--payload", str(fixed)) == 1
    assert "orderId" in capsys.readouterr().err
    fixed.write_text(json.dumps({**payload, "orderId": "fixed"}))
    assert command("resend", "2", "--payload", str(fixed)) == 0
    assert capsys.readouterr().out == "2  waiting\n"
    assert command("show", "2") == 0
    assert "fixed" in capsys.readouterr().out

    assert command("discard", "1", "3") == 0
    capsys.readouterr()
    assert command("discard", "1") == 1
    assert capsys.readouterr().err == "[Outbox] The outbox has no job 1; it may have been sent\n"
    assert command("resend", "2", "99") == 1
    assert command("resend", "1", "2", "--payload", str(fixed)) == 1
    assert capsys.readouterr().err.endswith("[cgk] --payload requires a single job id\n")
    assert shop.count_outbox_jobs() == 1


def test_personal_data_needs_reveal(
    shop: Shop, outbox: ShopOutbox, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    payload = {"tenantId": "rawdog", "customerId": "c1", "email": "ada@example.org"}
    with shop.tenancy.connect(shop.address) as connection, with_tenant("rawdog"), outbox(connection) as client:
        client.send_job_dynamic_sync("customer.created", payload)
    assert command("show", "1") == 0
    output = capsys.readouterr()
    assert json.loads(output.out) == {**payload, "email": "***"}
    assert output.err == "Personal data is redacted (***); --reveal shows it.\n"
    assert command("show", "1", "--reveal") == 0
    output = capsys.readouterr()
    assert (json.loads(output.out), output.err) == (payload, "")


def test_missing_table_is_a_database_error(command: Command, capsys: pytest.CaptureFixture[str], shop: Shop) -> None:
    with shop.admin() as admin:
        admin.execute(shop.outbox_table.query("DROP TABLE {table}"))
    assert command("list") == 1
    assert capsys.readouterr().err.startswith("[cgk] Database error: relation")


def test_relay_sends_to_cgk_dev_until_sigterm(
    shop: Shop,
    outbox: ShopOutbox,
    command: Command,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "tasks.py").write_text(TASKS)
    monkeypatch.setenv("JOBS_PROVIDER", "local")
    monkeypatch.setenv("COLUMNS", "200")
    write_jobs(shop, outbox, "early")
    assert command("relay") == 1
    assert "`cgk dev` is not running" in capsys.readouterr().err

    cgk = [sys.executable, "-m", "cgk_runtime.cli"]
    with start_process([*cgk, "dev", "tasks", "--no-reload", "--no-ui"], tmp_path, os.environ) as dev:
        assert dev.stdout is not None
        assert "ready" in next(line for line in dev.stdout if "ready" in line)
        assert command("relay", "--once") == 0
        assert capsys.readouterr().out == "1 sent, 0 rescheduled, 0 dead\n"
        assert "completed" in next(line for line in dev.stdout if "order.created" in line)
        relay = [*cgk, "outbox", "relay", "--table", f"{shop.shared}.cgk_outbox"]
        with start_process(relay, tmp_path, os.environ) as running:
            assert running.stdout is not None
            assert running.stdout.readline() == "cgk outbox: sending jobs to dev\n"
            write_jobs(shop, outbox, "late")
            assert "completed" in next(line for line in dev.stdout if "order.created" in line)
            running.send_signal(signal.SIGTERM)
            assert running.wait(60) == 0
        dev.terminate()
        dev.wait(60)
    assert shop.count_outbox_jobs() == 0


@pytest.mark.usefixtures("command")
def test_relay_survives_a_broken_pipe(shop: Shop, outbox: ShopOutbox, tmp_path: Path) -> None:
    relay = [sys.executable, "-m", "cgk_runtime.cli", "outbox", "relay", "--table", f"{shop.shared}.cgk_outbox"]
    with FakeInngest() as server:
        environment = {**server.settings().variables, "OUTBOX_DATABASE_URL": shop.relay_address}
        with with_broken_pipe(relay, tmp_path, environment, ready="sending jobs to inngest") as process:
            write_jobs(shop, outbox, "late")
            until_sync(lambda: server.events)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
    assert shop.count_outbox_jobs() == 0


def test_tenant_is_erased(
    shop: Shop,
    outbox: ShopOutbox,
    command: Command,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_jobs(shop, outbox, "one", "two")
    mark_dead(shop, 2)
    with shop.tenancy.connect(shop.address) as connection, with_tenant("acme"), outbox(connection) as client:
        client.send_job_dynamic_sync("order.created", {"tenantId": "acme", "orderId": "kept"})
    with FakeInngest() as server:
        for name, value in server.settings().variables.items():
            monkeypatch.setenv(name, value)
        server.receive("order.created", {"tenantId": "rawdog", "orderId": "sent"})
        server.receive("order.created", {"tenantId": "acme", "orderId": "kept"})
        erase = ["tenants", "erase", "rawdog", "--outbox-table", f"{shop.shared}.cgk_outbox"]
        assert main(erase) == 1
        assert 'Erase all jobs of tenant "rawdog"? Add --yes to confirm' in capsys.readouterr().err
        assert main([*erase, "--yes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "outbox: 2 jobs erased"
    assert lines[1] == "inngest: 0 jobs erased"
    assert lines[3].startswith("  remains: 1 run with payloads and results: Inngest has no API")
    assert command("list") == 0
    assert "acme" in capsys.readouterr().out
    assert shop.count_outbox_jobs() == 1


def test_erase_reports_unsearched_outbox(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name in ("OUTBOX_DATABASE_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with FakeInngest() as server:
        for name, value in server.settings().variables.items():
            monkeypatch.setenv(name, value)
        assert main(["tenants", "erase", "rawdog", "--yes", "--json"]) == 0
    outbox, provider = json.loads(capsys.readouterr().out)
    assert outbox["remaining"] == ["not searched: OUTBOX_DATABASE_URL and DATABASE_URL are not set"]
    assert (provider["place"], provider["remaining"]) == ("inngest", [])


def test_unsupported_provider_prevents_erasure(
    shop: Shop,
    outbox: ShopOutbox,
    command: Command,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    write_jobs(shop, outbox, "one")
    erase = ["tenants", "erase", "rawdog", "--yes", "--outbox-table", f"{shop.shared}.cgk_outbox"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name in ("JOBS_PROVIDER", "TRIGGER_SECRET_KEY", "INNGEST_EVENT_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert main(erase) == 1
    assert "Not configured" in capsys.readouterr().err

    def find_running_dev(_: Path) -> DevEndpoint:
        return DevEndpoint(port=1, token="", pid=1)

    monkeypatch.setattr("cgk_runtime.providers.local.dev.endpoint.find_endpoint", find_running_dev)
    monkeypatch.setenv("JOBS_PROVIDER", "dev")
    assert main(erase) == 1
    assert "[cgk] dev cannot erase jobs, so nothing was erased; with `cgk dev`, stop it" in capsys.readouterr().err
    assert main(["tenants", "erase", "Not A Tenant", "--yes"]) == 1
    assert "is not a tenant id" in capsys.readouterr().err
    assert command("list") == 0
    assert shop.count_outbox_jobs() == 1
