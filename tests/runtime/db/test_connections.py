"""Guarded psycopg connections run each statement for its tenant, or refuse it before sending."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, Self

import psycopg
import pytest
from cgk_runtime.db import (
    AutocommitError,
    ControlStatementError,
    Layout,
    MissingSchemaError,
    SchemaNameError,
    StatementOutsideTenantError,
    Tenancy,
    TenantChangedError,
    platform_scope,
)
from cgk_runtime.db.scope import audit_log
from cgk_runtime.db.statement_check import find_control_statement
from cgk_runtime.errors import ConfigurationError, InvalidTenantError, NoTenantError, TenantError
from cgk_runtime.tenant import TenantRule, current_scope, current_tenant_or_none
from psycopg import sql
from psycopg._compat import Interpolation, Template  # those of Python 3.14, or stand-ins
from psycopg_pool import AsyncConnectionPool, ConnectionPool
from shop_database import READ_TENANTS, Server, Shop, new_shop, with_tenant

pytestmark = pytest.mark.anyio


def create_shared_notes(shop: Shop) -> None:
    """Create a shared table `notes`, which a statement must not read in place of the tenant's table."""
    with shop.admin() as admin:
        shared = sql.Identifier(shop.shared)
        admin.execute(sql.SQL("CREATE TABLE {}.notes AS SELECT 'of the platform' AS tenant").format(shared))
        admin.execute(sql.SQL("GRANT SELECT ON {}.notes TO shop_app").format(shared))


@pytest.fixture
def connection(shop: Shop) -> Generator[psycopg.Connection[Any]]:
    with shop.tenancy.connect(shop.address) as connection:
        yield connection
        connection.rollback()


def test_statement_sees_only_its_tenant(connection: psycopg.Connection[Any]) -> None:
    for tenant in ("rawdog", "acme", "rawdog"):
        with with_tenant(tenant):
            assert connection.execute(READ_TENANTS).fetchall() == [(tenant,), (tenant,)]
            connection.commit()


def test_write_goes_to_current_tenant(shop: Shop, connection: psycopg.Connection[Any]) -> None:
    with with_tenant("acme"), connection.transaction():
        connection.execute("INSERT INTO orders (body) VALUES ('mine')")
        connection.execute("INSERT INTO notes (tenant, body) VALUES ('acme', 'mine')")
    assert ("acme", "mine") in shop.all_orders()
    with with_tenant("rawdog"), connection.transaction():
        assert connection.execute("SELECT count(*) FROM notes WHERE body = 'mine'").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("INSERT INTO orders (tenant_id) VALUES ('acme')")


def test_statement_without_tenant_is_not_sent(shop: Shop) -> None:
    with shop.tenancy.connect(shop.address) as connection, shop.admin() as admin:
        with pytest.raises(StatementOutsideTenantError, match="with_tenant") as refused:
            connection.execute("SELECT 1")
        assert isinstance(refused.value, NoTenantError)
        with pytest.raises(StatementOutsideTenantError), connection.transaction():
            pass
        activity = admin.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", (connection.info.backend_pid,))
        assert activity.fetchone() == ("",)


def use_server_cursor(connection: psycopg.Connection[Any]) -> None:
    with connection.cursor("named") as cursor:
        cursor.execute("SELECT 1")


def hold_cursor(connection: psycopg.Connection[Any]) -> None:
    with connection.cursor("named", withhold=True) as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchall() == [(1,)]


def copy_out(connection: psycopg.Connection[Any]) -> None:
    with connection.cursor().copy("COPY orders TO STDOUT") as copy:
        list(copy)


def use_pipeline(connection: psycopg.Connection[Any]) -> None:
    with connection.pipeline():
        connection.execute("SELECT 1")


def use_transaction_block(connection: psycopg.Connection[Any]) -> None:
    with connection.transaction():
        pass


SEND_METHODS: dict[str, Callable[[psycopg.Connection[Any]], Any]] = {
    "execute": lambda connection: connection.execute("SELECT 1"),
    "a cursor": lambda connection: connection.cursor().execute("SELECT 1"),
    "client-side parameters": lambda connection: psycopg.ClientCursor(connection).execute("SELECT %s", (1,)),
    "raw parameters": lambda connection: psycopg.RawCursor(connection).execute("SELECT $1::int", (1,)),
    "executemany": lambda connection: connection.cursor().executemany("SELECT %s::int", [(1,), (2,)]),
    "stream": lambda connection: list(connection.cursor().stream("SELECT 1")),
    "prepared": lambda connection: connection.execute("SELECT 1", prepare=True),
    "a server-side cursor": use_server_cursor,
    "COPY": copy_out,
    "a pipeline": use_pipeline,
    "a transaction block": use_transaction_block,
    "two-phase": lambda connection: connection.tpc_begin("other"),
}
"""All ways to send a statement with psycopg."""


