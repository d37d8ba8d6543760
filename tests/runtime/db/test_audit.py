"""`cgk tenants check` finds every known leak, and each fix removes it."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cgk_runtime.cli.main import main
from cgk_runtime.db.audit import AuditFinding, AuditScope, audit, roles, schemas, tables
from cgk_runtime.db.schemas import create_schema
from cgk_runtime.errors import ConfigurationError
from paths import ROOT
from shop_database import APP_ROLE, RELAY_ROLE, Shop

LEAKS = {
    # By leak: the statements that cause it, and the finding that reports it.
    "no row-level security": (
        "CREATE TABLE {shared}.refunds (tenant_id text NOT NULL, total int)",
        "row-security-off:{shared}.refunds",
    ),
    "policies that do not apply to the owner": (
        "ALTER TABLE {shared}.orders NO FORCE ROW LEVEL SECURITY",
        "row-security-not-forced:{shared}.orders",
    ),
    "a policy that treats '' as a tenant": (
        "ALTER POLICY tenant ON {shared}.orders USING (tenant_id = current_setting('app.tenant_id', true))",
        "policy-reads-empty:{shared}.orders.tenant",
    ),
    "a policy that turns NULL into ''": (
        (
            "ALTER POLICY tenant ON {shared}.orders "
            "USING (tenant_id = coalesce(current_setting('app.tenant_id', true), ''))"
        ),
        "policy-reads-empty:{shared}.orders.tenant",
    ),
    "a policy that lets every row through": (
        "CREATE POLICY all_rows ON {shared}.orders FOR SELECT USING (true)",
        "policy-without-tenant:{shared}.orders.all_rows",
    ),
    "a policy that accepts every new row": (
        "ALTER POLICY tenant ON {shared}.orders WITH CHECK (true)",
        "policy-without-tenant:{shared}.orders.tenant",
    ),
    "a policy with an OR": (
        (
            "ALTER POLICY tenant ON {shared}.orders USING "
            "(tenant_id = nullif(current_setting('app.tenant_id', true), '') "
            "OR current_setting('app.support', true) = 'on')"
        ),
        "policy-lets-more-through:{shared}.orders.tenant",
    ),
    "a policy with a default tenant": (
        (
            "ALTER POLICY tenant ON {shared}.orders "
            "USING (tenant_id = coalesce(nullif(current_setting('app.tenant_id', true), ''), 'rawdog'))"
        ),
        "policy-lets-more-through:{shared}.orders.tenant",
    ),
    "a policy with a CASE": (
        (
            "ALTER POLICY tenant ON {shared}.orders USING (CASE WHEN body = 'a AND b' AND "
            "tenant_id = nullif(current_setting('app.tenant_id', true), '') AND id > 0 THEN false ELSE true END)"
        ),
        "policy-lets-more-through:{shared}.orders.tenant",
    ),
    "a shared table without tenant column": (
        "CREATE TABLE {shared}.items (order_id bigint); GRANT SELECT, INSERT, UPDATE ON {shared}.items TO shop_app",
        "tenant-column-missing:{shared}.items",
    ),
    "a shared table without tenant column that PUBLIC may write": (
        "CREATE TABLE {shared}.items (order_id bigint); GRANT INSERT ON {shared}.items TO PUBLIC, shop_app",
        "tenant-column-missing:{shared}.items",
    ),
    "a superuser": ("ALTER ROLE shop_app SUPERUSER", "role-bypasses:shop_app"),
    "a role with BYPASSRLS": ("ALTER ROLE shop_app BYPASSRLS", "role-bypasses:shop_app"),
    "a role that may create roles": ("ALTER ROLE shop_app CREATEROLE", "role-creates-roles:shop_app"),
    "a member of a bypassing role": ("GRANT bypassing TO shop_app", "role-becomes-bypassing:shop_app"),
    "an indirect member of a bypassing role": (
        "CREATE ROLE intermediate; GRANT bypassing TO intermediate; GRANT intermediate TO shop_app",
        "role-becomes-bypassing:shop_app",
    ),
    "a member of the tables' owner": (
        ("CREATE ROLE intermediate; ALTER TABLE {shared}.orders OWNER TO intermediate; GRANT intermediate TO shop_app"),
        "role-becomes-bypassing:shop_app",
    ),
    "a table owned by the application": (
        "ALTER TABLE {shared}.orders OWNER TO shop_app",
        "table-owned-by-application:{shared}.orders",
    ),
    "CREATE on the shared schema": (
        "GRANT CREATE ON SCHEMA {shared} TO shop_app",
        "role-creates-objects:shop_app in {shared}",
    ),
    "CREATE on the shared schema for PUBLIC": (
        "GRANT CREATE ON SCHEMA {shared} TO PUBLIC",
        "role-creates-objects:shop_app in {shared}",
    ),
    "a security-definer function": (
        (
            "CREATE FUNCTION {shared}.all_orders(of text) RETURNS bigint LANGUAGE sql SECURITY DEFINER "
            "AS 'SELECT count(*) FROM {shared}.orders'"
        ),
        "security-definer:{shared}.all_orders(text)",
    ),
    "a security-definer procedure": (
        "CREATE PROCEDURE {shared}.sweep() LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM {shared}.orders'",
        "security-definer:{shared}.sweep()",
    ),
    "a view that reads as its owner": (
        "CREATE VIEW {shared}.recent AS SELECT * FROM {shared}.orders; GRANT SELECT ON {shared}.recent TO shop_app",
        "view-of-owner:{shared}.recent",
    ),
    "a materialized view": (
        (
            "CREATE MATERIALIZED VIEW {shared}.totals AS SELECT * FROM {shared}.orders; "
            "GRANT SELECT ON {shared}.totals TO shop_app"
        ),
        "no-policies-possible:{shared}.totals",
    ),
    "a column of a materialized view for PUBLIC": (
        (
            "CREATE MATERIALIZED VIEW {shared}.totals AS SELECT * FROM {shared}.orders; "
            "GRANT SELECT (body) ON {shared}.totals TO PUBLIC"
        ),
        "no-policies-possible:{shared}.totals",
    ),
    "a default tenant of a role": (
        "ALTER ROLE shop_app SET app.tenant_id = 'rawdog'",
        "default-tenant:shop_app",
    ),
    "a default search_path of a tenant": (
        "ALTER ROLE shop_app SET search_path = {prefix}rawdog, public",
        "default-tenant:shop_app",
    ),
    "a default tenant of the database": (
        "ALTER DATABASE postgres SET app.tenant_id = 'rawdog'",
        "default-tenant:all roles in database postgres",
    ),
    "a column default with a fixed tenant": (
        "ALTER TABLE {shared}.orders ALTER tenant_id SET DEFAULT 'rawdog'",
        "default-tenant:{shared}.orders.tenant_id",
    ),
    "a column default with a fixed fallback": (
        (
            "ALTER TABLE {shared}.orders ALTER tenant_id "
            "SET DEFAULT coalesce(nullif(current_setting('app.tenant_id', true), ''), 'rawdog')"
        ),
        "default-tenant:{shared}.orders.tenant_id",
    ),
    "a default tenant of all roles": (
        "ALTER ROLE ALL SET app.tenant_id = 'rawdog'",
        "default-tenant:all roles",
    ),
    "a column default that can be ''": (
        "ALTER TABLE {shared}.orders ALTER tenant_id SET DEFAULT current_setting('app.tenant_id', true)",
        "default-tenant:{shared}.orders.tenant_id",
    ),
    "TRUNCATE for PUBLIC": (
        "GRANT TRUNCATE ON {shared}.orders TO PUBLIC, shop_app",
        "truncate-granted:{shared}.orders",
    ),
    "TRUNCATE through another role": (
        ("CREATE ROLE intermediate; GRANT intermediate TO shop_app; GRANT TRUNCATE ON {shared}.orders TO intermediate"),
        "truncate-granted:{shared}.orders",
    ),
    "TRUNCATE": ("GRANT TRUNCATE ON {shared}.orders TO shop_app", "truncate-granted:{shared}.orders"),
    "a tenant table name in the shared schema": (
        "CREATE TABLE {shared}.notes (body text)",
        "name-in-shared-schema:{shared}.notes",
    ),
    "a schema that PUBLIC may use": ("GRANT USAGE ON SCHEMA {prefix}acme TO PUBLIC", "schema-open:{prefix}acme"),
    "default privileges for PUBLIC": (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {prefix}acme GRANT SELECT ON TABLES TO PUBLIC",
        "default-privileges:{prefix}acme",
    ),
    "a relay that reads a column of orders": (
        "GRANT SELECT (body) ON {shared}.orders TO shop_relay",
        "relay-sees-more:shop_relay on {shared}.orders",
    ),
    "a relay that reads a table granted to PUBLIC": (
        "CREATE TABLE {shared}.posters (body text); GRANT SELECT ON {shared}.posters TO PUBLIC",
        "relay-sees-more:shop_relay on {shared}.posters",
    ),
    "a relay that reads orders": (
        "GRANT SELECT ON {shared}.orders TO shop_relay; GRANT USAGE ON SCHEMA {shared} TO shop_relay",
        "relay-sees-more:shop_relay on {shared}.orders",
    ),
}


def run_audit(shop: Shop, **options: Any) -> list[AuditFinding]:
    scope = AuditScope(shop.tenancy, [APP_ROLE], [RELAY_ROLE], outbox=(shop.shared, "cgk_outbox"))
    with shop.admin() as admin:
        return audit(admin, scope, **options)


@pytest.fixture
def safe_shop(shop: Shop) -> Generator[Shop]:
    """A database without findings; the teardown undoes changes to roles."""
    shop.add_outbox()
    with shop.admin() as admin:
        admin.execute("CREATE ROLE bypassing BYPASSRLS")
    yield shop
    with shop.admin() as admin:
        admin.execute(
            "ALTER ROLE shop_app NOSUPERUSER NOBYPASSRLS NOCREATEROLE; ALTER ROLE shop_app RESET ALL; "
            "ALTER DATABASE postgres RESET ALL; ALTER ROLE ALL RESET ALL; DROP ROLE bypassing"
        )
        if admin.execute("SELECT FROM pg_roles WHERE rolname = 'intermediate'").rowcount:
            admin.execute("DROP OWNED BY intermediate CASCADE; DROP ROLE intermediate")


def test_safe_database_has_no_findings(safe_shop: Shop) -> None:
    assert run_audit(safe_shop) == []


@pytest.mark.parametrize("leak", LEAKS)
def test_leak_is_found_and_fixed(safe_shop: Shop, leak: str) -> None:
    names = {"shared": safe_shop.shared, "prefix": safe_shop.tenancy.schema_prefix}
    statements, expected = (text.format(**names) for text in LEAKS[leak])
    with safe_shop.admin() as admin:
        admin.execute(statements.encode())
        findings = run_audit(safe_shop)
        assert expected in {finding.name for finding in findings}
        for _ in range(3):  # a fix can cause a new finding, such as a new owner's privileges
            for finding in findings:
                fix = finding.fix.replace("shop_owner", "postgres")  # the fix names an example role
                admin.execute(fix.encode())
            findings = run_audit(safe_shop)
            if not findings:
                break
    assert findings == []


SAFE_POLICIES = [
    "tenant_id = nullif(current_setting('app.tenant_id', true), '')",
    "nullif(current_setting('app.tenant_id', true), '') = tenant_id",
    "tenant_id = nullif(current_setting('app.tenant_id'), '')",
    "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), ''))",
    "tenant_id::varchar = nullif(current_setting('app.tenant_id', true), '')::varchar",
    "tenant_id = nullif(current_setting('app.tenant_id', true), '') AND (body <> 'a OR b' OR id > 5)",
    "body <> '(' AND id > 5 AND tenant_id = nullif(current_setting('app.tenant_id', true), '')",
]


@pytest.mark.parametrize("expression", SAFE_POLICIES)
def test_policy_with_tenant_condition_is_safe(safe_shop: Shop, expression: str) -> None:
    with safe_shop.admin() as admin:
        admin.execute(f"ALTER POLICY tenant ON {safe_shop.shared}.orders USING ({expression})".encode())
    assert run_audit(safe_shop) == []


def test_unused_ignore_is_refused(safe_shop: Shop) -> None:
    with safe_shop.admin() as admin:
        admin.execute(f"GRANT TRUNCATE ON {safe_shop.shared}.orders TO shop_app".encode())
        name = f"truncate-granted:{safe_shop.shared}.orders"
        assert run_audit(safe_shop, ignore=[name]) == []
        admin.execute(f"REVOKE TRUNCATE ON {safe_shop.shared}.orders FROM shop_app".encode())
        with pytest.raises(ConfigurationError, match=f"No such finding: {name}"):
            run_audit(safe_shop, ignore=[name])


def test_missing_role_is_refused(shop: Shop) -> None:
    with shop.admin() as admin, pytest.raises(ConfigurationError, match="Role missing does not exist"):
        audit(admin, AuditScope(shop.tenancy, ["missing"]))


def run_tenants(shop: Shop, *arguments: str) -> int:
    """Run `cgk tenants` on the shop's database."""
    return main(
        ["tenants", *arguments, "--database", shop.server.admin, "--schema-prefix", shop.tenancy.schema_prefix,
         "--shared-schema", shop.shared]
    )  # fmt: skip


