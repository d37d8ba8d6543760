"""Benchmark of sending a job in a transaction, and of the relay, compared with reading and deleting the same rows.

The relay reads the jobs from the outbox's table and sends them to a provider.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import psycopg
from cgk_jobs import CATALOG, create_job_client
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, Run
from cgk_runtime.db import Tenancy
from cgk_runtime.db.outbox import Outbox, RelayOptions
from cgk_runtime.db.outbox.batch_processor import BatchProcessor, RelayResult
from cgk_runtime.tenant import TenantRule

JOBS: Final = 5_000
BATCH_SIZE: Final = 100
SENDS: Final = 500
PAYLOAD: Final[dict[str, Any]] = {"tenantId": "a", "orderId": "order_123", "totalAmount": 9999, "currency": "USD"}
INSERT_NOTE: Final = "INSERT INTO notes (body) VALUES ('one')"
INSERT_JOB_ROW: Final = (
    "INSERT INTO public.cgk_outbox (tenant_id, event, payload, options, job_key, in_order) "
    "VALUES ('a', 'order.created', '{}', '{}', 'key', false)"
)
with_tenant = TenantRule()
tenancy = Tenancy(with_tenant)
outbox = Outbox(create_job_client)


class NullProvider:
    """Provider that accepts every job and does nothing."""

    name = "null"
    supported_options = ALL_OPTIONS
    max_payload_bytes = 3 * 1024 * 1024

    async def send(self, message: JobMessage) -> str:  # noqa: ARG002  required by the protocol
        """Accept a job."""
        return "run_null"

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str]:
        """Accept jobs."""
        return ["run_null" for _ in messages]

    async def runs(self, job_id: str) -> Sequence[Run]:  # noqa: ARG002  required by the protocol
        """Return no runs."""
        return ()

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  required by the protocol
        """Raise an error; the benchmark does not call it."""
        raise NotImplementedError

    async def cancel(self, job_id: str) -> None:
        """Do nothing."""

    async def replay(self, job_id: str) -> str:
        """Raise an error; the benchmark does not call it."""
        raise NotImplementedError

    async def check_health(self) -> Health:
        """Report the provider as healthy."""
        return Health(self.name, healthy=True, detail="does nothing")

    async def close(self) -> None:
        """Do nothing."""


def count_statements(app_address: str, admin_address: str, log: Path) -> dict[str, int]:
    """Return the number of statements in the server's log for a transaction without and with a job."""
    with psycopg.connect(admin_address, autocommit=True) as admin_connection:
        admin_connection.execute("ALTER ROLE bench_app SET log_statement = 'all'")
    counted: dict[str, int] = {}
    for name in ("without", "with a job"):
        with tenancy.connect(app_address) as connection:
            before = _logged_statements(log)
            with with_tenant("a"), connection.transaction(), outbox(connection) as client:
                connection.execute(INSERT_NOTE)
                if name == "with a job":
                    client.send_job_sync("order.created", {"tenantId": "a", "orderId": "order_123"})
            counted[name] = _logged_statements(log) - before
    with psycopg.connect(admin_address, autocommit=True) as admin_connection:
        admin_connection.execute("ALTER ROLE bench_app RESET log_statement")
    return counted


def _logged_statements(log: Path) -> int:
    text = log.read_text()
    return text.count(" statement: ") + text.count(" execute ")


async def time_sends(app_address: str) -> tuple[float, float, float]:
    """Return the seconds per transaction: one INSERT, the same with a plain INSERT of a job, and with an outbox job."""
    spent = [0.0, 0.0, 0.0]
    async with await tenancy.connect_async(app_address) as connection, with_tenant("a"):
        for _ in range(SENDS):
            began = time.perf_counter()
            await connection.execute(INSERT_NOTE)
            await connection.commit()
            spent[0] += time.perf_counter() - began
            began = time.perf_counter()
            await connection.execute(INSERT_NOTE)
            await connection.execute(INSERT_JOB_ROW)
            await connection.commit()
            spent[1] += time.perf_counter() - began
            began = time.perf_counter()
            async with outbox(connection) as client:
                await connection.execute(INSERT_NOTE)
                await client.send_job_dynamic("order.created", PAYLOAD)
            await connection.commit()
            spent[2] += time.perf_counter() - began
    return spent[0] / SENDS, spent[1] / SENDS, spent[2] / SENDS


async def time_relay(app_address: str, relay_address: str) -> tuple[float, float, float]:
    """Return the CPU seconds in which all jobs are only read and deleted, sent by a relay, and sent by it in order.

    The CPU time of client and server is independent of other processes. The elapsed time is not: a relay often waits
    for the server, and longer on a busy machine.
    """
    await _empty_outbox(relay_address)
    processor = BatchProcessor(CATALOG, NullProvider(), RelayOptions(batch_size=BATCH_SIZE))
    spent: list[float] = []
    for process, in_order in ((_read_and_delete, False), (processor.process, False), (processor.process, True)):
        await _fill_outbox(app_address, in_order=in_order)
        async with await psycopg.AsyncConnection.connect(relay_address, autocommit=True) as connection:
            began = _cpu_seconds(connection)
            sent = 0
            while sent < JOBS:
                result = await process(connection)
                assert result.sent
                sent += result.sent
            spent.append(_cpu_seconds(connection) - began)
    return spent[0], spent[1], spent[2]


def _cpu_seconds(connection: psycopg.AsyncConnection[Any]) -> float:
    schedstat = Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return time.process_time() + int(schedstat.split()[0]) / 1e9


async def _fill_outbox(app_address: str, *, in_order: bool) -> None:
    async with await tenancy.connect_async(app_address) as connection:
        for tenant in ("a", "b"):
            async with with_tenant(tenant), outbox(connection, in_order=in_order) as client:
                for _ in range(JOBS // 2):
                    await client.send_job_dynamic("order.created", {**PAYLOAD, "tenantId": tenant})
                await connection.commit()


async def _empty_outbox(relay_address: str) -> None:
    async with await psycopg.AsyncConnection.connect(relay_address) as connection:
        await connection.execute("DELETE FROM public.cgk_outbox")


async def _read_and_delete(connection: psycopg.AsyncConnection[Any]) -> RelayResult:
    async with connection.transaction():
        cursor = await connection.execute(
            "SELECT id, tenant_id, event, payload, options, headers, job_key, attempts FROM public.cgk_outbox "
            "WHERE state = 'waiting' ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED",
            (BATCH_SIZE,),
        )
        rows = await cursor.fetchall()
        await connection.execute("DELETE FROM public.cgk_outbox WHERE id = ANY(%s)", ([row[0] for row in rows],))
        return RelayResult(sent=len(rows))