@pytest.mark.parametrize("method", SEND_METHODS)
def test_every_send_method_is_guarded(shop: Shop, method: str) -> None:
    with shop.tenancy.connect(shop.address) as connection:
        with pytest.raises(StatementOutsideTenantError):
            SEND_METHODS[method](connection)
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    with shop.tenancy.connect(shop.address) as connection, with_tenant("rawdog"):
        SEND_METHODS[method](connection)
        connection.tpc_rollback() if method == "two-phase" else connection.rollback()
    with shop.tenancy.connect(shop.address) as connection, with_tenant("rawdog"):
        connection.execute("SELECT 1")
        with with_tenant("acme"), pytest.raises(TenantChangedError):
            SEND_METHODS[method](connection)
        assert connection.execute(READ_TENANTS).fetchall() == [("rawdog",), ("rawdog",)]


@pytest.mark.parametrize("method", [name for name in SEND_METHODS if name != "two-phase"])  # refused in autocommit
def test_every_send_method_resets_in_autocommit(shop: Shop, method: str) -> None:
    options = f"-c search_path={shop.shared}"
    with shop.tenancy.connect(shop.address, autocommit=True, options=options) as connection, shop.admin() as admin:
        with with_tenant("rawdog"), connection.transaction():
            connection.execute("SELECT pg_advisory_lock(7)")
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = %s"
        assert admin.execute(locks, (connection.info.backend_pid,)).fetchone() == (1,)
        with platform_scope("send a statement"):
            SEND_METHODS[method](connection) if method != "a server-side cursor" else hold_cursor(connection)
        assert admin.execute(locks, (connection.info.backend_pid,)).fetchone() == (0,)


def test_session_state_is_not_shared(shop: Shop, connection: psycopg.Connection[Any]) -> None:
    with with_tenant("rawdog"):
        connection.execute("CREATE TEMPORARY TABLE scratch AS SELECT 'rawdog' AS tenant")
        connection.execute("CREATE TEMPORARY TABLE notes AS SELECT 'temporary' AS tenant")
        assert connection.execute("SELECT tenant FROM notes").fetchall() == [("rawdog",)]  # not the temporary one
        cursor = connection.cursor("held", withhold=True)
        cursor.execute("SELECT tenant_id FROM orders")
        connection.commit()
        assert cursor.fetchall() == [("rawdog",)]
        cursor.scroll(-1)
        connection.commit()
    with with_tenant("acme"):
        with pytest.raises(TenantChangedError, match="Cursor refused"):
            cursor.fetchall()
        with pytest.raises(psycopg.errors.InvalidCursorName):
            connection.execute("FETCH ALL FROM held")
        connection.rollback()  # undoes the reset; the next transaction must repeat it
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM scratch")
        connection.rollback()
        connection.execute("SELECT 1")
        connection.commit()
    with with_tenant("rawdog"), pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM scratch")
    cursor.close()


def test_cursor_declared_in_sql_is_closed(connection: psycopg.Connection[Any]) -> None:
    with with_tenant("rawdog"), connection.transaction():
        connection.execute("DECLARE mine CURSOR WITH HOLD FOR SELECT tenant FROM notes")
    with with_tenant("rawdog"), connection.transaction():
        assert connection.execute("FETCH ALL FROM mine").fetchall() == [("rawdog",)]
    with with_tenant("acme"), pytest.raises(psycopg.errors.InvalidCursorName):
        connection.execute("FETCH ALL FROM mine")


def test_executemany_resets_session(connection: psycopg.Connection[Any]) -> None:
    with with_tenant("rawdog"), connection.transaction():
        connection.execute("CREATE TEMPORARY TABLE scratch (one int)")
    with with_tenant("acme"), pytest.raises(psycopg.errors.UndefinedTable):
        connection.cursor().executemany("INSERT INTO scratch VALUES (%s)", [(1,), (2,)])


def test_temporary_table_stays_with_its_tenant(connection: psycopg.Connection[Any]) -> None:
    with with_tenant("rawdog"):
        connection.execute("CREATE TEMPORARY TABLE scratch AS SELECT 1 AS one")
        connection.commit()
        assert connection.execute("SELECT * FROM scratch").fetchall() == [(1,)]


