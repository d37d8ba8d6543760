"""Through a transaction pooler: pgbouncer 1.21 or newer, where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from shop_database import APP_ROLE, Shop, with_tenant

MINE = "SELECT tenant FROM notes UNION ALL SELECT tenant_id FROM orders"


def found() -> str | None:
    """Give pgbouncer's path, if it is here and new enough to know prepared statements in transaction mode."""
    path = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if path is None:
        return None
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"(\d+)\.(\d+)", said)
    return path if version and (int(version[1]), int(version[2])) >= (1, 21) else None


pytestmark = pytest.mark.skipif(
    found() is None, reason="through a transaction pooler: not run, for there is no pgbouncer 1.21 or newer here"
)


@pytest.fixture
def pooled(shop: Shop, tmp_path: Path) -> Generator[str]:
    """The address of a pgbouncer in transaction mode with two connections."""
    path = found()
    assert path is not None
    host = conninfo_to_dict(shop.server.admin)["host"]
    settings = tmp_path / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\npostgres = host={host} dbname=postgres user={APP_ROLE}\n[pgbouncer]\n"
        f"unix_socket_dir = {tmp_path}\nlisten_port = 6432\nauth_type = any\npool_mode = transaction\n"
        f"default_pool_size = 2\nmax_prepared_statements = 100\n"
    )
    with subprocess.Popen([path, str(settings)], stderr=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 10
        while not (tmp_path / ".s.PGSQL.6432").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield f"host={tmp_path} port=6432 dbname=postgres user={APP_ROLE}"
        running.terminate()


def test_tenants_stay_apart_through_a_transaction_pooler(shop: Shop, pooled: str) -> None:
    connections: list[psycopg.Connection[Any]] = [shop.tenancy.connect(pooled) for _ in range(6)]
    for turn in range(60):
        tenant = ("rawdog", "acme")[turn % 2]
        connection = connections[turn % 6 if turn % 3 else (turn * 5) % 6]
        with with_tenant(tenant), connection.transaction():
            assert connection.execute(MINE, prepare=True).fetchall() == [(tenant,), (tenant,)]
    for connection in connections:
        connection.close()
