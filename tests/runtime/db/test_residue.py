"""A pooled connection carries nothing from one tenant to the next, and keeps what its pool configured."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing, nullcontext
from itertools import permutations
from typing import Any, LiteralString

import psycopg
import pytest
from cgk_runtime.db import StatementOutsideTenantError, Tenancy, TenantChangedError, platform_scope
from database_drivers import (
    AsyncPsycopgWrapper,
    Checkout,
    Driver,
    PsycopgWrapper,
    Rows,
    async_psycopg_pool,
    psycopg_pool,
)
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.string import TextLoader
from shop_database import Shop, with_tenant
from sqlalchemy import event, text

pytestmark = pytest.mark.anyio

Connection = psycopg.Connection[Any]


def execute(query: LiteralString) -> Callable[[Connection], Any]:
    return lambda connection: connection.execute(query)


def fetch(query: LiteralString) -> Callable[[Connection], Any]:
    return lambda connection: connection.execute(query).fetchall()


def expect_error(query: LiteralString, error: type[Exception]) -> Callable[[Connection], Any]:
    def attempt(connection: Connection) -> str:
        with pytest.raises(error):
            connection.execute(query)
        return "refused"

    return attempt


RESIDUE: dict[str, tuple[Callable[[Connection], Any], Callable[[Connection], Any], Any]] = {
    # A kind of residue: function that leaves it as the first tenant, function that looks for it as the second one,
    # and the result of the second function if nothing was left.
    "timeout": (execute("SET statement_timeout = 5"), fetch("SELECT pg_sleep(0.05)::text"), [("",)]),
    "custom setting": (
        execute("SET app.user_email = 'rawdog-secret'"),
        fetch("SELECT nullif(current_setting('app.user_email', true), '')"),
        [(None,)],
    ),
    "session characteristics": (
        execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"),
        fetch("SELECT current_setting('default_transaction_read_only')"),
        [("off",)],
    ),
    "prepared statement": (
        execute("PREPARE mine AS SELECT 'rawdog-secret'"),
        fetch("SELECT name FROM pg_prepared_statements"),
        [],
    ),
    "prepared by psycopg": (
        lambda connection: connection.execute("SELECT 'rawdog-secret'", prepare=True),
        fetch("SELECT name FROM pg_prepared_statements"),
        [],
    ),
    "advisory lock": (
        execute("SELECT pg_advisory_lock(7)"),
        fetch("SELECT objid FROM pg_locks WHERE locktype = 'advisory'"),
        [],
    ),
    "channel": (execute("LISTEN rawdog_news"), fetch("SELECT pg_listening_channels()"), []),
    "sequence": (
        execute("INSERT INTO notes (tenant) VALUES ('rawdog')"),
        expect_error("SELECT lastval()", psycopg.errors.ObjectNotInPrerequisiteState),
        "refused",
    ),
    "temporary table": (
        execute("CREATE TEMPORARY TABLE scratch AS SELECT 1 AS one"),
        expect_error("SELECT * FROM scratch", psycopg.errors.UndefinedTable),
        "refused",
    ),
    "temporary function": (
        execute("CREATE FUNCTION pg_temp.leak() RETURNS text LANGUAGE sql RETURN 'rawdog-secret'"),
        expect_error("SELECT pg_temp.leak()", psycopg.errors.Error),
        "refused",
    ),
    "cursor": (
        execute("DECLARE held CURSOR WITH HOLD FOR SELECT tenant FROM notes"),
        fetch("SELECT name FROM pg_cursors"),
        [],
    ),
    "row factory": (lambda connection: setattr(connection, "row_factory", dict_row), fetch("SELECT 1"), [(1,)]),
    "adapter": (
        lambda connection: connection.adapters.register_loader("int4", TextLoader),
        fetch("SELECT 1"),
        [(1,)],
    ),
    "autocommit": (
        lambda connection: setattr(connection, "autocommit", True),
        fetch("SELECT 1"),
        [(1,)],
    ),
    "isolation level": (
        lambda connection: setattr(connection, "isolation_level", psycopg.IsolationLevel.SERIALIZABLE),
        fetch("SHOW transaction_isolation"),
        [("read committed",)],
    ),
    "prepare threshold": (
        lambda connection: setattr(connection, "prepare_threshold", 0),
        lambda connection: connection.prepare_threshold,
        5,
    ),
}


@pytest.mark.parametrize("kind", RESIDUE)
@pytest.mark.parametrize("end_transaction", [Connection.commit, Connection.rollback])
def test_next_tenant_finds_nothing(shop: Shop, kind: str, end_transaction: Callable[[Connection], None]) -> None:
    leave, find, expected = RESIDUE[kind]
    with shop.tenancy.pool(shop.address, min_size=1, max_size=1) as pool:
        with with_tenant("rawdog"), pool.connection() as connection:
            leave(connection)
            end_transaction(connection)
        for tenant in ("acme", "rawdog"):
            with with_tenant(tenant), pool.connection() as connection:
                assert find(connection) == expected
                connection.rollback()


@asynccontextmanager
async def one_connection(tenancy: Tenancy, address: str, autocommit: bool) -> AsyncGenerator[Any]:
    with tenancy.connect(address, autocommit=autocommit) as connection:
        yield lambda: nullcontext(PsycopgWrapper(connection))


@asynccontextmanager
async def one_async_connection(tenancy: Tenancy, address: str, autocommit: bool) -> AsyncGenerator[Any]:
    async with await tenancy.connect_async(address, autocommit=autocommit) as connection:
        yield lambda: nullcontext(AsyncPsycopgWrapper(connection))


LEAVE_EVERYTHING = """
SELECT pg_advisory_lock_shared(7);
CREATE TEMPORARY TABLE scratch AS SELECT 1 AS one;
SET app.user_email = 'secret';
LISTEN news;
PREPARE mine AS SELECT 1;
DECLARE held CURSOR WITH HOLD FOR SELECT 1
"""
FIND_EVERYTHING = """
SELECT to_regclass('pg_temp.scratch') IS NOT NULL, nullif(current_setting('app.user_email', true), ''),
    (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_prepared_statements),
    (SELECT count(*) FROM pg_cursors),
    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())