def test_transaction_keeps_its_tenant(connection: psycopg.Connection[Any]) -> None:
    with with_tenant("rawdog"):
        connection.execute("INSERT INTO orders (body) VALUES ('first')")
        with with_tenant("acme"), pytest.raises(TenantChangedError, match='"acme" refused.*tenant "rawdog"'):
            connection.execute("INSERT INTO orders (body) VALUES ('second')")
        with with_tenant("rawdog"):
            assert connection.execute("SELECT body FROM orders ORDER BY id").fetchall() == [("of rawdog",), ("first",)]
    with pytest.raises(StatementOutsideTenantError):
        connection.execute("SELECT 1")
    connection.commit()  # a transaction can end outside the tenant's context


def test_other_tenant_cannot_continue_a_copy(shop: Shop) -> None:
    def stream(connection: psycopg.Connection[Any]) -> None:
        rows = connection.cursor().stream("SELECT generate_series(1, 100000)")
        assert next(rows) == (1,)
        with with_tenant("acme"):
            list(rows)

    def copy_rows_in(connection: psycopg.Connection[Any]) -> None:
        with connection.cursor().copy("COPY notes (tenant) FROM STDIN") as copy:
            copy.write_row(("rawdog",))
            with with_tenant("acme"):
                copy.write_row(("x" * 1_000_000,))

    def copy_rows_out(connection: psycopg.Connection[Any]) -> None:
        with connection.cursor().copy("COPY orders TO STDOUT") as copy, with_tenant("acme"):
            copy.read()

    for use in (stream, copy_rows_in, copy_rows_out):
        with shop.tenancy.connect(shop.address) as connection, with_tenant("rawdog"):
            with pytest.raises(TenantChangedError):
                use(connection)
            assert connection.closed
    with shop.tenancy.connect(shop.address) as connection, with_tenant("rawdog"):
        assert connection.execute(READ_TENANTS).fetchall() == [("rawdog",), ("rawdog",)]


def test_failed_transaction_keeps_its_tenant(connection: psycopg.Connection[Any]) -> None:
    with with_tenant("rawdog"):
        with connection.transaction():
            for _ in range(2):
                with pytest.raises(psycopg.errors.DivisionByZero), connection.transaction():
                    connection.execute("SELECT 1 / 0")
                assert connection.execute(READ_TENANTS).fetchall() == [("rawdog",), ("rawdog",)]
            with with_tenant("acme"), pytest.raises(TenantChangedError), connection.transaction():
                pass
            assert connection.execute(READ_TENANTS).fetchall() == [("rawdog",), ("rawdog",)]
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1 / 0")
        with with_tenant("acme"), pytest.raises(TenantChangedError):
            connection.execute(READ_TENANTS)
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            connection.execute(READ_TENANTS)
    connection.rollback()
    with with_tenant("acme"):
        assert connection.execute(READ_TENANTS).fetchall() == [("acme",), ("acme",)]


def test_autocommit_needs_transaction_block(shop: Shop) -> None:
    with shop.tenancy.connect(shop.address, autocommit=True) as connection, with_tenant("rawdog"):
        with pytest.raises(AutocommitError, match="connection.transaction"):
            connection.execute(READ_TENANTS)
        with connection.transaction():
            assert connection.execute(READ_TENANTS).fetchall() == [("rawdog",), ("rawdog",)]
        with pytest.raises(AutocommitError):
            connection.execute(READ_TENANTS)
        with pytest.raises(ControlStatementError):
            connection.execute("BEGIN")


def test_control_statement_is_refused(connection: psycopg.Connection[Any]) -> None:
    with with_tenant("rawdog"):
        for query in ("SELECT 1; COMMIT", b"SELECT 1; COMMIT", sql.SQL("SELECT 1; COMMIT")):
            with pytest.raises(ControlStatementError, match="with COMMIT refused"):
                connection.execute(query)
            with pytest.raises(ControlStatementError):
                connection.cursor().executemany(query, [()])
            with pytest.raises(ControlStatementError), connection.cursor().copy(query):
                pass
            with pytest.raises(ControlStatementError):
                list(connection.cursor().stream(query))
            with connection.cursor("named") as cursor, pytest.raises(ControlStatementError):
                cursor.execute(query)
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        connection.execute("SELECT CASE WHEN true THEN 'COMMIT' END")


class StoredTemplate(Template):
    """Template string for Python before 3.14, whose stand-in in psycopg keeps nothing."""

    parts: tuple[str | Interpolation[Any], ...]

    def __new__(cls, *parts: str | Interpolation[Any]) -> Self:
        template = object.__new__(cls)
        template.parts = parts
        return template

    def __iter__(self) -> Iterator[str | Interpolation[Any]]:
        return iter(self.parts)


def interpolation(value: object, format_spec: str = "") -> Interpolation[Any]:
    return Interpolation(value, "value", None, format_spec)


