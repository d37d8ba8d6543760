"""Queues in PostgreSQL to compare: bare SQL, Procrastinate, PgQueuer and cgk-jobs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

import procrastinate
import psycopg
from cgk_runtime.client.batch import JobItem
from cgk_runtime.client.client import JobClient
from cgk_runtime.providers.postgres import PostgresProvider, PostgresSettings
from cgk_runtime.providers.postgres.migrate import migrate
from cgk_runtime.providers.postgres.worker import PostgresWorker
from cgk_runtime.providers.worker import WorkerOptions
from cgk_runtime.testing.echo import EVENT, make_sdk
from procrastinate.types import JSONDict

CONCURRENCY = 10
BATCH = 1000
PAYLOAD = {"tenantId": "t0", "text": "1"}
"""Payload for which the handler in `cgk_runtime.testing.echo` returns at once."""


class Contender(Protocol):
    """Queue to measure, in a database of its own.

    Attributes:
        name: Name of the library.
        calls: Counter of the calls of its handler.
    """

    name: str
    calls: CallCounter

    async def open(self, address: str) -> None:
        """Create the queue in the database at an address."""

    async def send(self) -> None:
        """Send one job."""

    async def send_batch(self, number: int) -> None:
        """Send a number of jobs together."""

    async def run_waiting_jobs(self, number: int) -> float:
        """Run at least that many waiting jobs, and return the seconds."""
        ...

    async def close(self) -> None:
        """Close the connections."""


@runtime_checkable
class ContenderWithWorker(Contender, Protocol):
    """Queue whose worker can also wait for jobs."""

    def running_worker(self) -> AbstractAsyncContextManager[None]:
        """Return a context manager that runs a worker inside its block."""
        ...


class CallCounter:
    """Counter of the calls of a handler.

    Attributes:
        count: Number of calls.
        called: Event that is set at each call; `expect` clears it.
        all_called: Event that is set when the expected calls have been made; `expect` clears it.
    """

    def __init__(self) -> None:
        self.count = 0
        self.called = asyncio.Event()
        self.all_called = asyncio.Event()
        self._expected_count = 0

    def count_call(self) -> None:
        self.count += 1
        self.called.set()
        if self.count >= self._expected_count:
            self.all_called.set()

    def expect(self, number: int) -> None:
        """Expect a number of further calls."""
        self._expected_count = self.count + number
        self.all_called.clear()
        self.called.clear()


class BareSql:
    """Table with an INSERT for a send and a DELETE for a fetch: the floor of a queue."""

    name = "bare SQL"

    def __init__(self) -> None:
        self.calls = CallCounter()

    async def open(self, address: str) -> None:
        self._address = address
        self._connection = await psycopg.AsyncConnection.connect(address, autocommit=True)
        await self._connection.execute("CREATE TABLE job (id bigserial PRIMARY KEY, args jsonb NOT NULL)")

    async def send(self) -> None:
        cursor = await self._connection.execute("INSERT INTO job (args) VALUES ('{\"number\": 1}') RETURNING id")
        await cursor.fetchone()

    async def send_batch(self, number: int) -> None:
        query = "INSERT INTO job (args) SELECT unnest(%s::text[])::jsonb RETURNING id"
        await (await self._connection.execute(query, (['{"number": 1}'] * number,))).fetchall()

    async def run_waiting_jobs(self, number: int) -> float:  # noqa: ARG002  required by the protocol
        async def work() -> None:
            query = (
                "DELETE FROM job WHERE id = (SELECT id FROM job ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1) "
                "RETURNING id"
            )
            async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as connection:
                while await (await connection.execute(query)).fetchone():
                    self.calls.count_call()

        began = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
        return time.perf_counter() - began

    async def close(self) -> None:
        await self._connection.close()


class StockProcrastinate:
    """Procrastinate, set up as in its documentation."""

    name = "Procrastinate"

    def __init__(self) -> None:
        self.calls = CallCounter()

    async def open(self, address: str) -> None:
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(conninfo=address, min_size=2, max_size=CONCURRENCY + 4)
        )

        @self._app.task(name="noop")
        async def noop(number: int) -> None:
            assert number
            self.calls.count_call()

        await self._app.open_async()
        await self._app.schema_manager.apply_schema_async()

    async def send(self) -> None:
        await self._app.configure_task("noop").defer_async(number=1)

    async def send_batch(self, number: int) -> None:
        jobs: list[JSONDict] = [{"number": 1} for _ in range(number)]
        await self._app.configure_task("noop").batch_defer_async(*jobs)

    async def run_waiting_jobs(self, number: int) -> float:  # noqa: ARG002  required by the protocol
        began = time.perf_counter()
        await self._app.run_worker_async(concurrency=CONCURRENCY, wait=False, install_signal_handlers=False)
        return time.perf_counter() - began

    @asynccontextmanager
    async def running_worker(self) -> AsyncGenerator[None]:
        worker = asyncio.create_task(self._app.run_worker_async(concurrency=CONCURRENCY, install_signal_handlers=False))
        await asyncio.sleep(0.5)
        yield
        worker.cancel()
        await asyncio.wait([worker])

    async def close(self) -> None:
        await self._app.close_async()


class PgQueuerQueue:
    """PgQueuer with its psycopg driver."""

    name = "PgQueuer"

    def __init__(self) -> None:
        self.calls = CallCounter()
        # Any: PgQueuer is installed only for benchmarks, so type checkers do not find it.
        self._library: Any = import_module("pgqueuer")
        self._driver: Any = import_module("pgqueuer.db").PsycopgDriver

    async def open(self, address: str) -> None:
        self._address = address
        self._connection = await psycopg.AsyncConnection.connect(address, autocommit=True)
        self._queries = import_module("pgqueuer.queries").Queries(self._driver(self._connection))
        await self._queries.install()

    async def send(self) -> None:
        await self._queries.enqueue("noop", b'{"number": 1}')

    async def send_batch(self, number: int) -> None:
        await self._queries.enqueue(["noop"] * number, [b'{"number": 1}'] * number, [0] * number)

    async def run_waiting_jobs(self, number: int) -> float:
        self.calls.expect(number)
        began = time.perf_counter()
        async with self.running_worker(wait_until_ready=False):
            await self.calls.all_called.wait()
            return time.perf_counter() - began

    @asynccontextmanager
    async def running_worker(self, *, wait_until_ready: bool = True) -> AsyncGenerator[None]:
        async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as connection:
            queue = self._library.PgQueuer(self._driver(connection))

            async def noop(_job: Any) -> None:
                self.calls.count_call()

            queue.entrypoint("noop")(noop)
            # PgQueuer requires at least twice as many tasks as jobs in a batch.
            worker = asyncio.create_task(queue.qm.run(batch_size=CONCURRENCY, max_concurrent_tasks=2 * CONCURRENCY))
            if wait_until_ready:
                await asyncio.sleep(1)
            yield
            queue.qm.shutdown.set()
            await asyncio.wait([worker], timeout=10)

    async def close(self) -> None:
        await self._connection.close()


class CgkJobs:
    """The provider for PostgreSQL, through the client that applications use."""

    name = "cgk-jobs"

    def __init__(self) -> None:
        self.calls = CallCounter()
        self.started_tenants: list[str] = []
        self.sdk = make_sdk()
        self.sdk.around_run(self._record_start)

    async def _record_start(self, payload: Any, _context: Any, call: Any) -> Any:
        self.started_tenants.append(payload.tenant_id)
        self.calls.count_call()
        return await call()

    async def open(self, address: str) -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            migrate(connection)
        self._settings = PostgresSettings(address)
        self.client = JobClient(self.sdk.catalog, PostgresProvider(self.sdk.catalog, self._settings))
        self.sdk.set_job_client(self.client)

    async def send(self) -> None:
        await self.client.send_job_dynamic(EVENT, PAYLOAD)

    async def send_batch(self, number: int) -> None:
        await self.client.send_jobs([JobItem(EVENT, PAYLOAD, {}) for _ in range(number)])

    async def send_and_wait(self) -> None:
        await self.client.trigger_and_wait_dynamic(EVENT, PAYLOAD)

    async def run_waiting_jobs(self, number: int) -> float:
        self.calls.expect(number)
        began = time.perf_counter()
        async with self.running_worker(wait_until_ready=False):
            await self.calls.all_called.wait()
            return time.perf_counter() - began

    @asynccontextmanager
    async def running_worker(self, *, wait_until_ready: bool = True) -> AsyncGenerator[None]:
        stop = asyncio.Event()
        worker = PostgresWorker(self.sdk, self._settings, WorkerOptions(lambda _line: None, CONCURRENCY))
        running = asyncio.create_task(worker.run(stop))
        if wait_until_ready:
            await asyncio.sleep(0.5)
        yield
        stop.set()
        await running

    async def close(self) -> None:
        await self.client.close()
