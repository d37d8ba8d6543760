"""Job manager of Procrastinate's worker that fetches and finishes runs through the queue's own functions.

It replaces `fetch_job`, `finish_job` and `listen_for_jobs`, and survives restarts of the database: a statement is
repeated until it succeeds, and the connection that listens is opened again.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, LiteralString, TypeVar

from procrastinate import exceptions
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager, NotificationCallback
from psycopg import Error

from cgk_runtime._internal import metrics
from cgk_runtime.providers.postgres.connections import connect, first_line
from cgk_runtime.providers.postgres.outcomes import FETCH, FINISH, FetchedRun, Outcome
from cgk_runtime.providers.postgres.settings import COMPONENT
from cgk_runtime.tasks.tenant_weights import weight_of

if TYPE_CHECKING:
    from procrastinate.connector import BaseAsyncConnector
    from procrastinate.jobs import Notification

    from cgk_runtime.tasks.tenant_weights import TenantWeight

T = TypeVar("T")

TASK_NAME: Final = "cgk.run"
"""Procrastinate's task that runs all handlers."""
_CHANNEL: Final = "procrastinate_any_queue_v1"
_ARRIVED: Final = '{"type": "job_inserted", "job_id": 0}'
_ADMITTED_AT_ONCE: Final = 1000
_ADMISSIONS_PER_FETCH: Final = 10
_CHOOSE_AGAIN: Final = 0.003
"""Seconds until the next fetch if other workers are choosing among the same tenants."""
_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 5.0
_LISTEN_SECONDS: Final = 30.0
"""Seconds without a notification until the connection is checked."""
_LONGEST_ALARM: Final = 3600.0
_ALARM_MARGIN: Final = 0.002
"""Seconds for which a timer waits longer, because the clocks of the server and this machine differ in speed."""

_RELEASE_UNKNOWN: Final = """
SELECT cgk_jobs.release_unknown(%(worker)s, %(before)s, %(ids)s::bigint[], %(starts)s::integer[]) AS run
"""

_CANCELED: Final = """
SELECT id FROM cgk_jobs.procrastinate_jobs WHERE id = ANY (%(ids)s::bigint[]) AND abort_requested
"""

_WAITING: Final = """
SELECT event, extract(epoch FROM clock_timestamp() - min(due_at))::float8 AS seconds,
    count(*) FILTER (WHERE lacks_handler) AS unhandled
FROM (
    (SELECT id, false AS lacks_handler FROM cgk_jobs.procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT 10000)
    UNION ALL (SELECT run_id, true FROM cgk_jobs.arrival WHERE lacks_handler LIMIT 10000)
) AS waiting JOIN cgk_jobs.run USING (id) GROUP BY event
"""
"""The oldest of the waiting runs by event; of many thousands, only the oldest ones are read."""

_SET_WEIGHT: Final = """
UPDATE cgk_jobs.tenant SET weight = %(weight)s WHERE tenant = %(tenant)s RETURNING tenant
"""

_logger: Final = logging.getLogger("cgk_runtime.providers.postgres")


