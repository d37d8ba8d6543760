"""Signed tenants: hostile SQL that runs as the application reads no other tenant's rows."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any, LiteralString

import psycopg
import pytest
from cgk_runtime.cli.main import main
from cgk_runtime.db import MissingSchemaError, Tenancy, TenantChangedError, platform_scope
from cgk_runtime.db.audit import AuditFinding, AuditScope, audit
from cgk_runtime.db.outbox import migration
from cgk_runtime.db.signing import install_signing, sign_tenant
from cgk_runtime.errors import ConfigurationError
from psycopg import sql
from shop_database import APP_ROLE, READ_TENANTS, RELAY_ROLE, Server, Shop, new_shop, with_tenant

pytestmark = pytest.mark.anyio

KEY = "0123456789abcdef" * 2

POLICIES = """
ALTER POLICY tenant ON {shared}.orders USING (tenant_id = (SELECT cgk.tenant()));
ALTER TABLE {shared}.orders ALTER COLUMN tenant_id SET DEFAULT cgk.tenant();
ALTER TABLE {rawdog}.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {rawdog}.notes USING ((SELECT cgk.tenant()) = 'rawdog');
ALTER TABLE {acme}.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {acme}.notes USING ((SELECT cgk.tenant()) = 'acme');
"""


def signed_tenancy(shop: Shop, key: str = KEY) -> Tenancy:
    return replace(shop.tenancy, signing_key=key)


def schema_names(shop: Shop) -> dict[str, sql.Identifier]:
    schemas = {tenant: shop.tenancy.schema_of(tenant) for tenant in ("rawdog", "acme")}
    return {name: sql.Identifier(schema) for name, schema in {"shared": shop.shared, **schemas}.items()}


@pytest.fixture
def signed_shop(server: Server) -> Generator[Shop]:
    """A shop whose policies read the signed tenant."""
    with new_shop(server) as shop:
        with psycopg.connect(server.admin, autocommit=True) as admin:
            install_signing(admin, shop.tenancy, KEY, [APP_ROLE], keep_keys=False)
            admin.execute(sql.SQL(POLICIES).format(**schema_names(shop)))
        yield shop
        with psycopg.connect(server.admin, autocommit=True) as admin:
            admin.execute("DROP SCHEMA cgk CASCADE")  # other tests' databases are without signed tenants


@pytest.fixture
def connection(signed_shop: Shop) -> Generator[psycopg.Connection[Any]]:
    with signed_tenancy(signed_shop).connect(signed_shop.address) as connection:
        yield connection
        connection.rollback()


def test_signed_tenant_sees_its_rows(signed_shop: Shop, connection: psycopg.Connection[Any]) -> None:
    for tenant in ("rawdog", "acme", "acme", "rawdog"):
        with with_tenant(tenant), connection.transaction():
            assert connection.execute(READ_TENANTS).fetchall() == [(tenant,), (tenant,)]
            connection.execute("INSERT INTO orders (body) VALUES ('mine')")
            connection.execute("DELETE FROM orders WHERE body = 'mine'")
    with platform_scope("look"), connection.transaction():
        assert connection.execute("SELECT * FROM orders").fetchall() == []
    with with_tenant("acme"), connection.pipeline():
        assert connection.execute(READ_TENANTS).fetchall() == [("acme",), ("acme",)]
    connection.rollback()
    with with_tenant("nobody"), pytest.raises(MissingSchemaError):
        connection.execute("SELECT 1")
    with with_tenant("acme"):
        assert connection.execute(READ_TENANTS).fetchall() == [("acme",), ("acme",)]


async def test_async_connections_sign(signed_shop: Shop) -> None:
    async with signed_tenancy(signed_shop).async_pool(signed_shop.address, min_size=1, max_size=1) as pool:
        for tenant in ("rawdog", "acme"):
            async with with_tenant(tenant), pool.connection() as connection:
                assert await (await connection.execute(READ_TENANTS)).fetchall() == [(tenant,), (tenant,)]


def set_hidden(setting: LiteralString, value: LiteralString) -> LiteralString:
    """Return a statement that changes a setting and passes the statement check, because its text is computed."""
    return "DO $$ BEGIN EXECUTE 'SE' || 'T LOCAL " + setting + " TO " + value + "'; END $$"


READ_NOTES: LiteralString = "SELECT tenant FROM notes"
READ_ORDERS: LiteralString = "SELECT tenant_id FROM {shared}.orders"
ATTACKS_ON_SETTING: dict[str, Sequence[LiteralString]] = {
    "another schema by its full name": ("SELECT tenant FROM {acme}.notes",),
    "a write to another schema": ("UPDATE {acme}.notes SET body = 'mine' RETURNING tenant",),
    "another search_path": (set_hidden("search_path", "{acme}"), READ_NOTES),
    "another tenant": (set_hidden("app.tenant_id", "acme"), READ_ORDERS),
    "another tenant, undone afterwards": (
        set_hidden("app.tenant_id", "acme"),
        "CREATE TEMPORARY TABLE loot AS SELECT tenant_id FROM {shared}.orders",
        set_hidden("app.tenant_id", "rawdog"),
        "SELECT * FROM loot",
    ),
    "another tenant and search_path": (
        set_hidden("app.tenant_id", "acme"),
        set_hidden("search_path", "{acme}"),
        READ_NOTES,
    ),
}
"""SQL that reads another tenant's rows if policies trust the setting `app.tenant_id`."""
ATTACKS: dict[str, Sequence[LiteralString]] = {
    **ATTACKS_ON_SETTING,
    "a guessed signature": (
        set_hidden("app.tenant_id", "acme"), set_hidden("app.tenant_id_signature", "''{guess}''"), READ_ORDERS,
    ),
    "row security off": (set_hidden("row_security", "off"), READ_ORDERS),
    "a read of the keys": ("SELECT outer_pad::text FROM cgk.signing_keys",),
    "a replaced function": (
        "CREATE OR REPLACE FUNCTION cgk.tenant() RETURNS text LANGUAGE sql RETURN 'acme'", READ_ORDERS,
    ),
    "a function in an earlier schema": (
        "CREATE FUNCTION pg_temp.tenant() RETURNS text LANGUAGE sql RETURN 'acme'",
        set_hidden("search_path", "pg_temp, cgk"),
        "SELECT tenant FROM {acme}.notes",
    ),
    "a row for another tenant": ("INSERT INTO {shared}.orders (tenant_id) VALUES ('acme') RETURNING tenant_id",),
}  # fmt: skip


