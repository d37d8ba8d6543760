"""Job manager of Procrastinate's worker that fetches and finishes runs through the queue's own functions.

It replaces how runs are fetched, finished, listened for and recovered from dead workers, and survives restarts of the
database: a statement is repeated until it succeeds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, LiteralString

from procrastinate import exceptions
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager, NotificationCallback

from cgk_runtime._internal import metrics
from cgk_runtime.providers.postgres.connections import first_line
from cgk_runtime.providers.postgres.outcomes import FETCH_RUN, FINISH_RUN, FetchedRun, Outcome
from cgk_runtime.providers.postgres.settings import COMPONENT
from cgk_runtime.providers.postgres.wakeups import Wakeups
from cgk_runtime.tasks.tenant_weights import weight_of

if TYPE_CHECKING:
    from procrastinate.connector import BaseAsyncConnector

    from cgk_runtime.tasks.tenant_weights import TenantWeight

TASK_NAME: Final = "cgk.run"
"""Procrastinate's task that runs all handlers."""
_ADMITTED_AT_ONCE: Final = 1000
_ADMISSIONS_PER_FETCH: Final = 10
"""Maximum number of runs that one statement admits, and of such statements before a fetch."""
_CHOOSE_AGAIN_SECONDS: Final = 0.003
"""Seconds until the next fetch if other workers are choosing among the same tenants."""
_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 5.0
"""First and longest pause, in seconds, before a statement is tried again; doubled each time."""
_TAKE_BACK: Final = """
SELECT * FROM cgk_jobs.take_back(
    %(worker)s, %(silence_seconds)s, %(before)s::timestamptz, %(ids)s::bigint[], %(starts)s::integer[])
"""

_CANCELED: Final = "SELECT id FROM cgk_jobs.procrastinate_jobs WHERE id = ANY (%(ids)s::bigint[]) AND abort_requested"
_SET_WEIGHT: Final = "UPDATE cgk_jobs.tenant SET weight = %(weight)s WHERE tenant = %(tenant)s RETURNING tenant"

_logger: Final = logging.getLogger("cgk_runtime.providers.postgres")