def test_command_creates_and_lists_tenants(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    prefix = shop.tenancy.schema_prefix
    assert run_tenants(shop, "create", "fresh", "acme", "--grant-to", APP_ROLE) == 0
    assert capsys.readouterr().out == f"{prefix}fresh  created\n{prefix}acme   exists\n"
    with shop.admin() as admin:
        admin.execute(f"CREATE TABLE {prefix}fresh.notes (body text)".encode())
    with shop.tenancy.connect(shop.address) as connection, shop.tenancy.with_tenant("fresh"):
        connection.execute("INSERT INTO notes VALUES ('created after the grant')")
    assert run_tenants(shop, "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {"tenant_id": tenant, "schema": prefix + tenant, "tables": 1} for tenant in ("acme", "fresh", "rawdog")
    ]
    assert run_tenants(shop, "list") == 0
    assert f"fresh   {prefix}fresh   1 table" in capsys.readouterr().out


@pytest.mark.parametrize("tenant", ["Rawdog", "a'; DROP SCHEMA public; --", "a" * 57, 'x"y', "pg;"])  # at most 56
def test_invalid_tenant_id_creates_no_schema(shop: Shop, capsys: pytest.CaptureFixture[str], tenant: str) -> None:
    assert run_tenants(shop, "create", "first", tenant) == 1
    assert "is not a tenant id" in capsys.readouterr().err
    assert run_tenants(shop, "list", "--json") == 0
    assert [entry["tenant_id"] for entry in json.loads(capsys.readouterr().out)] == ["acme", "rawdog"]


def test_tenant_can_be_created_twice_at_once(shop: Shop) -> None:
    def create(_: int) -> bool:
        with shop.admin() as admin, admin.transaction():
            return create_schema(admin, shop.tenancy.schema_of("fresh"), [APP_ROLE], [shop.shared])

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(create, range(4))) == [False, False, False, True]


