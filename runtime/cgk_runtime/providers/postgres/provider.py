"""Provider for PostgreSQL: each job is a row of a table, which the application's workers fetch."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from cgk_runtime._internal.database_address import check_address
from cgk_runtime._internal.loop_resources import LoopResources
from cgk_runtime._internal.optional_deps import require
from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.client.limits import POSTGRES
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, Run, version_header
from cgk_runtime.db.outbox.connections import fetch_ids
from cgk_runtime.errors import (
    ClosedError,
    ConnectionFailedError,
    JobsError,
    NotSupportedError,
    RunNotFoundError,
    WaitTimeoutError,
)
from cgk_runtime.providers.postgres import administration
from cgk_runtime.providers.postgres.connections import Connections, translated_errors
from cgk_runtime.providers.postgres.runs import (
    FROM_RUNS_OF_JOB,
    PAYLOAD_QUERY,
    RUNS_OF_JOB,
    parse_id,
    run_from_row,
    run_id,
)
from cgk_runtime.providers.postgres.sending import SEND, joined_connection, send_arguments
from cgk_runtime.providers.postgres.settings import COMPONENT, URL_VARIABLE
from cgk_runtime.providers.postgres.waiting import EndListener

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.administration import Erasure, RunFilter
    from cgk_runtime.providers.postgres.settings import PostgresSettings
    from cgk_runtime.providers.worker import WorkerOptions
    from cgk_runtime.sdk import Sdk

_POLL_SECONDS_LISTENING: Final = 5.0
_POLL_SECONDS: Final = 0.25
"""Seconds between two reads of an awaited run, with and without notifications."""
_OUTAGE_SECONDS: Final = 30.0
"""Seconds for which a wait continues while the database cannot be reached."""

_HEALTH: Final = """
SELECT current_user, send IS NOT NULL, has_function_privilege(send, 'EXECUTE')
FROM to_regprocedure('cgk_jobs.send(text[],text[],text[],text[],text[])') AS send
"""
_COUNT_WORKERS: Final = (
    "SELECT count(*) FROM cgk_jobs.procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"
)
_CANCEL: Final = f"SELECT cgk_jobs.cancel(array_agg(id)) {FROM_RUNS_OF_JOB} AND ended_at IS NULL"
_SELECT_REPLAYED: Final = f"SELECT id, headers::text {FROM_RUNS_OF_JOB} ORDER BY id LIMIT 1"
_REPLAY: Final = """
WITH new_run AS (
    INSERT INTO cgk_jobs.run (id, job_id, is_schedule, tenant, event, task, payload, headers) OVERRIDING SYSTEM VALUE
    SELECT new_id, new_id, is_schedule, tenant, event,
        -- A run of an event with several handlers that is not split was itself a replay for one of them.
        CASE WHEN is_schedule OR parent IS NOT NULL OR NOT is_split AND EXISTS (
            SELECT FROM cgk_jobs.handler WHERE handler.event = run.event AND jsonb_array_length(tasks) > 1
            AND tasks @> jsonb_build_array(jsonb_build_object('name', task))
        ) THEN task ELSE %s END, payload, %s::json
    FROM cgk_jobs.run CROSS JOIN nextval('cgk_jobs.run_id_seq') AS new_id WHERE id = %s RETURNING id
), new_arrival AS (
    INSERT INTO cgk_jobs.arrival SELECT id, clock_timestamp() FROM new_run
) SELECT id, cgk_jobs.wake(0) FROM new_run
"""


class PostgresProvider:
    """Provider that sends jobs to the queue of a PostgreSQL database and reads their runs.

    Inside `with send_in(connection):`, jobs are sent in the transaction of that connection.

    Args:
        catalog: The catalog.
        settings: The database.

    Raises:
        ConfigurationError: The address cannot be read.
    """

    name: str = "postgres"
    supported_options: frozenset[str] = ALL_OPTIONS
    max_payload_bytes: int = POSTGRES.payload_bytes

    def __init__(self, catalog: Catalog, settings: PostgresSettings) -> None:
        self._catalog = catalog
        self._settings = settings
        check_address(settings.address, URL_VARIABLE, COMPONENT)
        self._connections = Connections(settings.address)
        self._listeners = LoopResources(partial(EndListener, settings.address))
        self._closed = False

    async def send(self, message: JobMessage) -> str:
        """Send a job and return its id.

        Raises:
            ConnectionFailedError: The database cannot be reached; if the connection broke meanwhile, the job may have
                been sent.
            ClosedError: The provider is closed.
        """
        return (await self.send_many([message]))[0]

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str]:
        """Send jobs with one statement: all of them, or none."""
        if not messages:
            return []
        if self._closed:
            raise ClosedError(f'The provider is closed; "{messages[0].event.name}" was not sent', component=COMPONENT)
        arguments = send_arguments(messages)
        connection = joined_connection(messages)
        if connection is None:
            ids = [number for (number,) in await self._connections.fetch(SEND, *arguments)]
        else:
            with translated_errors():
                ids = await fetch_ids(connection, sql.SQL(SEND).format(), arguments)
        return [run_id(number) for number in ids]

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Return a job's runs: one for each handler, once a worker has seen the job."""
        number, task = parse_id(job_id)
        runs = [run_from_row(row) for row in await self._connections.fetch(RUNS_OF_JOB, number, number)]
        if task is not None:
            runs = [run for run in runs if run.id == job_id]
        if not runs:
            raise RunNotFoundError(job_id, component=COMPONENT)
        return runs

    async def read_payload(self, job_id: str) -> bytes | None:
        """Return the payload of a job."""
        number, _ = parse_id(job_id)
        rows = await self._connections.fetch(PAYLOAD_QUERY, number)
        if not rows:
            raise RunNotFoundError(job_id, component=COMPONENT)
        return str(rows[0][0]).encode()

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  required by the protocol
        """Wait for the end of a job's run.

        Raises:
            WaitTimeoutError: The run did not end in time.
            NotSupportedError: Several handlers run the job; wait for one of its runs, or use `wait_all`.
        """
        number, _ = parse_id(job_id)
        deadline = None if timeout is None else time.monotonic() + timeout
        listener = await self._listeners.get()
        with listener.watch(number) as changed:
            responded_at = time.monotonic()
            while True:
                runs: Sequence[Run] = []
                try:
                    runs = await self.runs(job_id)
                    responded_at = time.monotonic()
                except ConnectionFailedError:
                    if time.monotonic() - responded_at > _OUTAGE_SECONDS:
                        raise
                if len(runs) > 1:
                    run_ids = ", ".join(run.id for run in runs)
                    raise NotSupportedError(
                        f'Job "{job_id}" has one run per handler; wait for one of them, or use wait_all: {run_ids}',
                        component=COMPONENT,
                    )
                if runs and runs[0].is_final:
                    return runs[0]
                wait_seconds = _POLL_SECONDS_LISTENING if listener.is_listening else _POLL_SECONDS
                if deadline is not None:
                    wait_seconds = min(wait_seconds, deadline - time.monotonic())
                    if wait_seconds <= 0:
                        raise WaitTimeoutError(job_id, timeout or 0.0, component=COMPONENT)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait_seconds):  # `wait_for` of Python 3.11 can lose a cancellation
                        await changed.wait()
                changed.clear()

    async def cancel(self, job_id: str) -> None:
        """Cancel a job's runs: waiting ones at once, running ones as soon as their worker is notified."""
        number, task = parse_id(job_id)
        await self._connections.fetch(_CANCEL, number, number, task, task)
        if len(await self.runs(job_id)) > 1:
            # A worker may have divided the job into its runs meanwhile.
            await self._connections.fetch(_CANCEL, number, number, task, task)

    async def replay(self, job_id: str) -> str:
        """Send a job's payload again, without its options: to all handlers, or to the handler of one run."""
        number, task = parse_id(job_id)
        rows = await self._connections.fetch(_SELECT_REPLAYED, number, number, task, task)
        if not rows:
            raise RunNotFoundError(job_id, component=COMPONENT)
        replayed_run, headers = rows[0]
        new_headers = json.dumps(version_header(json.loads(headers))) if headers else None
        ((new_number, _),) = await self._connections.fetch(_REPLAY, task, new_headers, replayed_run)
        return run_id(new_number)

    def list_runs(self, conditions: RunFilter) -> AsyncIterator[Run]:
        """Iterate over the matching runs, newest first, without their outputs."""
        return administration.list_runs(self._connections, self._catalog, conditions)

    async def delete_ended_runs(self, before: datetime) -> int:
        """Delete the runs that ended before a time, and return their number; workers do so after JOBS_KEEP_DAYS."""
        return await administration.delete_ended_runs(self._connections, before)

    async def erase_tenant(self, tenant_id: str) -> Erasure:
        """Cancel and delete all runs of a tenant, with its idempotency keys."""
        return await administration.erase_tenant(self._connections, tenant_id)

    async def work(self, sdk: Sdk, options: WorkerOptions, stop: asyncio.Event) -> None:
        """Run handlers and schedules until `stop` is set; if canceled, running jobs go back to the queue.

        Raises:
            ConfigurationError: Procrastinate is not installed, or the database's queue needs `cgk db migrate`.
            ConnectionFailedError: The database cannot be reached.
            NotSupportedError: A handler has a constraint that this provider does not honor.
        """
        require("procrastinate", "procrastinate", "A worker of PostgreSQL")
        from cgk_runtime.providers.postgres.worker import PostgresWorker

        await PostgresWorker(sdk, self._settings, options).run(stop)

    async def check_health(self) -> Health:
        """Check that the database has the queue, that the role may use it, and that workers are alive."""
        try:
            ((role, has_queue, may_use),) = await self._connections.fetch(_HEALTH)
            if not (has_queue and may_use):
                problem = "may not use it" if has_queue else "finds no queue"
                return Health(self.name, False, f"{role} {problem}; run `cgk db migrate --worker-role {role}`")
            try:
                ((workers,),) = await self._connections.fetch(_COUNT_WORKERS)
            except JobsError as error:
                if not isinstance(error.__cause__, InsufficientPrivilege):
                    raise
                return Health(self.name, True, f"{role} may send jobs, and nothing else")
        except JobsError as error:
            return Health(self.name, False, error.detail)
        advice = "" if workers else "; start `cgk worker app.tasks`"
        return Health(self.name, True, f"{pluralize(workers, 'worker')} alive{advice}")

    async def close(self) -> None:
        """Close the connections."""
        self._closed = True
        await self._listeners.close()
        await self._connections.close()