def test_long_text_is_not_kept(connection: psycopg.Connection[Any]) -> None:
    cached = find_control_statement.cache_info().currsize
    with with_tenant("acme"), pytest.raises(ControlStatementError):
        connection.execute(f"COMMIT -- {'x' * 10_000}".encode())
    assert find_control_statement.cache_info().currsize == cached


@pytest.mark.parametrize(
    "value",
    [
        interpolation(sql.SQL("SELECT 1; COMMIT"), "q"),
        interpolation(sql.SQL("SELECT 1; {}").format(sql.SQL("COMMIT")), "q"),
        interpolation(StoredTemplate("SELECT 1; COM", interpolation(sql.SQL("MIT"), "q")), "q"),
    ],
)
def test_sql_in_template_is_checked(connection: psycopg.Connection[Any], value: Interpolation[Any]) -> None:
    with with_tenant("rawdog"):
        for cursor in (connection.cursor(), psycopg.ClientCursor(connection), connection.cursor("named")):
            with pytest.raises(ControlStatementError, match="with COMMIT refused"):
                cursor.execute(StoredTemplate(value))
            cursor.close()
        query = StoredTemplate("SELECT ", interpolation("SELECT 1; COMMIT"), ", ", interpolation("COMMIT", "l"))
        assert connection.execute(query).fetchall() == [("SELECT 1; COMMIT", "COMMIT")]


def test_name_in_template_is_checked(connection: psycopg.Connection[Any]) -> None:
    with with_tenant("rawdog"), pytest.raises(ControlStatementError, match="with SET SEARCH_PATH refused"):
        connection.execute(StoredTemplate("SET ", interpolation("search_path", "i"), " = public"))


@pytest.mark.parametrize("tenant", ["rawdog", "acme"])
def test_closed_connection_keeps_psycopgs_error(shop: Shop, tenant: str) -> None:
    with shop.tenancy.connect(shop.address) as connection:
        with with_tenant("rawdog"):
            connection.execute("LISTEN news")
        connection.close()
        uses: list[Callable[[], Any]] = [
            lambda: connection.transaction().__enter__(),
            lambda: list(connection.notifies(timeout=0)),
            lambda: connection.tpc_begin("other"),
            lambda: connection.execute("SELECT 1"),
        ]
        with with_tenant(tenant):
            for use in uses:
                with pytest.raises(psycopg.OperationalError, match="the connection is closed"):
                    use()


def test_directly_built_cursor_is_checked(connection: psycopg.Connection[Any]) -> None:
    """Statements are checked where they are sent, so a cursor that the connection did not create is checked too."""
    cursors: list[Callable[[], Any]] = [
        lambda: psycopg.Cursor(connection),
        lambda: psycopg.ClientCursor(connection),
        lambda: psycopg.RawCursor(connection),
        lambda: psycopg.ServerCursor(connection, "named"),
        lambda: psycopg.RawServerCursor(connection, "raw"),
    ]
    with with_tenant("rawdog"):
        for create in cursors:
            with create() as cursor:
                with pytest.raises(ControlStatementError):
                    cursor.execute("SELECT 1; COMMIT; SELECT 1")
                if not isinstance(cursor, psycopg.ServerCursor):
                    with pytest.raises(ControlStatementError):
                        cursor.executemany("COMMIT", [()])
                    with pytest.raises(ControlStatementError), cursor.copy("COMMIT"):
                        pass
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        connection.execute("CREATE FUNCTION pg_temp.one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END")


@pytest.mark.parametrize("name", ["the platform", "an unknown owner"])
def test_tenant_may_be_named_like_a_special_owner(server: Server, name: str) -> None:
    with_spaced_tenant = TenantRule("[a-z ]+")
    with new_shop(server, with_spaced_tenant) as shop:
        shop.add_tenants(name)
        with shop.tenancy.connect(shop.address) as connection:
            with platform_scope("look at the shared tables"):
                connection.execute("SELECT 1")
                refusal = pytest.raises(TenantChangedError, match=f'tenant "{name}" refused.*to the platform')
                with with_spaced_tenant(name), refusal:
                    connection.execute(READ_TENANTS)
                connection.rollback()
            with with_spaced_tenant(name):
                assert connection.execute(READ_TENANTS).fetchall() == [(name,), (name,)]
                with platform_scope("count"), pytest.raises(TenantChangedError):
                    connection.execute(READ_TENANTS)
                connection.rollback()
        autocommitting = shop.tenancy.connect(shop.address, autocommit=True)
        with autocommitting as connection, with_spaced_tenant(name), pytest.raises(AutocommitError):
            connection.execute(READ_TENANTS)