class QueueManager(JobManager):
    """Fetches and finishes runs.

    Args:
        connector: Connections of the worker.
        address: Connection string, for the connection that listens.
        give_up: Returns true once the worker must stop, even if the database cannot be reached.
        tenant_weight: The application's weights of tenants, or None if all have the same.

    Attributes:
        outcomes: Outcomes of ended starts, by run and start; `finish_job` stores them.
    """

    name = "postgres"
    connector: BaseAsyncConnector

    def __init__(
        self,
        connector: BaseAsyncConnector,
        address: str,
        give_up: Callable[[], bool],
        tenant_weight: TenantWeight | None = None,
    ) -> None:
        super().__init__(connector)
        self._tenant_weight = tenant_weight
        self._address = address
        self._give_up = give_up
        # A run that was taken over may be running here twice.
        self._fetched: dict[tuple[int | None, int], FetchedRun] = {}
        self.outcomes: dict[tuple[int | None, int], Outcome] = {}
        self._has_arrivals = True
        self._notifications = 0
        self._is_fetching = False
        self._notify: NotificationCallback | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._ringing: asyncio.Task[None] | None = None
        self._waiting: list[metrics.Waiting] = []
        self._reported: set[str] = set()
        metrics.waiting_sources.add(self)

    def find(self, job: Job) -> FetchedRun:
        """Return the fetched run of a job."""
        return self._fetched[key_of(job)]

    async def query(self, text: LiteralString, **values: Any) -> list[dict[str, Any]]:
        """Run a statement, repeated while the database cannot be reached.

        Raises:
            ConnectorException: The database refused the statement, or the worker must stop.
        """
        return await self._repeat(lambda: self.connector.execute_query_all_async(query=text, **values))

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:  # noqa: ARG002  the library's
        """Admit arrived runs and start the next one; without one, wake the worker when the next one is due."""
        while not self._give_up():
            seen = self._notifications
            await self._admit_arrivals()
            self._is_fetching = True
            try:
                (row,) = await self.query(FETCH, worker_id=worker_id)
                if row["id"] is not None:
                    self._fetched[row["id"], row["starts"]] = FetchedRun(**row)
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
                metrics.count_unstarted_end("postgres", row["event"], row["tenant"], "expired")
            elif row["wait"] == 0:
                await asyncio.sleep(_CHOOSE_AGAIN)
            elif self._notifications == seen:
                self._ring_after(row["wait"])
                return None
            # Else the library would forget a notification that arrived during the fetch.
        return None

    async def _admit_arrivals(self) -> None:
        for _ in range(_ADMISSIONS_PER_FETCH):
            if not self._has_arrivals:
                return
            self._has_arrivals = False
            (row,) = await self.query("SELECT cgk_jobs.admit(%(most)s) AS admitted", most=_ADMITTED_AT_ONCE)
            self._has_arrivals = self._has_arrivals or row["admitted"] == _ADMITTED_AT_ONCE

    async def _set_weight(self, tenant: str, known: float) -> None:
        """Store a tenant's weight if the application has another one now; it applies from the next turn on."""
        if self._tenant_weight is None or not tenant:
            return
        weight = weight_of(self._tenant_weight, tenant)
        if weight != known:
            await self.query(_SET_WEIGHT, tenant=tenant, weight=weight)

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: ARG002  the library's
        """Store the outcome of a start, unless another worker has taken the run over."""
        run = self._fetched[key_of(job)]
        # Without an outcome, the worker was stopped before the handler was called.
        outcome = self.outcomes.pop(key_of(job), Outcome("released", seconds=0))
        try:
            (row,) = await self.query(
                FINISH, id=run.id, worker=job.worker_id, starts=run.starts, losses=run.losses, **outcome.arguments()
            )
        finally:
            # Not earlier: the run would look like one that this worker does not know.
            del self._fetched[key_of(job)]
        if not row["accepted"]:
            _logger.warning(
                "[%s] Run run_%d was taken over by another worker, because this one was silent for too long; "
                "its outcome here (%s) is dropped", COMPONENT, run.id, outcome.status,
            )  # fmt: skip
            return
        if outcome.seconds is not None:
            self._ring_after(outcome.seconds, or_earlier=True)
        if outcome.then is not None:
            await outcome.then()

    def waiting_jobs(self) -> list[metrics.Waiting]:
        """Return the events with due jobs that have not started, as of the last look."""
        return self._waiting

    async def look_at_waiting_runs(self) -> None:
        """Read which jobs wait, for the metrics, and report events that lack a handler in all workers."""
        self._waiting = [metrics.Waiting(**row) for row in await self.query(_WAITING)]
        for event in {one.event for one in self._waiting if one.unhandled} - self._reported:
            self._reported.add(event)
            _logger.warning('[%s] Jobs of "%s" wait for a worker that has a handler for it', COMPONENT, event)

    async def release_unknown(self, worker_id: int) -> None:
        """Release the runs that this worker has started without knowing, because a response was lost."""
        while True:
            (clock,) = await self.query("SELECT clock_timestamp() AS now")
            if self._is_fetching:
                return
            # What started before that time is known by now, however late the next statement is run.
            ids, starts = [run.id for run in self._fetched.values()], [run.starts for run in self._fetched.values()]
            (row,) = await self.query(_RELEASE_UNKNOWN, worker=worker_id, before=clock["now"], ids=ids, starts=starts)
            if row["run"] is None:
                return
            _logger.warning("[%s] Released run_%d: the response that started it was lost", COMPONENT, row["run"])

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:  # noqa: ARG002  the library's
        """Keep the rows of silent workers; the runs they hold are released first."""
        return []

    async def register_worker(self) -> int:
        """Register this worker and return its id."""
        (row,) = await self.query("SELECT * FROM cgk_jobs.procrastinate_register_worker_v1()")
        return int(row["worker_id"])

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
        queues: Iterable[str] | None = None,  # noqa: ARG002  the library's
    ) -> None:
        """Wake the worker when runs arrive or may start, and abort canceled ones."""
        self._notify = on_notification
        while True:
            try:
                async with await connect(self._address) as connection:
                    await connection.execute(f"LISTEN {_CHANNEL}".encode())
                    self._has_arrivals = True
                    self._notifications += 1
                    await self._ring()
                    while True:
                        async for notice in connection.notifies(timeout=_LISTEN_SECONDS):
                            await self._heed(notice.payload)
                        await connection.execute("SELECT 1")
            except Error as error:
                _logger.warning("[%s] Listening again: %s", COMPONENT, first_line(error))
                await asyncio.sleep(1.0)

    async def _heed(self, text: str) -> None:
        """Act on a notification; any role of the database can send one, so it is only a reason to look."""
        self._notifications += 1
        if "abort_job_requested" not in text:
            self._has_arrivals = self._has_arrivals or text == _ARRIVED
            await self._ring()
            return
        running = [run.id for run in self._fetched.values()]
        for row in await self.query(_CANCELED, ids=running) if running else ():
            await self._pass_on({"type": "abort_job_requested", "job_id": row["id"]})

    def close(self) -> None:
        """Cancel the timer."""
        if self._alarm is not None:
            self._alarm.cancel()

    def _ring_after(self, seconds: float | None, *, or_earlier: bool = False) -> None:
        """Wake the worker when the next delayed run is due, or a limit has room again."""
        loop = asyncio.get_running_loop()
        due = math.inf if seconds is None else loop.time() + min(max(seconds, 0.0), _LONGEST_ALARM) + _ALARM_MARGIN
        if or_earlier and self._alarm is not None and loop.time() < self._alarm.when() < due:
            return
        self.close()
        if due < math.inf:
            self._alarm = loop.call_at(due, self._alarmed)

    def _alarmed(self) -> None:
        self._has_arrivals = True
        self._notifications += 1
        self._ringing = asyncio.get_running_loop().create_task(self._ring())

    async def _ring(self) -> None:
        await self._pass_on({"type": "job_inserted", "job_id": -1})

    async def _pass_on(self, notification: Notification) -> None:
        if self._notify is not None:
            await self._notify(channel=_CHANNEL, notification=notification)

    async def _repeat(self, call: Callable[[], Awaitable[T]]) -> T:
        pause = _FIRST_PAUSE
        while True:
            try:
                return await call()
            except exceptions.ConnectorException as error:
                if not _is_temporary(error) or self._give_up():
                    raise
                _logger.warning("[%s] The database cannot be reached, trying again: %s", COMPONENT, _reason(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


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