"""
EVERYTHING: Rows = [(True, "secret", 1, 1, 1, 1)]
NOTHING: Rows = [(False, None, 0, 0, 0, 0)]


@pytest.mark.parametrize("driver", [psycopg_pool, async_psycopg_pool, one_connection, one_async_connection])
@pytest.mark.parametrize("autocommit", [False, True])
async def test_no_owner_finds_state_of_another(shop: Shop, driver: Driver, autocommit: bool) -> None:
    scopes: dict[str, Any] = {
        "rawdog": with_tenant("rawdog"),
        "acme": with_tenant("acme"),
        "platform": platform_scope("look at the session"),
    }
    users = [(owner, True) for owner in scopes]  # owners, and whether they use a transaction block
    users += [("platform", False)] if autocommit else [(owner, False) for owner in scopes]

    async def rows(check_out: Checkout, user: tuple[str, bool], query: LiteralString) -> Rows:
        owner, in_block = user
        async with scopes[owner], check_out() as connection:
            async with connection.savepoint() if in_block else nullcontext():
                found = await connection.rows(query)
            await connection.commit()
            return found

    async with driver(shop.tenancy, shop.address, autocommit) as check_out:
        for first, second in permutations(users, 2):
            if first[0] == second[0]:
                continue
            await rows(check_out, first, LEAVE_EVERYTHING)
            assert await rows(check_out, first, FIND_EVERYTHING) == EVERYTHING, first
            assert await rows(check_out, second, FIND_EVERYTHING) == NOTHING, (first, second)


def test_engine_in_autocommit_finds_no_state(shop: Shop) -> None:
    engine = shop.tenancy.create_engine(shop.url, pool_size=1, max_overflow=0)

    def autocommitting_rows(query: str) -> list[Any]:
        with platform_scope("look at the session"), engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            return [tuple(row) for row in connection.execute(text(query))]

    def rows(query: str) -> list[Any]:
        with with_tenant("acme"), engine.begin() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    for first, second in ((autocommitting_rows, rows), (rows, autocommitting_rows)):
        first(LEAVE_EVERYTHING)
        assert second(FIND_EVERYTHING) == NOTHING
    engine.dispose()


async def test_async_pool_keeps_nothing(shop: Shop) -> None:
    async with shop.tenancy.async_pool(shop.address, min_size=1, max_size=1) as pool:
        async with with_tenant("rawdog"), pool.connection() as connection:
            await connection.execute("SET app.user_email = 'rawdog-secret'")
            connection.add_notice_handler(lambda notice: pytest.fail(str(notice.message_primary)))
            connection.row_factory = dict_row  # type: ignore[assignment]  # leaves the declared row type
        async with with_tenant("acme"), pool.connection() as connection:
            cursor = await connection.execute("SELECT nullif(current_setting('app.user_email', true), '')")
            assert await cursor.fetchall() == [(None,)]
            await connection.execute("DO $$ BEGIN RAISE NOTICE 'acme-secret'; END $$")


@pytest.mark.parametrize("pipelined", [False, True])
def test_foreign_notification_is_dropped(shop: Shop, pipelined: bool) -> None:
    received: list[str] = []
    with shop.tenancy.pool(shop.address, min_size=1, max_size=1) as pool, shop.admin() as admin:
        with with_tenant("rawdog"), pool.connection() as connection:
            connection.execute("LISTEN rawdog_news")
            connection.commit()
            admin.execute("NOTIFY rawdog_news, 'rawdog-secret-1'")
            connection.execute("SELECT 1")
            connection.add_notify_handler(lambda notify: received.append(f"handler of rawdog: {notify.payload}"))
        with with_tenant("acme"), pool.connection() as connection:
            admin.execute("NOTIFY rawdog_news, 'rawdog-secret-2'")
            connection.add_notify_handler(lambda notify: received.append(notify.payload))
            if pipelined:
                with connection.pipeline():
                    connection.execute("SELECT 1")
            else:
                connection.execute("SELECT 1")
            connection.rollback()
            admin.execute("NOTIFY rawdog_news, 'rawdog-secret-3'")
            connection.execute("LISTEN acme_news")
            connection.commit()
            admin.execute("NOTIFY acme_news, 'mine'")
            connection.execute("SELECT 1")
            connection.commit()
    assert received == ["mine"]


@pytest.mark.parametrize("received", [False, True])
def test_foreign_notifications_are_refused(shop: Shop, received: bool) -> None:
    """`notifies` sends no statement that would reset the session."""
    with shop.tenancy.pool(shop.address, min_size=1, max_size=1) as pool, shop.admin() as admin:
        with with_tenant("rawdog"), pool.connection() as connection:
            connection.execute("LISTEN news")
            connection.commit()
            if received:
                admin.execute("NOTIFY news, 'rawdog-secret'")
                connection.execute("SELECT 1")
        with pool.connection() as connection:
            admin.execute("NOTIFY news, 'rawdog-secret'")
            with with_tenant("acme"), pytest.raises(TenantChangedError, match="the connection listens for"):
                list(connection.notifies(timeout=0))
            with pytest.raises(StatementOutsideTenantError):
                list(connection.notifies(timeout=0))
            with with_tenant("acme"):
                connection.execute("LISTEN news")
                connection.commit()
                admin.execute("NOTIFY news, 'of acme'")
                # Closed even if the test fails, because the rollback waits for the generator.
                with closing(connection.notifies(timeout=5)) as notifications:
                    assert next(notifications).payload == "of acme"
                    admin.execute("NOTIFY news, 'of acme'")
                    with with_tenant("rawdog"), pytest.raises(TenantChangedError):
                        next(notifications)


async def test_foreign_notifications_are_refused_async(shop: Shop) -> None:
    async with shop.tenancy.async_pool(shop.address, min_size=1, max_size=1) as pool:
        async with with_tenant("rawdog"), pool.connection() as connection:
            await connection.execute("LISTEN news")
        with shop.admin() as admin:
            admin.execute("NOTIFY news, 'rawdog-secret'")
        async with with_tenant("acme"), pool.connection() as connection:
            with pytest.raises(TenantChangedError):
                async for _ in connection.notifies(timeout=0):
                    pass


def test_foreign_handler_is_removed(shop: Shop) -> None:
    notices: list[str | None] = []
    with shop.tenancy.pool(shop.address, min_size=1, max_size=1) as pool:
        with with_tenant("rawdog"), pool.connection() as connection:
            connection.add_notice_handler(lambda notice: notices.append(notice.message_primary))
        with with_tenant("acme"), pool.connection() as connection:
            connection.execute("DO $$ BEGIN RAISE NOTICE 'acme-secret'; END $$")
    assert notices == []


def test_platform_residue_is_reset(shop: Shop) -> None:
    with shop.tenancy.pool(shop.address, min_size=1, max_size=1) as pool:
        with platform_scope("leave a setting"), pool.connection() as connection:
            connection.execute("SET app.report = 'all shops'")
        with with_tenant("acme"), pool.connection() as connection:
            assert fetch("SELECT nullif(current_setting('app.report', true), '')")(connection) == [(None,)]


def test_same_tenant_is_not_reset(shop: Shop) -> None:
    """A connection that stays with its tenant needs no reset and keeps the tenant's prepared statements."""
    with shop.tenancy.connect(shop.address) as connection, with_tenant("acme"):
        connection.execute("SET app.user_email = 'acme'")
        connection.commit()
        assert fetch("SELECT current_setting('app.user_email')")(connection) == [("acme",)]