def rows_stolen_by(shop: Shop, connection: psycopg.Connection[Any], attack: str) -> list[Any]:
    """Return the rows that an attack reads as rawdog; an error means none."""
    guess = sql.SQL("f" * 64)
    statement = sql.SQL("; ").join(sql.SQL(part).format(guess=guess, **schema_names(shop)) for part in ATTACKS[attack])
    with with_tenant("rawdog"):
        try:
            cursor = connection.execute(statement)
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error:
            return []
        finally:
            connection.rollback()


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_sql_reads_nothing(signed_shop: Shop, connection: psycopg.Connection[Any], attack: str) -> None:
    assert ("acme",) not in rows_stolen_by(signed_shop, connection, attack)


def test_libpq_statements_meet_the_policies(signed_shop: Shop, connection: psycopg.Connection[Any]) -> None:
    """The guard does not see what is sent with libpq itself; row-level security does."""
    schemas = schema_names(signed_shop)

    def send(query: LiteralString) -> tuple[list[bytes | None], bytes]:
        result = connection.pgconn.exec_(sql.SQL(query).format(**schemas).as_bytes(connection))
        return [result.get_value(row, 0) for row in range(result.ntuples)], result.error_message

    everything: LiteralString = (
        "SELECT tenant_id FROM {shared}.orders UNION ALL SELECT tenant FROM {rawdog}.notes "
        "UNION ALL SELECT tenant FROM {acme}.notes"
    )
    assert send(everything) == ([], b"")  # no tenant, no rows
    with with_tenant("rawdog"):
        connection.execute("SELECT 1")
        with with_tenant("acme"):
            assert send(everything) == ([b"rawdog", b"rawdog"], b"")  # the transaction's tenant
        for forged in ("SET LOCAL app.tenant_id = 'acme'; ", "COMMIT; SET app.tenant_id = 'acme'; "):
            rows, error = send(forged + everything)
            assert rows == []
            assert b'tenant "acme" is not signed' in error
            connection.pgconn.exec_(b"ROLLBACK")
            assert connection.execute(READ_TENANTS).fetchall() == [("rawdog",), ("rawdog",)]
    connection.pgconn.exec_(b"ROLLBACK; BEGIN")
    with with_tenant("acme"), pytest.raises(TenantChangedError):  # the guard did not begin it
        connection.execute(READ_TENANTS)


