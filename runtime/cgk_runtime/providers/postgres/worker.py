"""Worker: runs the handlers and schedules of this process for the jobs in PostgreSQL."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.job_context import AbortReason
from procrastinate.worker import Worker
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool

from cgk_runtime._internal import metrics
from cgk_runtime._internal.plurals import pluralize
from cgk_runtime._internal.stopping import stop_task, wait_or_stop
from cgk_runtime.errors import ConfigurationError, ProviderError
from cgk_runtime.execution.scheduler import Scheduler
from cgk_runtime.providers.postgres.attempts import Attempts
from cgk_runtime.providers.postgres.connections import connect, is_pooled, translated_errors
from cgk_runtime.providers.postgres.manager import TASK_NAME, QueueManager, key_of
from cgk_runtime.providers.postgres.migrate import find_pending
from cgk_runtime.providers.postgres.outcomes import Outcome
from cgk_runtime.providers.postgres.registration import register
from cgk_runtime.providers.postgres.settings import COMPONENT, SCHEMA
from cgk_runtime.providers.postgres.upkeep import Upkeep
from cgk_runtime.schedules.due_times import next_runs

if TYPE_CHECKING:
    from cgk_runtime.catalog import ScheduleDefinition
    from cgk_runtime.providers.postgres.settings import PostgresSettings
    from cgk_runtime.providers.worker import WorkerOptions
    from cgk_runtime.sdk import Sdk

_logger: Final = logging.getLogger("cgk_runtime.providers.postgres")
_DEFAULT_CONCURRENCY: Final = 10
_NEVER: Final = 1e9
"""Interval in seconds of the library's heartbeat, which `Upkeep` replaces."""
_SEND_SCHEDULE: Final = "SELECT cgk_jobs.send_schedule(%(name)s, %(task)s, %(due)s)"
_MAX_CONNECTIONS: Final = 20
_POOL_SECONDS: Final = 5.0
"""Seconds to wait for a connection, before the reason is logged and the statement tried again."""
_LAST_SECONDS: Final = 10.0
"""Seconds for storing outcomes after the worker was canceled."""
_MAX_MISSED_AGE: Final = timedelta(minutes=10)
"""Longest age of a missed due time that a starting worker still fires."""