def test_configuration_survives_reset(shop: Shop) -> None:
    def configure(connection: Connection) -> None:
        connection.execute("SET statement_timeout = '1min'; SET bytea_output = 'escape'")
        connection.row_factory = dict_row
        connection.commit()

    query = "SELECT current_setting('statement_timeout') AS timeout, current_setting('app.region') AS region"
    options: dict[str, Any] = {"configure": configure, "kwargs": {"options": "-c app.region=eu"}}
    with shop.tenancy.pool(shop.address, min_size=1, max_size=1, **options) as pool:
        for tenant in ("rawdog", "acme", "rawdog"):
            with with_tenant(tenant), pool.connection() as connection:
                row: Any = connection.execute(query).fetchone()
                assert row == {"timeout": "1min", "region": "eu"}
                connection.execute("SET statement_timeout = '2min'; SET app.region = 'us'")


def test_engine_configuration_survives_reset(shop: Shop) -> None:
    engine = shop.tenancy.create_engine(shop.url, pool_size=1, max_overflow=0)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _entry: Any) -> None:
        connection.execute("SET statement_timeout = '1min'")
        connection.commit()

    for tenant in ("rawdog", "acme", "rawdog"):
        with with_tenant(tenant), engine.begin() as connection:
            assert connection.scalar(text("SHOW statement_timeout")) == "1min"
            connection.execute(text("SET statement_timeout = '2min'"))
    engine.dispose()


