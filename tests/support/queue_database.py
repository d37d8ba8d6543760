"""A migrated queue in a database of its own, with a role for workers and one for senders."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from cgk_runtime.client.client import JobClient
from cgk_runtime.providers.postgres.migrate import grant, migrate
from cgk_runtime.providers.postgres.provider import PostgresProvider
from cgk_runtime.providers.postgres.settings import PostgresSettings
from cgk_runtime.providers.postgres.worker import PostgresWorker
from cgk_runtime.providers.worker import WorkerOptions
from cgk_runtime.sdk import Sdk
from shop_database import APP_ROLE, Server
from waiting import WAIT_TIMEOUT

DATABASE = "queue"
WORKER_ROLE = "queue_worker"
EMPTY_DATABASE = "empty"
OWNER_ROLE = "empty_owner"
TABLES = (
    "arrival, freed_slot, handler, idempotency_key, lane, listener, procrastinate_jobs, procrastinate_periodic_defers, "
    "procrastinate_workers, procrastinate_events, handler_limit, recent_start, run, slot, step, tenant"
)


SEND_JOB: Final = """
SELECT cgk_jobs.send(
    _events => ARRAY[%s], _tenants => ARRAY[%s], _payloads => ARRAY[%s], _options => ARRAY[%s], _headers => '{NULL}'
)
"""
"""Statement that sends a job; its values are event, tenant, payload and options."""


@dataclass(frozen=True)
class QueueDatabase:
    """A database with a queue."""

    server: Server
    name: str = DATABASE

    @property
    def admin(self) -> str:
        return self.server.address("postgres", self.name)

    @property
    def worker(self) -> str:
        """Address for the role of workers."""
        return self.server.address(WORKER_ROLE, self.name)

    @property
    def sender(self) -> str:
        """Address for the role of the application, which may only send."""
        return self.server.address(APP_ROLE, self.name)

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Run a statement in the queue's schema as a superuser, and return its rows."""
        with psycopg.connect(self.admin, autocommit=True, options="-csearch_path=cgk_jobs") as connection:
            cursor = connection.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def register_handler(self, event: str) -> None:
        """Register one handler of an event without options, as a worker does when it starts."""
        self.rows("INSERT INTO handler VALUES (%s, '[{}]')", event)

    def empty(self) -> None:
        """Delete all rows of the queue."""
        self.rows(f"TRUNCATE {TABLES}")

    def settings(self) -> PostgresSettings:
        return PostgresSettings(self.worker)

    def client(self, sdk: Sdk) -> JobClient:
        """Return a client of the queue, which the handlers of the SDK send through as well."""
        client = JobClient(sdk.catalog, PostgresProvider(sdk.catalog, self.settings()))
        sdk.set_job_client(client)
        return client

    @asynccontextmanager
    async def running_worker(
        self, sdk: Sdk, *, grace: float = WAIT_TIMEOUT, concurrency: int = 10, heartbeat: float = 0.5, poll: float = 1.0
    ) -> AsyncGenerator[None]:
        """Run a worker within the block, and stop it as `cgk worker --grace` does."""
        stop = asyncio.Event()
        worker = PostgresWorker(sdk, self.settings(), WorkerOptions(print, concurrency), heartbeat=heartbeat, poll=poll)
        running = asyncio.create_task(worker.run(stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait([running], timeout=grace)
            if running.done():
                running.result()
            else:
                running.cancel()
                await asyncio.wait([running], timeout=WAIT_TIMEOUT)
                assert running.done(), "the worker does not end"


def create_queue(server: Server, name: str = DATABASE) -> QueueDatabase:
    """Create a database with a migrated queue."""
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", (WORKER_ROLE,)).fetchone() is None:
            admin.execute(f"CREATE ROLE {WORKER_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS".encode())
    queue = QueueDatabase(server, name)
    with psycopg.connect(queue.admin, autocommit=True) as admin:
        migrate(admin)
        grant(admin, "worker", WORKER_ROLE)
        grant(admin, "sender", APP_ROLE)
    return queue


@contextmanager
def empty_database(server: Server) -> Generator[str]:
    """Create a database within the block, and yield the address for its owner, a role without further rights."""
    with psycopg.connect(server.admin, autocommit=True) as admin:
        for statement in (
            f"CREATE ROLE {OWNER_ROLE} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
            f"CREATE DATABASE {EMPTY_DATABASE} OWNER {OWNER_ROLE}",
        ):
            admin.execute(statement.encode())
        yield server.address(OWNER_ROLE, EMPTY_DATABASE)
        admin.execute(f"DROP DATABASE {EMPTY_DATABASE} WITH (FORCE)".encode())
        admin.execute(f"DROP ROLE {OWNER_ROLE}".encode())
