"""SQL in tenant ids, names and reasons is refused or treated as a value, and never runs."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import psycopg
import pytest
from cgk_runtime import JobClient
from cgk_runtime.cli.main import main
from cgk_runtime.db import MissingSchemaError, Tenancy, platform_scope
from cgk_runtime.db.outbox import Outbox, OutboxStore, OutboxTable, Relay, RelayOptions, RelayResult, migration
from cgk_runtime.errors import InvalidPayloadError, InvalidTenantError
from cgk_runtime.tenant import TenantRule
from psycopg import sql
from recording import RecordingProvider
from shop import CATALOG
from shop_database import APP_ROLE, RELAY_ROLE, Shop, with_tenant

ATTACKS = [
    "x'; DROP TABLE orders; --",
    'x"; DROP TABLE orders; --',
    "x', true), set_config('app.tenant_id', 'acme', true); --",
    'acme", public',
    "x\\'; DROP TABLE orders; --",
    "$$; DROP TABLE orders; $$",
    "%s %(tenant)s {} {table}",
]


def orders_are_intact(shop: Shop) -> bool:
    return [tenant for tenant, _ in shop.all_orders()][:2] == ["rawdog", "acme"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_in_tenant_id_is_refused(shop: Shop, attack: str) -> None:
    with pytest.raises(InvalidTenantError):
        with_tenant(attack)
    with shop.tenancy.connect(shop.address) as connection:
        with TenantRule("(?s:.*)")(attack), pytest.raises(InvalidTenantError):  # entered with another catalog's pattern
            connection.execute("SELECT 1")
        with with_tenant("rawdog"), connection.transaction():
            connection.execute("INSERT INTO orders (body) VALUES (%s)", (attack,))
    with pytest.raises(InvalidTenantError):
        shop.tenancy.schema_of(attack)
    assert orders_are_intact(shop)


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_in_permitted_tenant_id_is_a_value(shop: Shop, attack: str) -> None:
    any_tenant = TenantRule("(?s:.*)")
    permissive = Tenancy(
        any_tenant, schema_prefix=shop.tenancy.schema_prefix, shared_schemas=shop.tenancy.shared_schemas
    )
    rows_only = Tenancy(any_tenant, layout="rows", shared_schemas=shop.tenancy.shared_schemas)
    with any_tenant(attack), permissive.connect(shop.address) as connection, pytest.raises(MissingSchemaError):
        connection.execute("SELECT 1")
    with any_tenant(attack), rows_only.connect(shop.address) as connection:
        connection.execute("INSERT INTO orders (body) VALUES ('mine')")
        assert connection.execute("SELECT tenant_id FROM orders").fetchall() == [(attack,)]
    assert orders_are_intact(shop)


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_in_schema_name_is_quoted(shop: Shop, attack: str) -> None:
    # The prefix is short, because names of schemas are limited to 63 bytes.
    tenancy = Tenancy(with_tenant, schema_prefix=attack[:20], shared_schemas=(attack, shop.shared))
    with tenancy.connect(shop.address) as connection:
        with with_tenant("acme"), pytest.raises(MissingSchemaError):
            connection.execute("SELECT 1")
        with platform_scope(attack), connection.transaction():
            assert connection.execute("SELECT * FROM orders").fetchall() == []
    schema = sql.Identifier(tenancy.schema_of("acme"))
    with shop.admin() as admin:
        admin.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        admin.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO shop_app").format(schema))
    with tenancy.connect(shop.address) as connection, with_tenant("acme"):
        assert connection.execute("SELECT current_schema()").fetchone() == (tenancy.schema_of("acme"),)
    with shop.admin() as admin:
        admin.execute(sql.SQL("DROP SCHEMA {}").format(schema))
    assert orders_are_intact(shop)


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_in_outbox_job_is_a_value(shop: Shop, attack: str) -> None:
    shop.add_outbox()
    outbox = Outbox(partial(JobClient, CATALOG), table=shop.outbox_table)
    options: dict[str, Any] = {"idempotency_key": attack, "tags": [attack], "metadata": {attack: attack}}
    with shop.tenancy.connect(shop.address) as connection, with_tenant("rawdog"):
        for in_order in (True, False):
            with outbox(connection, in_order=in_order) as client:
                client.send_job_dynamic_sync("order.created", {"tenantId": "rawdog", "orderId": attack}, **options)
                with pytest.raises(InvalidPayloadError):
                    client.send_job_dynamic_sync("order.created", {"tenantId": attack, "orderId": "1"})
    with psycopg.connect(shop.relay_address) as relay_connection:
        assert OutboxStore(relay_connection, shop.outbox_table).entries(tenant_id=attack) == []
    provider = RecordingProvider()
    relay = Relay(shop.relay_address, CATALOG, provider, RelayOptions(table=shop.outbox_table))
    assert asyncio.run(relay.drain()) == RelayResult(sent=2)
    assert provider.orders == [attack, attack]
    assert provider.messages[0].options.tags == (attack,)
    assert orders_are_intact(shop)


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_in_migration_name_is_quoted(shop: Shop, attack: str) -> None:
    table = OutboxTable(shop.shared, attack)
    with shop.admin() as admin:
        admin.execute(migration(app_role=APP_ROLE, relay_role=RELAY_ROLE, table=table).encode())
        assert admin.execute(table.query("SELECT count(*) FROM {table}")).fetchone() == (0,)
        with pytest.raises(psycopg.errors.UndefinedObject):
            admin.execute(migration(app_role=attack, relay_role=attack, table=OutboxTable(shop.shared)).encode())
    assert orders_are_intact(shop)


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_in_command_argument_is_a_value(shop: Shop, attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    database = ("--database", shop.server.admin)
    for arguments in (
        ("create", attack), ("create", "fresh", "--grant-to", attack), ("list", "--schema-prefix", attack),
        ("check", "--role", attack), ("check", "--setting", attack),
        ("check", "--schema-prefix", attack, "--shared-schema", attack, "--tenant-column", attack),
    ):  # fmt: skip
        assert main(["tenants", *arguments, *database]) in {0, 1}  # done or refused, without a traceback
    assert orders_are_intact(shop)