def test_unsigned_policies_stop_accidents_only(shop: Shop) -> None:
    """The reason for signing: a policy that trusts the setting lets these attacks through."""
    with shop.tenancy.connect(shop.address) as connection:
        for attack in ATTACKS_ON_SETTING:
            assert ("acme",) in rows_stolen_by(shop, connection, attack)


def test_unsigned_connection_is_refused(signed_shop: Shop) -> None:
    for tenancy in (signed_shop.tenancy, signed_tenancy(signed_shop, "f" * 32)):
        with tenancy.connect(signed_shop.address) as connection, with_tenant("acme"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match='tenant "acme" is not signed'):
                connection.execute("SELECT tenant_id FROM orders")
            connection.rollback()


def test_signature_is_invisible(signed_shop: Shop, connection: psycopg.Connection[Any]) -> None:
    """Other sessions of the application's role could read a literal in `pg_stat_activity`."""
    with with_tenant("acme"):
        connection.execute("SELECT 1")
        with psycopg.connect(signed_shop.address, autocommit=True) as other:
            queries = other.execute("SELECT query FROM pg_stat_activity").fetchall()
        signature = sign_tenant(KEY, "acme").decode()
        assert connection.execute("SELECT current_setting('app.tenant_id_signature')").fetchone() == (signature,)
        connection.commit()
    assert signature not in str(queries)
    with with_tenant("rawdog"):
        rows = connection.execute("SELECT statement FROM pg_prepared_statements").fetchall()
        assert signature not in str(rows)


def test_key_can_be_rotated(signed_shop: Shop) -> None:
    new_key = "new key, new key, new key, new key, which is longer than one block of sha256"

    def can_read(key: str) -> bool:
        with signed_tenancy(signed_shop, key).connect(signed_shop.address) as connection, with_tenant("acme"):
            try:
                return connection.execute("SELECT tenant_id FROM orders").fetchall() == [("acme",)]
            except psycopg.errors.InsufficientPrivilege:
                return False

    with psycopg.connect(signed_shop.server.admin, autocommit=True) as admin:
        install_signing(admin, signed_shop.tenancy, new_key, [APP_ROLE], keep_keys=True)
        assert (can_read(KEY), can_read(new_key)) == (True, True)
        install_signing(admin, signed_shop.tenancy, new_key, [APP_ROLE], keep_keys=False)
        assert (can_read(KEY), can_read(new_key)) == (False, True)


def test_short_key_is_refused(shop: Shop) -> None:
    with pytest.raises(ConfigurationError, match="fewer than 32"):
        signed_tenancy(shop, "short")
    assert KEY not in repr(signed_tenancy(shop))


def run_audit(shop: Shop) -> list[AuditFinding]:
    scope = AuditScope(shop.tenancy, [APP_ROLE], [RELAY_ROLE], outbox=(shop.shared, "cgk_outbox"))
    with shop.admin() as admin:
        return audit(admin, scope)