def test_missing_schema_is_an_error(shop: Shop, connection: psycopg.Connection[Any]) -> None:
    create_shared_notes(shop)
    with with_tenant("nobody"):
        for _ in range(2):  # a refused transaction must not make the next one succeed
            with pytest.raises(MissingSchemaError, match="does not exist, or this role may not use it") as missing:
                connection.execute("SELECT tenant FROM notes")
            assert missing.value.tenant_id == "nobody"
            with pytest.raises(MissingSchemaError), connection.transaction():
                pass
            with pytest.raises(MissingSchemaError), connection.pipeline():
                connection.execute("SELECT tenant FROM notes")
            connection.rollback()
    with shop.admin() as admin:  # PostgreSQL skips an unusable schema like a missing one
        admin.execute(
            sql.SQL("REVOKE USAGE ON SCHEMA {} FROM shop_app").format(sql.Identifier(shop.tenancy.schema_of("acme")))
        )
    with with_tenant("acme"), pytest.raises(MissingSchemaError):
        connection.execute("SELECT tenant FROM notes")
    with with_tenant("rawdog"):
        assert connection.execute(READ_TENANTS).fetchall() == [("rawdog",), ("rawdog",)]


@pytest.mark.parametrize("pipelined", [False, True])
def test_dropped_schema_is_noticed_at_once(shop: Shop, connection: psycopg.Connection[Any], pipelined: bool) -> None:
    create_shared_notes(shop)
    with with_tenant("acme"):
        assert connection.execute(READ_TENANTS).fetchall() == [("acme",), ("acme",)]
        connection.commit()
        with shop.admin() as admin:
            admin.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(shop.tenancy.schema_of("acme"))))
        with connection.pipeline() if pipelined else nullcontext(), pytest.raises(MissingSchemaError):
            connection.execute("SELECT tenant FROM notes")


def test_platform_scope_is_audited(connection: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture) -> None:
    with with_tenant("rawdog"):
        with platform_scope("count the shops"):
            assert current_tenant_or_none() is None
            assert connection.execute("SELECT * FROM orders").fetchall() == []  # hidden by row-level security
            with pytest.raises(psycopg.errors.UndefinedTable):
                connection.execute("SELECT * FROM notes")
            connection.rollback()
            assert connection.execute("SELECT current_setting('app.tenant_id')").fetchone() == ("",)
            with with_tenant("acme"), pytest.raises(TenantChangedError, match="belongs to the platform"):
                connection.execute(READ_TENANTS)
            connection.rollback()
        assert connection.execute(READ_TENANTS).fetchall() == [("rawdog",), ("rawdog",)]
    (entry,) = (vars(record) for record in caplog.records if record.name == "cgk_runtime.db.audit")
    assert (entry["levelname"], entry["reason"], entry["tenant_id"]) == ("WARNING", "count the shops", "rawdog")
    assert __file__ in entry["source_location"]
    assert "platform scope: count the shops" in caplog.text
    with pytest.raises(ValueError, match="requires a reason"):
        platform_scope(" ")


def test_unlogged_platform_scope_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_record: logging.LogRecord) -> bool:
        raise PermissionError("the audit log is unavailable")

    monkeypatch.setattr(audit_log, "filters", [refuse])
    with pytest.raises(PermissionError), platform_scope("anything"):
        pass
    assert current_scope() is None


def test_scope_needs_its_audit_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """`logging.config` disables existing loggers by default."""
    monkeypatch.setattr(audit_log, "disabled", True)
    with pytest.raises(ConfigurationError, match="cgk_runtime.db.audit is off"), platform_scope("anything"):
        pass
    assert current_scope() is None


def test_platform_may_use_control_statements(shop: Shop) -> None:
    with shop.tenancy.connect(shop.address, autocommit=True) as connection, platform_scope("listen"):
        connection.execute("LISTEN something")
        connection.execute("BEGIN")
        connection.execute("COMMIT")


@pytest.mark.parametrize(
    "tenant", ["a'b", 'a"b', "a;b", "a, public", "a\x00", "", "A", "a b", "ä", "a" * 57, "a\n", "$user", "pg_temp'--"]
)
def test_invalid_tenant_id_is_refused(connection: psycopg.Connection[Any], tenant: str) -> None:
    with pytest.raises(InvalidTenantError):
        with_tenant(tenant)
    with TenantRule("(?s:.*)")(tenant), pytest.raises(InvalidTenantError):  # entered with another catalog's pattern
        connection.execute("SELECT 1")