def test_granted_role_is_quoted(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tenants(shop, "create", "fresh", "--grant-to", "postgres; DROP TABLE orders") == 1
    assert 'role "postgres; DROP TABLE orders" does not exist' in capsys.readouterr().err


def test_command_prints_findings_and_fails(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tenants(shop, "check", "--role", APP_ROLE) == 0
    assert capsys.readouterr().out == "0 findings for shop_app\n"
    with shop.admin() as admin:
        admin.execute(f"GRANT TRUNCATE ON {shop.shared}.orders TO shop_app".encode())
    assert run_tenants(shop, "check", "--role", APP_ROLE) == 1
    assert capsys.readouterr().out == (
        f"truncate-granted:{shop.shared}.orders\n"
        f"  {shop.shared}.orders may be truncated by shop_app for all tenants; policies do not restrict TRUNCATE\n"
        f"  REVOKE TRUNCATE ON {shop.shared}.orders FROM shop_app;\n\n1 finding for shop_app\n"
    )
    assert run_tenants(shop, "check", "--role", APP_ROLE, "--json") == 1
    assert [finding["code"] for finding in json.loads(capsys.readouterr().out)] == ["truncate-granted"]
    assert run_tenants(shop, "check", "--role", APP_ROLE, "--ignore", f"truncate-granted:{shop.shared}.orders") == 0


def test_outbox_table_can_be_named(safe_shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    relay = ("check", "--role", APP_ROLE, "--relay-role", RELAY_ROLE)
    assert run_tenants(safe_shop, *relay) == 1
    assert f"relay-sees-more:shop_relay on {safe_shop.shared}.cgk_outbox" in capsys.readouterr().out
    assert run_tenants(safe_shop, *relay, "--outbox-table", f"{safe_shop.shared}.cgk_outbox") == 0


def test_connected_role_is_audited_by_default(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tenants(shop, "check") == 1
    assert "role-bypasses:postgres\n  postgres is a superuser" in capsys.readouterr().out


def test_unreachable_database_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["tenants", "list"]) == 1
    assert capsys.readouterr().err == "[cgk] No database: use --database, or set DATABASE_URL\n"
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert main(["tenants", "list"]) == 1
    assert capsys.readouterr().err.startswith("[cgk] Database error: connection")


def test_unprivileged_role_can_audit(shop: Shop) -> None:
    with psycopg.connect(shop.address, autocommit=True) as connection:
        assert audit(connection, AuditScope(shop.tenancy, [APP_ROLE])) == []


def test_docs_list_every_finding() -> None:
    page = (ROOT / "docs" / "how-to" / "isolate-tenants-in-postgresql.md").read_text(encoding="utf-8")
    table = page.partition("| Finding | Meaning |")[2].partition("\n\n")[0]
    listed = {code for row in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE) for code in re.findall("`(.*?)`", row)}
    tested_elsewhere = {"policy-trusts-setting", "schema-without-policy", "queue-readable"}
    assert listed == {expected.partition(":")[0] for _, expected in LEAKS.values()} | tested_elsewhere
    assert {code for code, _ in (*roles.QUERIES, *tables.QUERIES, *schemas.QUERIES)} <= listed