def test_failed_reset_closes_connection(shop: Shop) -> None:
    """A session that could not be reset is not used again."""
    with shop.tenancy.connect(shop.address) as connection:
        with with_tenant("rawdog"), connection.transaction():
            connection.execute("SELECT 1")
        connection._configuration_commands = (b"SELECT 1 / 0",)  # type: ignore[attr-defined]
        with with_tenant("acme"), pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1")
        assert connection.closed


def test_role_of_session_is_reset(shop: Shop) -> None:
    role = sql.Identifier(f"{shop.shared}_reader")
    with shop.admin() as admin:
        admin.execute(sql.SQL("CREATE ROLE {0}; GRANT {0} TO shop_app").format(role))
    with shop.tenancy.pool(shop.address, min_size=1, max_size=1) as pool:
        with with_tenant("rawdog"), pool.connection() as connection:
            name = f"{shop.shared}_reader"
            hidden = f"DO $$ BEGIN EXECUTE 'SE' || 'T ROLE {name}'; END $$"  # passes the statement check
            connection.execute(hidden.encode())
        with with_tenant("acme"), pool.connection() as connection:
            assert fetch("SELECT current_user::text")(connection) == [("shop_app",)]
    with shop.admin() as admin:
        admin.execute(sql.SQL("DROP ROLE {}").format(role))