def test_check_finds_unsigned_policies(signed_shop: Shop) -> None:
    schemas = schema_names(signed_shop)
    assert run_audit(signed_shop) == []
    with signed_shop.admin() as admin:
        admin.execute(
            sql.SQL(
                "ALTER POLICY tenant ON {shared}.orders USING (tenant_id = nullif(current_setting('app.tenant_id', "
                "true), '')); ALTER TABLE {acme}.notes DISABLE ROW LEVEL SECURITY; DROP POLICY tenant ON {acme}.notes; "
                "CREATE TABLE {rawdog}.fresh (one int); GRANT SELECT ON {rawdog}.fresh TO shop_app"
            ).format(**schemas)
        )
        reported = run_audit(signed_shop)
        schema = signed_shop.tenancy.schema_of
        assert [finding.name for finding in reported] == [
            f"policy-trusts-setting:{signed_shop.shared}.orders.tenant",
            f"schema-without-policy:{schema('acme')}.notes",
            f"schema-without-policy:{schema('rawdog')}.fresh",
        ]
        for finding in reported:
            admin.execute(finding.fix.encode())
        assert run_audit(signed_shop) == []
        admin.execute(sql.SQL("CREATE POLICY open ON {acme}.notes USING (true)").format(**schemas))
        assert [finding.code for finding in run_audit(signed_shop)] == ["schema-without-policy"]


@pytest.mark.parametrize(
    ("leak", "code"),
    [
        ("CREATE VIEW {acme}.recent AS TABLE {acme}.notes; GRANT SELECT ON {acme}.recent TO shop_app", "view-of-owner"),
        (
            "CREATE MATERIALIZED VIEW {acme}.old AS TABLE {acme}.notes; GRANT SELECT ON {acme}.old TO shop_app",
            "no-policies-possible",
        ),
        ("ALTER TABLE {acme}.notes OWNER TO shop_app", "table-owned-by-application"),
        ("GRANT TRUNCATE ON {acme}.notes TO shop_app", "truncate-granted"),
        ("GRANT CREATE ON SCHEMA {acme} TO shop_app", "role-creates-objects"),
    ],
)
def test_check_finds_ways_around_policies(signed_shop: Shop, leak: LiteralString, code: str) -> None:
    with signed_shop.admin() as admin:
        admin.execute(sql.SQL(leak).format(**schema_names(signed_shop)))
        findings = run_audit(signed_shop)
        assert code in {finding.code for finding in findings}
        for finding in findings:
            admin.execute(finding.fix.replace("shop_owner", "postgres").encode())
    assert run_audit(signed_shop) == []


def test_command_signs_tenants(shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["tenants", "sign", "--role", APP_ROLE, "--database", shop.server.admin]
    monkeypatch.delenv("TENANT_SIGNING_KEY", raising=False)
    assert main(arguments) == 1
    assert "TENANT_SIGNING_KEY" in capsys.readouterr().err
    monkeypatch.setenv("TENANT_SIGNING_KEY", "short")
    assert main(arguments) == 1
    monkeypatch.setenv("TENANT_SIGNING_KEY", KEY)
    assert main(arguments) == 0
    assert KEY not in capsys.readouterr().out
    with signed_tenancy(shop).connect(shop.address) as connection, with_tenant("acme"):
        assert connection.execute("SELECT cgk.tenant()").fetchone() == ("acme",)
    with shop.admin() as admin:
        admin.execute("DROP SCHEMA cgk CASCADE")


def test_outbox_verifies_signed_tenant(signed_shop: Shop) -> None:
    text = migration(app_role=APP_ROLE, relay_role=RELAY_ROLE, table=signed_shop.outbox_table, signed=True)
    with signed_shop.admin() as admin:
        admin.execute(text.encode())
    assert run_audit(signed_shop) == []
    insert = signed_shop.outbox_table.query(
        "INSERT INTO {table} (tenant_id, event, payload, options, job_key, in_order) "
        "VALUES (%s, 'order.created', 'x', '{{}}', 'key', false)"
    )
    with signed_tenancy(signed_shop).connect(signed_shop.address) as connection, with_tenant("rawdog"):
        connection.execute(insert, ("rawdog",))
        connection.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(insert, ("acme",))
        connection.rollback()
        connection.execute("DO $$ BEGIN EXECUTE 'SE' || 'T LOCAL app.tenant_id TO acme'; END $$")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not signed"):
            connection.execute(insert, ("acme",))
        connection.rollback()