@pytest.mark.parametrize(
    "tenant", ["a'b", 'a"b', "a;b", "a, public", "a\\", "$user", "ü", "x', true); DROP TABLE orders; --"]
)
def test_special_characters_in_tenant_are_quoted(server: Server, tenant: str) -> None:
    """A permissive catalog pattern allows such ids; they are quoted."""
    any_tenant = TenantRule("(?s:.*)")
    with new_shop(server, any_tenant) as shop:
        shop.add_tenants(tenant)
        with shop.tenancy.connect(shop.address) as connection, any_tenant(tenant):
            assert connection.execute(READ_TENANTS).fetchall() == [(tenant,), (tenant,)]


def test_client_encoding_keeps_tenants_apart(server: Server) -> None:
    """In LATIN1, the bytes of one id in UTF-8 are those of the other id."""
    any_tenant = TenantRule(".*")
    with new_shop(server, any_tenant) as shop:
        shop.add_tenants("ü", "Ã¼")
        with shop.tenancy.connect(shop.address, client_encoding="LATIN1") as connection:
            for tenant in ("ü", "Ã¼"):
                with any_tenant(tenant), connection.transaction():
                    assert connection.execute(READ_TENANTS).fetchall() == [(tenant,), (tenant,)]


@pytest.mark.parametrize("layout", ["rows", "schemas"])
def test_nul_does_not_end_a_tenant_id(server: Server, layout: Layout) -> None:
    any_tenant = TenantRule(".*")
    with (
        new_shop(server, any_tenant) as shop,
        replace(shop.tenancy, layout=layout).connect(shop.address) as connection,
        any_tenant("acme\0"),
        pytest.raises(psycopg.errors.SyntaxError, match="invalid Unicode escape"),
    ):
        connection.execute("SELECT tenant_id FROM orders")


def test_surrogates_in_tenant_are_refused(server: Server) -> None:
    any_tenant = TenantRule(".*")
    with (
        new_shop(server, any_tenant) as shop,
        replace(shop.tenancy, layout="rows").connect(shop.address) as connection,
        any_tenant("\ud83d\ude00"),  # PostgreSQL would read the escaped pair as U+1F600
        pytest.raises(UnicodeEncodeError),
    ):
        connection.execute("SELECT tenant_id FROM orders")


def test_truncated_schema_name_is_refused(shop: Shop, connection: psycopg.Connection[Any]) -> None:
    long_prefix = Tenancy(with_tenant, schema_prefix="a_prefix_")
    assert len(long_prefix.schema_of("a" * 54)) == 63
    with pytest.raises(SchemaNameError, match="64 bytes"):
        long_prefix.schema_of("a" * 55)
    umlauts = Tenancy(TenantRule("[ä]+"))
    with pytest.raises(SchemaNameError):  # 36 characters, but 65 bytes
        umlauts.schema_of("ä" * 29)
    with long_prefix.connect(shop.address) as other, with_tenant("a" * 56), pytest.raises(SchemaNameError):
        other.execute("SELECT 1")


@pytest.mark.parametrize("schema", ["public", "cgk", "cgk_jobs", "pg_catalog", "information_schema"])
def test_shared_schema_belongs_to_no_tenant(schema: str) -> None:
    without_prefix = Tenancy(with_tenant, schema_prefix="")
    assert without_prefix.tenant_of(schema) is None
    with pytest.raises(SchemaNameError, match=f'"{schema}" of tenant "{schema}" is that of a shared schema'):
        without_prefix.schema_of(schema)
    assert without_prefix.tenant_of("rawdog") == without_prefix.schema_of("rawdog") == "rawdog"


def test_invalid_setting_name_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"like app\.tenant_id"):
        Tenancy(with_tenant, setting="tenant'; --")


def test_prepared_statement_reads_current_tenant(connection: psycopg.Connection[Any]) -> None:
    for tenant in ("rawdog", "acme") * 5:
        with with_tenant(tenant), connection.transaction():
            assert connection.execute(READ_TENANTS, prepare=True).fetchall() == [(tenant,), (tenant,)]
            assert connection.execute("SELECT tenant FROM notes WHERE tenant = %s", (tenant,), prepare=True).fetchall()


