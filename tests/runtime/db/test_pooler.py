"""Tenant isolation through a transaction pooler, if pgbouncer 1.21 or newer is installed."""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cgk_runtime.db import MissingSchemaError, StatementOutsideTenantError
from psycopg.conninfo import conninfo_to_dict
from shop_database import APP_ROLE, Shop, with_tenant
from sqlalchemy import text

MINE = "SELECT tenant FROM notes UNION ALL SELECT tenant_id FROM orders"
TENANTS = ("rawdog", "acme")


def find_pgbouncer() -> tuple[str, tuple[int, int]] | None:
    """Return path and version of a pgbouncer with prepared statements in transaction mode, or None."""
    path = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if path is None:
        return None
    output = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", output)
    return (path, (int(found[1]), int(found[2]))) if found and (int(found[1]), int(found[2])) >= (1, 21) else None


PGBOUNCER = find_pgbouncer()
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(PGBOUNCER is None, reason="needs pgbouncer 1.21 or newer"),
]


@pytest.fixture
def pooled(shop: Shop) -> Generator[str]:
    """Address of a pgbouncer in transaction mode with two server connections for all clients."""
    assert PGBOUNCER is not None
    host = str(conninfo_to_dict(shop.server.admin)["host"])
    with tempfile.TemporaryDirectory(prefix="bouncer") as name:
        folder = Path(name)
        folder.chmod(0o777)  # pgbouncer does not run as root and creates its socket here
        settings = folder / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\npostgres = host={host} dbname=postgres user={APP_ROLE}\n[pgbouncer]\n"
            f"unix_socket_dir = {folder}\nlisten_port = 6432\nauth_type = any\npool_mode = transaction\n"
            f"default_pool_size = 2\nmax_prepared_statements = 100\n"
        )
        settings.chmod(0o644)
        # pgbouncer refuses to run as root; use the server's user.
        command = [PGBOUNCER[0], *(["-u", Path(host).owner()] if os.geteuid() == 0 else []), str(settings)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
            try:
                deadline = time.monotonic() + 60
                while not (folder / ".s.PGSQL.6432").exists():
                    assert running.poll() is None, running.stderr and running.stderr.read()
                    assert time.monotonic() < deadline
                    time.sleep(0.02)
                yield f"postgresql://{APP_ROLE}@/postgres?host={folder}&port=6432"
            finally:
                running.terminate()


def test_prepared_statements_keep_tenants_apart(shop: Shop, pooled: str) -> None:
    connections: list[psycopg.Connection[Any]] = [shop.tenancy.connect(pooled) for _ in range(6)]
    servers: set[int] = set()
    rng = random.Random(3)  # noqa: S311  seeded
    for _ in range(200):
        tenant, connection = rng.choice(TENANTS), rng.choice(connections)
        with with_tenant(tenant), connection.transaction():
            assert connection.execute(MINE, prepare=True).fetchall() == [(tenant,), (tenant,)]
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            servers.add(row[0] if row else 0)
    assert len(servers) <= 2 < len(connections)
    for connection in connections:
        connection.close()


def test_transaction_keeps_its_tenant(shop: Shop, pooled: str) -> None:
    with shop.tenancy.connect(pooled) as connection:
        with pytest.raises(StatementOutsideTenantError):
            connection.execute("SELECT 1")
        with with_tenant("nobody"), pytest.raises(MissingSchemaError):
            connection.execute("SELECT 1")
        for tenant in TENANTS * 3:
            with with_tenant(tenant):
                with pytest.raises(psycopg.errors.DivisionByZero):
                    connection.execute("SELECT 1 / 0")
                connection.rollback()
                with connection.transaction():
                    with pytest.raises(psycopg.errors.UndefinedTable), connection.transaction():
                        connection.execute("SELECT * FROM missing")
                    with connection.cursor("named") as cursor:
                        cursor.execute(MINE)
                        assert cursor.fetchall() == [(tenant,), (tenant,)]
                    with connection.cursor().copy("COPY (SELECT tenant FROM notes) TO STDOUT") as copy:
                        assert list(copy.rows()) == [(tenant,)]
                with connection.pipeline():
                    assert connection.execute(MINE).fetchall() == [(tenant,), (tenant,)]
                connection.rollback()


async def test_many_tasks_share_two_connections(shop: Shop, pooled: str) -> None:
    engine = shop.tenancy.create_async_engine(
        pooled.replace("postgresql://", "postgresql+psycopg://"), pool_size=6, max_overflow=0
    )
    wrong: list[Any] = []

    async def work(number: int) -> None:
        tenant = TENANTS[number % 2]
        async with with_tenant(tenant), engine.begin() as connection:
            first = [row[0] for row in await connection.execute(text(MINE))]
            await connection.execute(text("INSERT INTO orders (words) VALUES ('pooled')"))
            if number % 5 == 0:
                await connection.rollback()
                return
            second = [row[0] for row in await connection.execute(text(MINE))]
            if {*first, *second} != {tenant}:
                wrong.append((tenant, first, second))

    tasks = [asyncio.create_task(work(number)) for number in range(300)]
    for task in tasks[::7]:
        await asyncio.sleep(0.002)
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await engine.dispose()
    assert wrong == []
    assert {tenant for tenant, words in shop.all_orders() if words == "pooled"} == set(TENANTS)