class PostgresWorker:
    """Worker of one process.

    Args:
        sdk: Handlers and schedules.
        settings: The database.
        options: The progress callback, and the maximum number of concurrent runs, 10 by default.
        heartbeat: Seconds between two heartbeats; after three missed ones, other workers take over the runs.
        poll: Seconds between two reads of the queue without a notification.
    """

    def __init__(
        self,
        sdk: Sdk,
        settings: PostgresSettings,
        options: WorkerOptions,
        *,
        heartbeat: float = 10.0,
        poll: float = 5.0,
    ) -> None:
        self._sdk = sdk
        self._settings = settings
        self._concurrency = options.concurrency or _DEFAULT_CONCURRENCY
        self._report = options.report
        self._heartbeat = heartbeat
        self._poll = poll
        self._canceled_at: float | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Run jobs until `stop` is set, then return once the running ones have ended.

        If the call is canceled, the running ones go back to the queue, and the interrupted attempts do not count.

        Raises:
            ConfigurationError: The database has no queue, or one of another version, or the address is a pooler's.
            ConnectionFailedError: The database cannot be reached.
            NotSupportedError: A handler has a constraint that this provider does not honor.
        """
        await self._check_queue()
        engine_logger = logging.getLogger("procrastinate")
        if engine_logger.level == logging.NOTSET:
            # Procrastinate logs two lines for every run, without event and tenant.
            engine_logger.setLevel(logging.WARNING)
        connector = PsycopgConnector()
        manager = QueueManager(connector, self._settings.address, self._has_given_up, self._sdk.registry.tenant_weight)
        scheduler = Scheduler(self._sdk.runner, self._sdk, dispatch=partial(_send_schedule, manager))
        attempts = Attempts(self._sdk, scheduler, manager)
        app = App(connector=connector)
        app.job_manager = manager

        @app.task(name=TASK_NAME, pass_context=True)
        async def run(context: JobContext) -> None:
            await self._run_one(context, manager, attempts)

        async with self._create_pool() as pool, app.open_async(pool):
            await register(self._sdk.registry, manager)
            await self._sdk.runner.resources.open()
            worker = Worker(
                app,
                name="cgk",
                concurrency=self._concurrency,
                fetch_job_polling_interval=self._poll,
                delete_jobs="always",
                install_signal_handlers=False,
                update_heartbeat_interval=_NEVER,
            )
            upkeep = Upkeep(worker, manager, self._heartbeat, self._settings.keep_days)
            upkeep_tasks = upkeep.start()
            try:
                async with scheduler:
                    await _fire_missed(scheduler, manager)
                    events = pluralize(len(self._sdk.registry.events), "event")
                    schedules = pluralize(len(scheduler.active_schedules), "active schedule")
                    self._report(f"ready: handlers for {events}, {schedules}, up to {self._concurrency} runs at a time")
                    await self._run_until(worker, stop, attempts)
            finally:
                manager.wakeups.close()
                await asyncio.gather(*map(stop_task, upkeep_tasks))

    async def _run_until(self, worker: Worker, stop: asyncio.Event, attempts: Attempts) -> None:
        worker_task: asyncio.Task[None] = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]  # lacks annotations
        try:
            await wait_or_stop(worker_task, stop)
            worker.stop()  # type: ignore[no-untyped-call]  # lacks annotations
            await asyncio.shield(worker_task)
            if not stop.is_set():
                raise ProviderError("The worker stopped unexpectedly; the log names the reason", component=COMPONENT)
        except asyncio.CancelledError:
            self._canceled_at = time.monotonic()
            worker.stop()  # type: ignore[no-untyped-call]  # lacks annotations
            while not worker_task.done():
                # Repeated for runs that have started since, and for an application that ignores a cancellation.
                attempts.cancel()
                await asyncio.wait({worker_task}, timeout=_LAST_SECONDS)
            raise

    def _has_given_up(self) -> bool:
        """Return whether the worker must end even if the database cannot be reached."""
        return self._canceled_at is not None and time.monotonic() - self._canceled_at > _LAST_SECONDS

    async def _check_queue(self) -> None:
        def find_missing() -> list[str]:
            with psycopg.connect(self._settings.address, autocommit=True, connect_timeout=10) as connection:
                return list(find_pending(connection))

        with translated_errors():
            missing = await asyncio.to_thread(find_missing)
            async with await connect(self._settings.address) as connection:
                is_pooler = await is_pooled(connection)
        if is_pooler:
            raise ConfigurationError(
                "JOBS_DATABASE_URL is the address of a pooler such as PgBouncer, and the notifications that wake a "
                "worker may not pass through it; use the address of PostgreSQL itself",
                component=COMPONENT,
            )
        if missing:
            raise ConfigurationError(
                f"The database's queue lacks {', '.join(missing)}; run `cgk db migrate`", component=COMPONENT
            )

    def _create_pool(self) -> AsyncConnectionPool[Any]:
        options = str(conninfo_to_dict(self._settings.address).get("options") or "")
        return AsyncConnectionPool(
            self._settings.address,
            min_size=1,
            max_size=min(self._concurrency + 2, _MAX_CONNECTIONS),
            kwargs={"autocommit": True, "options": f"{options} -csearch_path={SCHEMA}".strip()},
            open=False,
            timeout=_POOL_SECONDS,
            # The pool gives up after this time, and the next statement connects at once. In a long outage, the pool
            # would try ever more rarely, and workers that are back earlier would take over the runs of this one.
            reconnect_timeout=_POOL_SECONDS,
        )

    async def _run_one(self, context: JobContext, manager: QueueManager, attempts: Attempts) -> None:
        key = key_of(context.job)
        run = manager.fetched[key]
        if self._canceled_at is not None:
            # The run was fetched while the worker stopped; without an outcome, it goes back to the queue.
            raise asyncio.CancelledError
        try:
            with attempts.cancellable():
                manager.outcomes[key] = await attempts.run(run, context.job.worker_id)
        except asyncio.CancelledError:
            is_canceled = context.abort_reason() is AbortReason.USER_REQUEST
            if is_canceled:
                metrics.count_run_end("postgres", run.event, run.tenant, "cancelled")
            manager.outcomes[key] = Outcome("cancelled") if is_canceled else Outcome("released", seconds=0)
            raise


async def _fire_missed(scheduler: Scheduler, manager: QueueManager) -> None:
    """Fire the schedules that were due shortly before this worker started, unless another worker has fired them."""
    now = datetime.now(UTC)
    for schedule in scheduler.active_schedules:
        missed = list(takewhile(lambda due: due <= now, next_runs(schedule, now - _MAX_MISSED_AGE)))
        if missed:
            await _send_schedule(manager, schedule, missed[-1])


async def _send_schedule(manager: QueueManager, schedule: ScheduleDefinition, due: datetime) -> None:
    await manager.query(_SEND_SCHEDULE, name=schedule.name, task=schedule.task_id, due=due.astimezone(UTC))