def test_copy_cursor_and_pipeline_keep_tenant(shop: Shop, connection: psycopg.Connection[Any]) -> None:
    with with_tenant("acme"):
        with connection.cursor().copy("COPY notes (tenant) FROM STDIN") as copy:
            copy.write_row(("acme",))
        connection.commit()
        with connection.cursor().copy("COPY (SELECT tenant FROM notes) TO STDOUT") as copy:
            assert list(copy.rows()) == [("acme",), ("acme",)]
        with connection.cursor("named") as cursor:
            cursor.execute("SELECT tenant_id FROM orders")
            assert cursor.fetchall() == [("acme",)]
        connection.commit()
        with connection.pipeline():
            first = connection.execute(READ_TENANTS)
            connection.commit()
            second = connection.execute(READ_TENANTS)
            assert first.fetchall() == second.fetchall() == [("acme",)] * 3
        with connection.pipeline(), connection.transaction():
            third = connection.execute(READ_TENANTS)
        assert third.fetchall() == [("acme",)] * 3
        connection.rollback()
        connection.cursor().executemany("INSERT INTO orders (body) VALUES (%s)", [("many",), ("more",)])
        connection.commit()
    assert {tenant for tenant, body in shop.all_orders() if body in {"many", "more"}} == {"acme"}


def test_isolation_level_and_read_only_work(connection: psycopg.Connection[Any]) -> None:
    connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    connection.read_only = True
    for tenant in ("rawdog", "acme"):
        with with_tenant(tenant), connection.transaction():
            assert connection.execute("SHOW transaction_isolation").fetchone() == ("serializable",)
            assert connection.execute(READ_TENANTS).fetchall() == [(tenant,), (tenant,)]
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), connection.transaction():
                connection.execute("INSERT INTO orders (body) VALUES ('no')")


def test_thread_has_its_own_tenant(shop: Shop, connection: psycopg.Connection[Any]) -> None:
    refused: list[BaseException] = []

    def read(tenant: str | None) -> None:
        try:
            if tenant is None:
                connection.execute(READ_TENANTS)
            else:
                with with_tenant(tenant):
                    connection.execute(READ_TENANTS)
        except TenantError as error:
            refused.append(error)

    with with_tenant("rawdog"):
        connection.execute(READ_TENANTS)
        for tenant in (None, "acme"):
            thread = threading.Thread(target=read, args=(tenant,))
            thread.start()
            thread.join()
        assert connection.execute(READ_TENANTS).fetchall() == [("rawdog",), ("rawdog",)]
    assert [type(error) for error in refused] == [StatementOutsideTenantError, TenantChangedError]


def test_threads_never_share_a_transaction(shop: Shop) -> None:
    """The guard checks a statement inside the lock that sends it, so another thread cannot begin a transaction."""
    leaks: list[Any] = []

    def read_repeatedly(connection: psycopg.Connection[Any], tenant: str) -> None:
        with with_tenant(tenant):
            for _ in range(150):
                try:
                    rows = connection.execute(READ_TENANTS).fetchall()
                    if rows != [(tenant,), (tenant,)]:
                        leaks.append((tenant, rows))
                    connection.commit()
                except TenantChangedError:
                    pass

    with shop.tenancy.connect(shop.address) as connection:
        tenants = ("rawdog", "acme") * 2
        threads = [threading.Thread(target=read_repeatedly, args=(connection, tenant)) for tenant in tenants]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert leaks == []


async def test_canceled_task_leaves_no_residue(shop: Shop) -> None:
    async with shop.tenancy.async_pool(shop.address, min_size=1, max_size=1) as pool:

        async def slow() -> None:
            async with with_tenant("rawdog"), pool.connection() as connection:
                await connection.execute("SELECT pg_sleep(60)")

        for seconds in (0.0, 0.001, 0.01, 0.05):  # before, while and after the task checks a connection out
            task = asyncio.create_task(slow())
            await asyncio.sleep(seconds)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            async with with_tenant("acme"), pool.connection() as connection:
                cursor = await connection.execute(READ_TENANTS)
                assert await cursor.fetchall() == [("acme",), ("acme",)]


async def test_async_connection_is_guarded(shop: Shop) -> None:
    async with await shop.tenancy.connect_async(shop.address) as connection:
        with pytest.raises(StatementOutsideTenantError):
            await connection.execute("SELECT 1")
        with pytest.raises(StatementOutsideTenantError):
            async with connection.transaction():
                pass
        async with with_tenant("acme"):
            async with connection.transaction():
                assert await (await connection.execute(READ_TENANTS)).fetchall() == [("acme",), ("acme",)]
                with with_tenant("rawdog"), pytest.raises(TenantChangedError):
                    await connection.execute(READ_TENANTS)
                with pytest.raises(ControlStatementError):
                    await connection.execute("COMMIT")
                with pytest.raises(ControlStatementError):
                    async with connection.cursor().copy("COMMIT"):
                        pass
            async with connection.cursor("named") as cursor:
                await cursor.execute("SELECT tenant FROM notes")
                with with_tenant("rawdog"), pytest.raises(TenantChangedError):
                    await cursor.fetchone()
                assert await cursor.fetchone() == ("acme",)
            async with connection.cursor().copy("COPY notes (tenant) FROM STDIN") as copy:
                await copy.write_row(("acme",))
            assert [row async for row in connection.cursor().stream(READ_TENANTS)] == [("acme",), ("acme",), ("acme",)]
            await connection.commit()
            async with connection.pipeline():
                assert await (await connection.execute(READ_TENANTS)).fetchall() == [("acme",), ("acme",), ("acme",)]


