"""Upkeep of a worker and of the queue: heartbeats, runs of dead workers, expired runs, old rows, and metrics."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from procrastinate.exceptions import ConnectorException

from cgk_runtime._internal import metrics
from cgk_runtime.providers.postgres.connections import first_line
from cgk_runtime.providers.postgres.settings import COMPONENT

if TYPE_CHECKING:
    from procrastinate.worker import Worker

    from cgk_runtime.providers.postgres.manager import QueueManager

CLEAN_EVERY: Final = 60.0
"""Seconds between two cleanups."""
_BEAT: Final = "UPDATE cgk_jobs.procrastinate_workers SET last_heartbeat = now() WHERE id = %(id)s RETURNING id"
_WAITING: Final = """
SELECT event, extract(epoch FROM clock_timestamp() - min(due_at))::float8 AS oldest_seconds,
    count(*) FILTER (WHERE lacks_handler) AS unhandled
FROM (
    (SELECT id, false AS lacks_handler FROM cgk_jobs.procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT 10000)
    UNION ALL (SELECT run_id, false FROM cgk_jobs.arrival WHERE due_at <= now() ORDER BY due_at LIMIT 10000)
    UNION ALL (SELECT run_id, true FROM cgk_jobs.arrival WHERE lacks_handler AND due_at > now() LIMIT 10000)
) AS waiting JOIN cgk_jobs.run USING (id) GROUP BY event
"""
"""Query for the age of the oldest waiting run of each event; it reads at most 10,000 rows of each kind."""

_logger: Final = logging.getLogger("cgk_runtime.providers.postgres")


class Upkeep:
    """Periodic upkeep by one worker, which continues while a stopped worker finishes its runs.

    Args:
        worker: The worker.
        manager: Queue manager that executes the statements.
        heartbeat: Seconds between two heartbeats; a worker that misses three is dead.
        keep_days: Days for which ended runs are kept.

    Attributes:
        name: Name of the provider, for metrics.
    """

    name = "postgres"

    def __init__(self, worker: Worker, manager: QueueManager, heartbeat: float, keep_days: float) -> None:
        self._worker = worker
        self._manager = manager
        self._heartbeat = heartbeat
        self._keep_seconds = keep_days * 24 * 3600
        self._last_beat_at = self._beating_since = -math.inf
        self._waiting: list[metrics.WaitingJobs] = []
        self._reported_events: set[str] = set()
        metrics.waiting_sources.add(self)

    def start(self) -> list[asyncio.Task[None]]:
        """Start the upkeep and return its tasks, which run until they are canceled."""
        # Two tasks: a long cleanup must not look like a dead worker.
        loop = asyncio.get_running_loop()
        repeated = ((self._beat, self._heartbeat), (self._clean, CLEAN_EVERY))
        return [loop.create_task(self._repeat(call, seconds)) for call, seconds in repeated]

    def waiting_jobs(self) -> list[metrics.WaitingJobs]:
        """Return the events with due jobs that have not started, as of the last cleanup."""
        return self._waiting

    async def _repeat(self, call: Callable[[], Awaitable[None]], seconds: float) -> None:
        while True:
            is_registered = self._worker.worker_id is not None
            if is_registered:
                try:
                    await call()
                except ConnectorException as error:
                    _logger.warning("[%s] Upkeep failed: %s", COMPONENT, first_line(error.__cause__ or error))
                except Exception:
                    _logger.exception("[%s] Upkeep failed", COMPONENT)
            await asyncio.sleep(seconds if is_registered else 0.1)

    async def _beat(self) -> None:
        updated = await self._manager.query(_BEAT, id=self._worker.worker_id)
        now = time.monotonic()
        if now - self._last_beat_at > 2 * self._heartbeat:
            self._beating_since = now
        self._last_beat_at = now
        if not updated and self._worker.worker_id is not None:
            # Another worker has removed this one, which was silent for a day.
            self._worker.worker_id = await self._manager.register_worker()
        # After an outage of the database, all workers have been silent. The living ones need time for a heartbeat.
        dead_after = 3 * self._heartbeat
        silence_seconds = dead_after if now - self._beating_since >= dead_after else None
        while self._worker.worker_id is not None:
            run = await self._manager.take_back(self._worker.worker_id, silence_seconds)
            if run is None:
                break
            if run["status"] == "failed":
                metrics.count_run_end(self.name, run["event"], run["tenant"], "failed", "WorkerLostError")
        for run in await self._manager.query("SELECT * FROM cgk_jobs.maintain()"):
            metrics.count_run_end(self.name, run["event"], run["tenant"], "expired")

    async def _clean(self) -> None:
        clean = "SELECT cgk_jobs.clean(%(seconds)s) AS has_more"
        while (await self._manager.query(clean, seconds=self._keep_seconds))[0]["has_more"]:
            pass
        self._waiting = [metrics.WaitingJobs(**row) for row in await self._manager.query(_WAITING)]
        for event in {jobs.event for jobs in self._waiting if jobs.unhandled} - self._reported_events:
            self._reported_events.add(event)
            _logger.warning('[%s] Jobs of "%s" wait for a worker that has a handler for it', COMPONENT, event)