class QueueManager(JobManager):
    """Job manager that fetches and finishes runs.

    Args:
        connector: Connections of the worker.
        address: Connection string, for the connection that listens.
        has_given_up: Function that returns True once the worker must stop, even if the database cannot be reached.
        tenant_weight: The application's weights of tenants, or None if all have the same.

    Attributes:
        fetched: Runs that this worker has started, by id of the run and number of the start.
        outcomes: Outcomes of ended starts, by the same keys; `finish_job` stores them.
        wakeups: Wakeups of the worker.
    """

    connector: BaseAsyncConnector

    def __init__(
        self,
        connector: BaseAsyncConnector,
        address: str,
        has_given_up: Callable[[], bool],
        tenant_weight: TenantWeight | None = None,
    ) -> None:
        super().__init__(connector)
        self._tenant_weight = tenant_weight
        self._has_given_up = has_given_up
        # The keys include the start, because a run that was taken over may run here twice.
        self.fetched: dict[tuple[int | None, int], FetchedRun] = {}
        self.outcomes: dict[tuple[int | None, int], Outcome] = {}
        self.wakeups = Wakeups(address, self._find_canceled)
        self._is_fetching = False

    async def query(self, text: LiteralString, **values: Any) -> list[dict[str, Any]]:
        """Run a statement, repeated while the database cannot be reached.

        Raises:
            ConnectorException: The database refused the statement, or the worker must stop.
        """
        pause = _FIRST_PAUSE
        while True:
            try:
                return await self.connector.execute_query_all_async(query=text, **values)
            except exceptions.ConnectorException as error:
                if not _is_temporary(error) or self._has_given_up():
                    raise
                _logger.warning("[%s] The database cannot be reached, trying again: %s", COMPONENT, _reason(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:  # noqa: ARG002  as Procrastinate's
        """Admit arrived runs and start the next run; if none can start, wake the worker when one is due."""
        while not self._has_given_up():
            wakeups_before = self.wakeups.count
            await self._admit_arrivals()
            self._is_fetching = True
            try:
                (row,) = await self.query(FETCH_RUN, worker_id=worker_id)
                if row["id"] is not None:
                    self.fetched[row["id"], row["starts"]] = FetchedRun(**row)
            finally:
                self._is_fetching = False
            if row["id"] is not None:
                await self._set_weight(row["tenant"], row["weight"])
                return Job(
                    id=row["id"],
                    status=Status.DOING.value,
                    queue="cgk",
                    lock=None,
                    queueing_lock=None,
                    task_name=TASK_NAME,
                    attempts=row["starts"],
                    worker_id=worker_id,
                )
            if row["event"] is not None:
                metrics.count_run_end("postgres", row["event"], row["tenant"], "expired")
            elif row["wait"] == 0:
                await asyncio.sleep(_CHOOSE_AGAIN_SECONDS)
            elif self.wakeups.count == wakeups_before:
                self.wakeups.wake_after(row["wait"])
                return None
            # Otherwise fetch again, because the library would lose a notification that arrived during the fetch.
        return None

    async def _admit_arrivals(self) -> None:
        for _ in range(_ADMISSIONS_PER_FETCH):
            if not self.wakeups.has_arrivals:
                return
            self.wakeups.has_arrivals = False
            (row,) = await self.query("SELECT cgk_jobs.admit(%(max_runs)s) AS due_count", max_runs=_ADMITTED_AT_ONCE)
            self.wakeups.has_arrivals = self.wakeups.has_arrivals or row["due_count"] == _ADMITTED_AT_ONCE

    async def _set_weight(self, tenant: str, stored_weight: float) -> None:
        """Store a tenant's weight if the application has changed it; it applies from the next turn on."""
        if self._tenant_weight is None or not tenant:
            return
        weight = weight_of(self._tenant_weight, tenant)
        if weight != stored_weight:
            await self.query(_SET_WEIGHT, tenant=tenant, weight=weight)

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: ARG002  as Procrastinate's
        """Store the outcome of a start, unless another worker has taken the run over."""
        run = self.fetched[key_of(job)]
        # The outcome is missing if the worker was stopped before it called the handler.
        outcome = self.outcomes.pop(key_of(job), Outcome("released", seconds=0))
        try:
            (row,) = await self.query(
                FINISH_RUN, id=run.id, worker=job.worker_id, starts=run.starts, losses=run.losses, **outcome.arguments()
            )
        finally:
            # Only now: `take_back` would take a run back that is missing here.
            del self.fetched[key_of(job)]
        if not row["accepted"]:
            _logger.warning(
                "[%s] Run run_%d was taken over by another worker, because this one was silent for too long; "
                "its outcome here (%s) is dropped", COMPONENT, run.id, outcome.status,
            )  # fmt: skip
            return
        if outcome.seconds is not None:
            self.wakeups.wake_after(outcome.seconds, or_earlier=True)
        if outcome.on_stored is not None:
            await outcome.on_stored()

    async def take_back(self, worker_id: int, silence_seconds: float | None) -> dict[str, Any] | None:
        """Take back one run of a dead worker, or one that this worker has started without receiving the response.

        Args:
            worker_id: This worker.
            silence_seconds: Seconds without a heartbeat after which a worker is dead, or None to assume that all live.

        Returns:
            The run, or None if there is none.
        """
        (row,) = await self.query("SELECT clock_timestamp() AS now")
        # Without a fetch under way, this worker knows all runs that it has started until now.
        before = None if self._is_fetching else row["now"]
        ids, starts = [run.id for run in self.fetched.values()], [run.starts for run in self.fetched.values()]
        (run,) = await self.query(
            _TAKE_BACK, worker=worker_id, silence_seconds=silence_seconds, before=before, ids=ids, starts=starts
        )
        if run["id"] is None:
            return None
        _logger.warning("[%s] Took run_%d back: its worker died, or a response was lost", COMPONENT, run["id"])
        return run

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:  # noqa: ARG002  as Procrastinate's
        """Keep the rows of silent workers: `take_back` needs them for their runs, and `clean` deletes them later."""
        return []

    async def unregister_worker(self, worker_id: int) -> None:
        """Remove this worker; one that cannot reach the database is removed later by another."""
        try:
            await super().unregister_worker(worker_id)
        except exceptions.ConnectorException as error:
            _logger.warning("[%s] The worker ends without a database: %s", COMPONENT, _reason(error))

    async def listen_for_jobs(
        self,
        *,
        on_notification: NotificationCallback,
        queues: Iterable[str] | None = None,  # noqa: ARG002  as Procrastinate's
    ) -> None:
        """Wake the worker when runs arrive or may start, and abort canceled ones."""
        await self.wakeups.listen(on_notification)

    async def _find_canceled(self) -> list[int]:
        running = [run.id for run in self.fetched.values()]
        return [row["id"] for row in await self.query(_CANCELED, ids=running)] if running else []


def key_of(job: Job) -> tuple[int | None, int]:
    """Return the key of a job's start."""
    return job.id, job.attempts


def _is_temporary(error: exceptions.ConnectorException) -> bool:
    """Return whether a statement may succeed later: without a connection, in a restart, after a deadlock."""
    from psycopg import InterfaceError, OperationalError
    from psycopg_pool import PoolTimeout

    return isinstance(error.__cause__, OperationalError | InterfaceError | PoolTimeout)


def _reason(error: BaseException) -> str:
    return first_line(error.__cause__ or error)