async def test_task_inherits_tenant(shop: Shop) -> None:
    async with shop.tenancy.async_pool(shop.address, min_size=2) as pool:

        async def read_rows() -> list[Any]:
            async with pool.connection() as connection:
                return await (await connection.execute(READ_TENANTS)).fetchall()

        async with with_tenant("acme"):
            task = asyncio.create_task(read_rows())
        async with with_tenant("rawdog"):
            assert await read_rows() == [("rawdog",), ("rawdog",)]
            assert await task == [("acme",), ("acme",)]


def test_pool_callbacks_run_without_tenant(shop: Shop) -> None:
    def configure(connection: psycopg.Connection[Any]) -> None:
        connection.execute("SET statement_timeout = '1min'")
        connection.commit()

    options: dict[str, Any] = {"configure": configure, "check": ConnectionPool.check_connection}
    with shop.tenancy.pool(shop.address, min_size=1, max_size=1, **options) as pool:
        for tenant in ("rawdog", "acme"):
            with pool.connection() as connection:
                with pytest.raises(StatementOutsideTenantError):
                    connection.execute("SELECT 1")
                with with_tenant(tenant):
                    assert connection.execute(READ_TENANTS).fetchall() == [(tenant,), (tenant,)]
                    assert connection.execute("SHOW statement_timeout").fetchone() == ("1min",)


async def test_async_pool_callbacks_run_without_tenant(shop: Shop) -> None:
    async def configure(connection: psycopg.AsyncConnection[Any]) -> None:
        await connection.execute("SET statement_timeout = '1min'")
        await connection.commit()

    check = AsyncConnectionPool.check_connection
    unopened_pool = shop.tenancy.async_pool(shop.address, configure=configure, check=check)
    async with unopened_pool as pool, pool.connection() as connection:
        with pytest.raises(StatementOutsideTenantError):
            await connection.execute("SELECT 1")
        async with with_tenant("acme"):
            assert await (await connection.execute("SHOW statement_timeout")).fetchone() == ("1min",)


def test_pool_check_keeps_working_connections(shop: Shop) -> None:
    with shop.tenancy.pool(shop.address, min_size=1, max_size=1) as pool:
        pool.wait()
        pool.check()
        assert pool.get_stats().get("connections_lost", 0) == 0
        with pool.connection() as connection, pytest.raises(StatementOutsideTenantError):
            connection.execute("SELECT 1")


async def test_async_pool_check_keeps_connections(shop: Shop) -> None:
    async with shop.tenancy.async_pool(shop.address, min_size=1, max_size=1) as pool:
        await pool.wait()
        await pool.check()
        assert pool.get_stats().get("connections_lost", 0) == 0


def test_pool_callback_may_check_connection(shop: Shop) -> None:
    def check(connection: psycopg.Connection[Any]) -> None:
        pool.check_connection(connection)
        connection.execute("SELECT 1")
        connection.rollback()

    pool = shop.tenancy.pool(shop.address, min_size=1, max_size=1, check=check, timeout=5)
    with pool, pool.connection() as connection, with_tenant("acme"):  # the pool calls `check` without a tenant
        assert connection.execute(READ_TENANTS).fetchall() == [("acme",), ("acme",)]


def test_rows_layout_needs_no_schemas(shop: Shop) -> None:
    with shop.rows_only.connect(shop.address) as connection:
        for tenant, expected in (("acme", [("acme",)]), ("nobody", [])):
            with with_tenant(tenant), connection.transaction():
                assert connection.execute("SELECT tenant_id FROM orders").fetchall() == expected


def test_plain_connection_sees_no_tenant_rows(shop: Shop) -> None:
    with psycopg.connect(shop.address, options=f"-csearch_path={shop.shared}", autocommit=True) as connection:
        assert connection.execute("SELECT * FROM orders").fetchall() == []
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM notes")
        for tenant in ("NULL", "''", "'acme'"):
            insert = f"INSERT INTO orders (tenant_id) VALUES ({tenant})"  # noqa: S608
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.NotNullViolation)):
                connection.execute(insert.encode())
        assert connection.execute("DELETE FROM orders").rowcount == 0
