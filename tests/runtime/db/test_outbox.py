"""Jobs are written in transactions, and the relay sends them after the commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

import psycopg
import pytest
from cgk_runtime import BatchError, JobClient
from cgk_runtime.catalog import Retry
from cgk_runtime.client.job import Job
from cgk_runtime.client.middleware import SendMiddlewareChain
from cgk_runtime.client.options import scoped_key
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.db import AutocommitError, TenantChangedError
from cgk_runtime.db.outbox import Outbox, OutboxError, OutboxStore, Relay, RelayOptions, RelayResult
from cgk_runtime.errors import (
    BadRequestError,
    ConfigurationError,
    CrossTenantError,
    InvalidPayloadError,
    JobsError,
    NoTenantError,
    NotSupportedError,
    ProviderError,
    UnprocessableError,
)
from cgk_runtime.providers.local import LocalProvider
from psycopg import sql
from psycopg.rows import dict_row
from recording import RecordingProvider, order_of
from shop import CATALOG, OrderCreatedPayload, make_sdk
from shop_database import Shop, with_tenant
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from waiting import WAIT_TIMEOUT, until

pytestmark = pytest.mark.anyio

AsyncConnection: TypeAlias = psycopg.AsyncConnection[Any]
JobOutbox: TypeAlias = Outbox[JobClient]


def order_payload(order: str = "1", tenant: str = "rawdog") -> dict[str, Any]:
    return {"tenantId": tenant, "orderId": order}


@pytest.fixture
def outbox(shop: Shop) -> JobOutbox:
    shop.add_outbox()
    return Outbox(partial(JobClient, CATALOG), table=shop.outbox_table)


@pytest.fixture
async def connection(shop: Shop) -> AsyncGenerator[AsyncConnection]:
    async with await shop.tenancy.connect_async(shop.address) as connection:
        yield connection
        await connection.rollback()


@pytest.fixture
def provider() -> RecordingProvider:
    return RecordingProvider()


@pytest.fixture
def relay(shop: Shop, provider: RecordingProvider) -> Relay:
    retry = Retry(max_attempts=3, min_timeout_ms=1, max_timeout_ms=1)
    return Relay(shop.relay_address, CATALOG, provider, RelayOptions(retry=retry, table=shop.outbox_table))


async def send(
    outbox: JobOutbox,
    connection: AsyncConnection,
    *orders: str,
    tenant: str = "rawdog",
    **options: Any,
) -> None:
    """Send each job in its own transaction."""
    in_order = options.pop("in_order", False)
    for order in orders:
        async with with_tenant(tenant), connection.transaction(), outbox(connection, in_order=in_order) as client:
            await client.send_job_dynamic("order.created", order_payload(order, tenant), **options)


async def test_only_committed_jobs_are_sent(
    outbox: JobOutbox, connection: AsyncConnection, provider: RecordingProvider, relay: Relay
) -> None:
    async with with_tenant("rawdog"), outbox(connection) as client:
        await connection.execute("INSERT INTO orders (body) VALUES ('never')")
        handle = await client.send_job_dynamic("order.created", order_payload("never"))
        assert handle.id == "outbox_1"
        await connection.rollback()
        await connection.execute("INSERT INTO orders (body) VALUES ('sent')")
        await client.send_job_dynamic("order.created", order_payload("sent"))
        assert await relay.drain() == RelayResult()
        await connection.commit()
    assert await relay.drain() == RelayResult(sent=1)
    assert provider.orders == ["sent"]
    assert await relay.drain() == RelayResult()


async def test_task_cannot_write_after_the_block(outbox: JobOutbox, connection: AsyncConnection) -> None:
    has_ended = asyncio.Event()

    async def send_later() -> None:
        await has_ended.wait()
        await outbox.client.send_job_dynamic("order.created", order_payload())

    async with with_tenant("rawdog"), outbox(connection):
        task = asyncio.create_task(send_later())
    has_ended.set()
    with pytest.raises(OutboxError, match="No transaction to write to"):
        await task


async def test_block_cannot_be_entered_again(outbox: JobOutbox, connection: AsyncConnection) -> None:
    """A task that is left over from the first use would write to the second transaction."""
    block = outbox(connection)
    async with with_tenant("rawdog"), block:
        with pytest.raises(JobsError, match="entered before"), block:
            pass
        await outbox.client.send_job_dynamic("order.created", order_payload())
    with pytest.raises(JobsError, match="entered before"):
        block.__enter__()


async def test_expired_job_dies_again(
    shop: Shop, outbox: JobOutbox, connection: AsyncConnection, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    async with with_tenant("rawdog"), connection.transaction(), outbox(connection) as client:
        await client.send_job_dynamic("order.created", order_payload(), ttl=0)
    assert await relay.drain() == RelayResult(dead=1)
    assert "is dead; discard it with `cgk outbox discard`: ExpiredInOutboxError" in caplog.text
    with psycopg.connect(shop.relay_address) as relay_connection:
        store = OutboxStore(relay_connection, shop.outbox_table)
        (entry,) = store.entries(state="dead")
        store.resend(entry.id)
    assert await relay.drain() == RelayResult(dead=1)


async def test_all_options_reach_the_provider(
    outbox: JobOutbox, connection: AsyncConnection, provider: RecordingProvider, relay: Relay
) -> None:
    at = datetime.now(UTC) + timedelta(hours=1)
    async with with_tenant("rawdog"), connection.transaction(), outbox(connection) as client:
        await client.send_job_dynamic(
            "order.created", order_payload("all"), at=at, idempotency_key="key", idempotency_key_ttl=60, max_attempts=2,
            queue="q", concurrency_key="c", priority=3, tags=["vip", "eu"], metadata={"a": [1, None]},
        )  # fmt: skip
        delayed = {**order_payload("delayed"), "extra": "\u0000 ä"}
        await client.send_job_dynamic("order.created", delayed, delay=100, ttl=1000)
        await client.send_job_dynamic("order.created", order_payload("expired"), ttl=0)
    assert await relay.drain() == RelayResult(sent=2, dead=1)
    all_options, delayed_options = (message.options for message in provider.messages)
    assert all_options.used() == {
        "at", "idempotency_key", "idempotency_key_ttl", "max_attempts", "queue", "concurrency_key", "priority", "tags",
        "metadata",
    }  # fmt: skip
    assert (all_options.at, all_options.tags, all_options.metadata) == (at, ("vip", "eu"), {"a": [1, None]})
    assert all_options.idempotency_key == scoped_key("rawdog", "order.created", "key")
    assert all_options.original_idempotency_key == "key"
    assert delayed_options.delay is not None
    assert 0 < delayed_options.delay < 100  # the time in the outbox counts
    assert delayed_options.ttl is not None
    assert 900 < delayed_options.ttl < 1000
    assert len(delayed_options.idempotency_key or "") == 64  # generated, because the job may be sent twice
    assert provider.messages[1].payload == '{"tenantId":"rawdog","orderId":"delayed","extra":"\\u0000 ä"}'.encode()


async def test_invalid_job_is_not_written(outbox: JobOutbox, connection: AsyncConnection, relay: Relay) -> None:
    async with with_tenant("rawdog"), connection.transaction(), outbox(connection) as client:
        with pytest.raises(InvalidPayloadError):
            await client.send_job_dynamic("order.created", {"tenantId": "rawdog"})
        with pytest.raises(CrossTenantError):
            await client.send_job_dynamic("order.created", order_payload(tenant="acme"))
        with pytest.raises(OutboxError, match="even with cross_tenant=True"):
            await client.send_job_dynamic("order.created", order_payload(tenant="acme"), cross_tenant=True)
        job = Job[Any, None](client, "order.created")
        with pytest.raises(BatchError):
            await client.send_jobs([job.item(order_payload()), job.item({})])
        with pytest.raises(NotSupportedError, match="does not have runs"):
            await client.trigger_and_wait_dynamic("order.created", order_payload("waited"), timeout=1)
    assert await relay.drain() == RelayResult(sent=1)  # the job of trigger_and_wait, whose error was caught


async def test_send_needs_a_transaction(shop: Shop, outbox: JobOutbox, connection: AsyncConnection) -> None:
    with pytest.raises(OutboxError, match="No transaction to write to"):
        await outbox.client.send_job_dynamic("order.created", order_payload())
    async with outbox(connection) as client:
        with pytest.raises(NoTenantError):
            await client.send_job_dynamic("order.created", order_payload())
        async with with_tenant("rawdog"):
            await client.send_job_dynamic("order.created", order_payload())
            async with with_tenant("acme"):
                with pytest.raises(TenantChangedError):
                    await client.send_job_dynamic("order.created", order_payload(tenant="acme"))
    with pytest.raises(OutboxError):
        await outbox.client.send_job_dynamic("order.created", order_payload())
    for connect in (shop.tenancy.connect_async, psycopg.AsyncConnection.connect):
        async with (
            await connect(shop.address, autocommit=True) as other,
            with_tenant("rawdog"),
            outbox(other) as client,
        ):
            with pytest.raises(OutboxError, match="autocommit"):
                await client.send_job_dynamic("order.created", order_payload())


def test_own_row_factory_is_accepted(shop: Shop, outbox: JobOutbox) -> None:
    connection = shop.tenancy.connect(shop.address, row_factory=dict_row)
    with connection, with_tenant("rawdog"), outbox(connection) as client:
        assert client.send_job_dynamic_sync("order.created", order_payload()).id == "outbox_1"


async def test_database_refuses_other_tenants_row(shop: Shop, outbox: JobOutbox) -> None:
    """A plain connection does not set a tenant."""
    async with await psycopg.AsyncConnection.connect(shop.address) as plain, with_tenant("rawdog"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            async with outbox(plain) as client:
                await client.send_job_dynamic("order.created", order_payload())
        await plain.rollback()


@pytest.mark.parametrize("in_order", [False, True])
@pytest.mark.parametrize(
    "payload",
    [
        '{"tenantId": "acme", "orderId": "1"}', '{"orderId": "1"}', "[]", "not JSON", '{"tenantId": ["rawdog"]}',
        '{"tenantId": "acme", "orderId": "1", "tenantId": "rawdog"}', "[" * 100_000,
        '{"tenantId": "rawdog", "orderId": NaN}',
    ],
)  # fmt: skip
async def test_payload_of_other_tenant_is_not_sent(
    shop: Shop, outbox: JobOutbox, relay: Relay, provider: RecordingProvider, payload: str, in_order: bool
) -> None:
    """The application's role can insert any payload; policies check the row's tenant only."""
    insert = shop.outbox_table.query(
        "INSERT INTO {table} (tenant_id, event, payload, options, job_key, in_order) "
        "VALUES ('rawdog', 'order.created', %s, '{{}}', 'key', %s)"
    )
    async with await shop.tenancy.connect_async(shop.address) as connection:
        async with with_tenant("rawdog"):
            await connection.execute(insert, (payload, in_order))
            await connection.commit()
        await send(outbox, connection, "2", tenant="acme")
    assert await relay.drain() == RelayResult(sent=1, dead=1)
    assert [message.tenant_id for message in provider.messages] == ["acme"]
    with psycopg.connect(shop.relay_address) as relay_connection:
        (entry,) = OutboxStore(relay_connection, shop.outbox_table).entries()
    assert (entry.state, entry.attempts) == ("dead", 1)
    assert entry.last_error is not None
    assert entry.last_error.startswith("PayloadTenantError")


MALFORMED_OPTIONS = [
    '{"nope": 1}', '{"idempotency_key": "x"}', "[1]", "null", '{"at": "yesterday"}', '{"at": 5}', '{"tags": 5}',
    '{"delay": "x"}', '{"delay": -5}', '{"delay": 1e300}', '{"ttl": []}', '{"priority": "x"}', '{"max_attempts": -1}',
    '{"metadata": 5}', '{"queue": 5}', '{"original_idempotency_key": [1]}', '{"at": "2026-01-01T00:00:00"}',
]  # fmt: skip


async def test_malformed_row_does_not_block_others(shop: Shop, outbox: JobOutbox, relay: Relay) -> None:
    """The application's role can insert any options and headers; the relay continues with the other tenants' jobs."""
    insert = shop.outbox_table.query(
        "INSERT INTO {table} (tenant_id, event, payload, options, headers, job_key, in_order) "
        """VALUES ('rawdog', 'order.created', '{{"tenantId": "rawdog", "orderId": "1"}}', %s, %s, 'key', %s)"""
    )
    rows: list[tuple[str, str | None, bool]] = [(options, None, False) for options in MALFORMED_OPTIONS]
    rows += [("{}", "[1]", False), ("{}", '{"name": 1}', False), ("[1]", None, True)]
    async with await shop.tenancy.connect_async(shop.address) as connection:
        async with with_tenant("rawdog"):
            for row in rows:
                await connection.execute(insert, row)
            await connection.commit()
        await send(outbox, connection, "2", tenant="acme")
    assert await relay.drain() == RelayResult(sent=1, dead=len(rows))


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
async def test_unstorable_error_does_not_block_others(
    outbox: JobOutbox, connection: AsyncConnection, provider: RecordingProvider, relay: Relay, text: str
) -> None:
    provider.errors_by_order["1"] = ProviderError(text, component="Provider", status=400)
    await send(outbox, connection, "1", "2")
    assert await relay.drain() == RelayResult(sent=1, dead=1)


async def test_idempotency_key_is_the_tenants_own(
    shop: Shop, outbox: JobOutbox, relay: Relay, provider: RecordingProvider
) -> None:
    """A row with another tenant's key would replace that tenant's job."""
    insert = shop.outbox_table.query(
        "INSERT INTO {table} (tenant_id, event, payload, options, job_key, in_order) "
        """VALUES ('rawdog', 'order.created', '{{"tenantId": "rawdog", "orderId": "1"}}', '{{}}', %s, false)"""
    )
    async with await shop.tenancy.connect_async(shop.address) as connection:
        async with with_tenant("rawdog"):
            await connection.execute(insert, (scoped_key("acme", "order.created", "order_2"),))
            await connection.commit()
        async with with_tenant("acme"), connection.transaction(), outbox(connection) as client:
            await client.send_job_dynamic("order.created", order_payload("2", "acme"), idempotency_key="order_2")
    assert await relay.drain() == RelayResult(sent=2)
    forged, own = (message.options.idempotency_key for message in provider.messages)
    assert own == scoped_key("acme", "order.created", "order_2")
    assert forged != own


async def test_roles_have_minimal_privileges(shop: Shop, outbox: JobOutbox, connection: AsyncConnection) -> None:
    await send(outbox, connection, "1")
    async with with_tenant("rawdog"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute("SELECT payload FROM cgk_outbox")
        await connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute("DELETE FROM cgk_outbox")
        await connection.rollback()
    async with with_tenant("acme"):
        assert await (await connection.execute("SELECT id FROM cgk_outbox")).fetchall() == []
    async with await psycopg.AsyncConnection.connect(shop.relay_address) as relay:
        for table in (
            sql.Identifier(shop.shared, "orders"),
            sql.Identifier(shop.tenancy.schema_of("rawdog"), "notes"),
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await relay.execute(sql.SQL("SELECT * FROM {}").format(table))
            await relay.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await relay.execute(shop.outbox_table.query("INSERT INTO {table} DEFAULT VALUES"))


async def test_job_and_batch_need_one_statement(
    outbox: JobOutbox, connection: AsyncConnection, relay: Relay, provider: RecordingProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    statements: list[Any] = []
    execute = psycopg.AsyncCursor[Any].execute

    async def record_and_execute(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        statements.append(query)
        return await execute(self, query, *arguments, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", record_and_execute)
    await send(outbox, connection, "single")
    assert len(statements) == 1
    async with with_tenant("rawdog"), connection.transaction(), outbox(connection) as client:
        job = Job[Any, None](client, "order.created")
        handles = await client.send_jobs([job.item(order_payload(str(number))) for number in range(250)])
    assert len(statements) == 2
    assert [handle.id for handle in handles] == [f"outbox_{number}" for number in range(2, 252)]
    await relay.drain()
    assert provider.orders == ["single", *map(str, range(250))]


async def test_failing_job_is_retried_then_dead(
    shop: Shop, outbox: JobOutbox, connection: AsyncConnection, provider: RecordingProvider, relay: Relay,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    await send(outbox, connection, "good", "bad", "worse")
    provider.errors_by_order = {
        "bad": ProviderError("API error 429: Too Many Requests", component="Recording", status=429),
        "worse": NotSupportedError("not this one"),
    }
    total = RelayResult()
    while total.dead < 2:
        total += await relay.drain()
    assert total == RelayResult(sent=1, rescheduled=2, dead=2)
    assert "failed in attempt 3 and is dead" in caplog.text
    with psycopg.connect(shop.relay_address) as relay_connection:
        store = OutboxStore(relay_connection, shop.outbox_table)
        bad, worse = store.entries(state="dead")
        assert (bad.event, bad.tenant_id, bad.attempts, worse.attempts) == ("order.created", "rawdog", 3, 1)
        assert bad.last_error == "ProviderError: [Recording] API error 429: Too Many Requests"
        assert store.entries(tenant_id="acme") == []
        assert store.payload(worse.id) == ("order.created", b'{"tenantId":"rawdog","orderId":"worse"}')
        with pytest.raises(OutboxError, match='to tenant "acme"'):
            store.update_payload(worse.id, order_payload("fixed", "acme"), CATALOG)
        with pytest.raises(InvalidPayloadError):
            store.update_payload(worse.id, {"tenantId": "rawdog"}, CATALOG)
        store.update_payload(worse.id, order_payload("fixed"), CATALOG)
        provider.errors_by_order = {}
        store.resend(bad.id)
        assert await relay.drain() == RelayResult(sent=2)
        assert sorted(provider.orders) == ["bad", "fixed", "good"]
        for use in (store.resend, store.discard, store.payload):
            with pytest.raises(OutboxError, match="The outbox has no job"):
                use(bad.id)


@pytest.mark.parametrize(
    ("refusal", "state"),
    [
        (BadRequestError("no such field", component="Recording", status=400, body='{"error": "..."}'), "dead"),
        # A proxy's error page says nothing about the job.
        (BadRequestError("bad request", component="Recording", status=400, body="<html>"), "waiting"),
        (UnprocessableError("the queue is full", component="Recording", status=422), "waiting"),
        (ValueError("a fault of the provider"), "waiting"),
    ],
)
async def test_refused_job_does_not_block_others(
    shop: Shop, outbox: JobOutbox, connection: AsyncConnection, provider: RecordingProvider, relay: Relay,
    monkeypatch: pytest.MonkeyPatch, refusal: Exception, state: str,
) -> None:  # fmt: skip
    """A provider may refuse a whole batch because of one of its jobs."""
    send_many = provider.send_many

    async def refuse_batch(messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        if any(order_of(message) == "bad" for message in messages):
            raise refusal
        return await send_many(messages)

    monkeypatch.setattr(provider, "send_many", refuse_batch)
    await send(outbox, connection, "1", "bad", "2")
    result = await relay.drain()
    assert (result.sent, result.dead) == (2, int(state == "dead"))
    assert provider.orders == ["1", "2"]
    with psycopg.connect(shop.relay_address) as relay_connection:
        (entry,) = OutboxStore(relay_connection, shop.outbox_table).entries()
    assert entry.state == state
    assert str(refusal) in (entry.last_error or "")


async def test_outage_loses_no_job(
    outbox: JobOutbox, connection: AsyncConnection, provider: RecordingProvider, relay: Relay
) -> None:
    await send(outbox, connection, "1", "2")
    provider.broken = True
    assert await relay.drain() == RelayResult(rescheduled=2)
    provider.broken = False
    total = RelayResult()
    while total.sent < 2:
        total += await relay.drain()
    assert sorted(provider.orders) == ["1", "2"]


async def test_drain_continues_after_a_dead_job(
    shop: Shop, outbox: JobOutbox, connection: AsyncConnection, provider: RecordingProvider
) -> None:
    await send(outbox, connection, "bad", "good")
    provider.errors_by_order = {"bad": NotSupportedError("not this one")}
    relay = Relay(shop.relay_address, CATALOG, provider, RelayOptions(batch_size=1, table=shop.outbox_table))
    assert await relay.drain() == RelayResult(sent=1, dead=1)


def test_default_retry_covers_two_hours() -> None:
    """The delays are randomized: they are at least half as long, which still covers one hour."""
    retry = RelayOptions().retry
    assert sum(retry.delay_ms(attempt) / 2 for attempt in range(1, retry.max_attempts)) > 3_600_000
    assert sum(retry.delay_ms(attempt) for attempt in range(1, retry.max_attempts)) > 2 * 3_600_000


async def test_in_order_jobs_follow_commit_order(
    shop: Shop,
    outbox: JobOutbox,
    connection: AsyncConnection,
    provider: RecordingProvider,
    relay: Relay,
) -> None:
    await send(outbox, connection, "r1", "r2", "r3", in_order=True)
    await send(outbox, connection, "a1", "a2", tenant="acme", in_order=True)
    await send(outbox, connection, "unordered")
    provider.errors_by_order = {"r2": ProviderError("no", component="Recording")}
    total = await relay.drain()
    assert (total.sent, total.dead) == (4, 0)  # all but r2, which failed, and r3, which waits for it
    assert [order for order in provider.orders if order[0] == "r"] == ["r1"]
    assert [order for order in provider.orders if order[0] == "a"] == ["a1", "a2"]
    while not total.dead:
        total += await relay.drain()
    assert (await relay.drain()) == RelayResult()  # r3 waits for r2, which is dead
    with psycopg.connect(shop.relay_address) as relay_connection:
        store = OutboxStore(relay_connection, shop.outbox_table)
        assert [(entry.state, entry.in_order) for entry in store.entries()] == [("dead", True), ("waiting", True)]
        provider.errors_by_order = {}
        store.resend(store.entries()[0].id)
    assert await relay.drain() == RelayResult(sent=2)
    assert [order for order in provider.orders if order[0] == "r"] == ["r1", "r2", "r3"]


async def test_in_order_transactions_are_serialized(
    shop: Shop,
    outbox: JobOutbox,
    connection: AsyncConnection,
    provider: RecordingProvider,
    relay: Relay,
) -> None:
    async with await shop.tenancy.connect_async(shop.address) as other, with_tenant("rawdog"):
        async with outbox(connection, in_order=True) as client:
            await client.send_job_dynamic("order.created", order_payload("first"))
        later = asyncio.create_task(send(outbox, other, "second", in_order=True))
        async with await shop.tenancy.connect_async(shop.address) as third:
            await send(outbox, third, "other tenant", tenant="acme", in_order=True)  # does not wait
        assert not later.done()
        await connection.commit()
        await later
    await relay.drain()
    assert [order for order in provider.orders if order != "other tenant"] == ["first", "second"]


async def test_several_relays_keep_the_order(shop: Shop, outbox: JobOutbox) -> None:
    provider = RecordingProvider()
    options = RelayOptions(batch_size=7, table=shop.outbox_table)
    relays = [Relay(shop.relay_address, CATALOG, provider, options) for _ in range(4)]
    running = [asyncio.create_task(relay.run()) for relay in relays]
    async with shop.tenancy.async_pool(shop.address, min_size=4) as pool:

        async def send_jobs(tenant: str, in_order: bool) -> None:
            for number in range(30):
                async with (
                    with_tenant(tenant),
                    pool.connection() as writer,
                    outbox(writer, in_order=in_order) as client,
                ):
                    await client.send_job_dynamic("order.created", order_payload(f"{in_order} {number}", tenant))

        await asyncio.gather(
            *(send_jobs(tenant, in_order) for tenant in ("rawdog", "acme") for in_order in (True, False))
        )
        await provider.wait_for_messages(120)  # 30 jobs of each of the four calls
    for relay in relays:
        relay.stop()
    await asyncio.gather(*running)
    assert len(provider.messages) == 120  # no relay died, so no job was sent twice
    for tenant in ("rawdog", "acme"):
        orders = [
            order
            for message, order in zip(provider.messages, provider.orders, strict=True)
            if message.tenant_id == tenant
        ]
        assert [order for order in orders if order.startswith("True")] == [f"True {number}" for number in range(30)]
        assert len({order for order in orders if order.startswith("False")}) == 30


async def test_relay_wakes_up_and_reconnects(
    shop: Shop, outbox: JobOutbox, connection: AsyncConnection, provider: RecordingProvider
) -> None:
    options = RelayOptions(poll_interval=60, table=shop.outbox_table)
    relay = Relay(shop.relay_address, CATALOG, provider, options)
    running = asyncio.create_task(relay.run())
    for order in ("1", "2"):
        await send(outbox, connection, order)
        await provider.wait_for_messages(int(order))
    await until(lambda: shop.count_outbox_jobs() == 0)  # the relay commits after the provider has the job
    with shop.admin() as admin:
        ended = admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop_relay'")
        assert ended.fetchall() == [(True,)]
    await send(outbox, connection, "3")
    await provider.wait_for_messages(3)
    running.cancel()
    await asyncio.wait([running])
    assert provider.orders == ["1", "2", "3"]


async def test_relay_polls_for_retries(
    shop: Shop, outbox: JobOutbox, connection: AsyncConnection, provider: RecordingProvider
) -> None:
    retry = Retry(min_timeout_ms=200, max_timeout_ms=200)
    options = RelayOptions(poll_interval=0.1, retry=retry, table=shop.outbox_table)
    relay = Relay(shop.relay_address, CATALOG, provider, options)
    running = asyncio.create_task(relay.run())
    provider.errors_by_order = {"1": ProviderError("once", component="Recording")}
    await send(outbox, connection, "1")
    await provider.arrived.wait()
    provider.errors_by_order = {}
    await provider.wait_for_messages(1)
    relay.stop()
    await running


@pytest.mark.usefixtures("outbox")
@pytest.mark.parametrize("wait", ["connecting", "idle"])
async def test_stopped_relay_waits_for_nothing(
    shop: Shop, provider: RecordingProvider, monkeypatch: pytest.MonkeyPatch, wait: str
) -> None:
    waiting = asyncio.Event()

    async def wait_forever(*_: object) -> None:
        waiting.set()
        await asyncio.Event().wait()

    if wait == "connecting":
        monkeypatch.setattr(Relay, "_connect", wait_forever)
    else:
        monkeypatch.setattr(Relay, "_wait_for_notification", wait_forever)
    options = RelayOptions(poll_interval=60, table=shop.outbox_table)
    relay = Relay(shop.relay_address, CATALOG, provider, options)
    running = asyncio.create_task(relay.run())
    await asyncio.wait_for(waiting.wait(), WAIT_TIMEOUT)
    relay.stop()
    await asyncio.wait_for(running, WAIT_TIMEOUT)


async def test_relay_without_table_fails(shop: Shop, provider: RecordingProvider) -> None:
    relay = Relay(shop.relay_address, CATALOG, provider, RelayOptions(table=shop.outbox_table))
    with pytest.raises(psycopg.errors.Error):
        await relay.run()


async def test_relay_reconnects_until_stopped(provider: RecordingProvider, caplog: pytest.LogCaptureFixture) -> None:
    refused = asyncio.Event()
    relay = Relay("host=127.0.0.1 port=1", CATALOG, provider)

    class SetOnLog(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            refused.set()

    handler = SetOnLog()
    logging.getLogger("cgk_runtime.db.outbox").addHandler(handler)
    running = asyncio.create_task(relay.run())
    async with asyncio.timeout(60):
        await refused.wait()
        relay.stop()
        await running
    logging.getLogger("cgk_runtime.db.outbox").removeHandler(handler)
    assert "No connection to the outbox's database, reconnecting: connection failed" in caplog.text


async def test_provider_without_keys_is_refused(provider: RecordingProvider) -> None:
    provider.supported_options = frozenset()
    with pytest.raises(ConfigurationError, match="does not support idempotency keys"):
        Relay("", CATALOG, provider)


async def test_unreadable_address_keeps_its_password(provider: RecordingProvider) -> None:
    with pytest.raises(ConfigurationError, match="The address of the relay's database cannot be read") as raised:
        Relay("postgresql://relay:p@secret@db/shop", CATALOG, provider)
    assert "secret" not in str(raised.value)


async def test_limits_of_the_given_provider_apply(shop: Shop, connection: AsyncConnection) -> None:
    limits = RecordingProvider()
    limits.supported_options = frozenset({"idempotency_key"})
    limits.max_payload_bytes = 100
    shop.add_outbox()
    outbox = Outbox(partial(JobClient, CATALOG), limits=limits, table=shop.outbox_table)
    async with with_tenant("rawdog"), outbox(connection) as client:
        with pytest.raises(NotSupportedError):
            await client.send_job_dynamic("order.created", order_payload(), delay=1)
        with pytest.raises(JobsError, match="the provider accepts 100"):
            await client.send_job_dynamic("order.created", order_payload("x" * 100))


async def test_middleware_wraps_the_write(shop: Shop, connection: AsyncConnection, relay: Relay) -> None:
    shop.add_outbox()
    middleware = SendMiddlewareChain()
    sent_events: list[str] = []

    @middleware.add
    async def record_event(message: JobMessage, send: Callable[[JobMessage], Any]) -> str:
        sent_events.append(message.event.name)
        job_id: str = await send(message)
        return job_id

    outbox = Outbox(lambda provider: JobClient(CATALOG, provider, middleware), table=shop.outbox_table)
    await send(outbox, connection, "1")
    assert await relay.drain() == RelayResult(sent=1)
    assert sent_events == ["order.created"]


def test_sync_code_can_write(shop: Shop, outbox: JobOutbox) -> None:
    with shop.tenancy.pool(shop.address) as pool:
        with with_tenant("rawdog"), pool.connection() as connection, outbox(connection) as client:
            client.send_job_dynamic_sync("order.created", order_payload("sync"))
            connection.execute("INSERT INTO orders (body) VALUES ('sync')")
        with with_tenant("rawdog"), pool.connection() as connection, outbox(connection) as client:
            client.send_job_dynamic_sync("order.created", order_payload("never"))
            connection.rollback()
    provider = RecordingProvider()
    relay = Relay(shop.relay_address, CATALOG, provider, RelayOptions(table=shop.outbox_table))
    asyncio.run(relay.drain())
    assert provider.orders == ["sync"]


async def test_sqlalchemy_transactions_can_write(
    shop: Shop, outbox: JobOutbox, relay: Relay, provider: RecordingProvider
) -> None:
    engine = shop.tenancy.create_engine(shop.url)
    async_engine = shop.tenancy.create_async_engine(shop.url)
    async with with_tenant("rawdog"):
        with engine.begin() as connection, outbox(connection) as client:
            await client.send_job_dynamic("order.created", order_payload("connection"))
        with Session(engine) as session, session.begin(), outbox(session) as client:
            await client.send_job_dynamic("order.created", order_payload("session"))
        async with async_engine.begin() as async_connection, outbox(async_connection) as client:
            await client.send_job_dynamic("order.created", order_payload("async connection"))
        async with AsyncSession(async_engine) as async_session, outbox(async_session, in_order=True) as client:
            await client.send_job_dynamic("order.created", order_payload("async session"))
            await async_session.commit()
            await client.send_job_dynamic("order.created", order_payload("never"))
        with engine.connect() as connection, outbox(connection) as client:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            with pytest.raises((OutboxError, AutocommitError)):
                await client.send_job_dynamic("order.created", order_payload("never"))
    engine.dispose()
    await async_engine.dispose()
    await relay.drain()
    assert provider.orders == ["connection", "session", "async connection", "async session"]


async def test_job_sent_twice_runs_once(
    shop: Shop, outbox: JobOutbox, connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relay dies between the provider's response and its own commit; the provider recognizes the key."""
    sdk = make_sdk()
    handled: list[str] = []

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        handled.append(payload.order_id)

    await send(outbox, connection, "once")
    local = LocalProvider(sdk.runner)
    relay = Relay(shop.relay_address, CATALOG, local, RelayOptions(table=shop.outbox_table))

    async def fail(*_arguments: Any) -> RelayResult:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("cgk_runtime.db.outbox.batch_processor.BatchProcessor._record_outcomes", fail)
        with pytest.raises(SystemExit):
            await relay.drain()
    assert await relay.drain() == RelayResult(sent=1)
    await local.close()
    assert handled == ["once"]
