"""Steps of a run, stored in PostgreSQL: any worker can call the handler again, and finished steps are not repeated."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cgk_runtime.client.provider import CATALOG_VERSION
from cgk_runtime.errors import AbortTask, JobsError, error_text
from cgk_runtime.execution.retries import is_permanent
from cgk_runtime.providers.postgres.outcomes import Outcome
from cgk_runtime.tasks.steps.driver import AttemptFailed, JsonScalar, StepFailedError, StepInterrupt

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.providers.postgres.manager import QueueManager
    from cgk_runtime.providers.postgres.outcomes import FetchedRun
    from cgk_runtime.tasks.definition import TaskDefinition

_LOAD: Final = "SELECT name, output, error_type, error_message FROM cgk_jobs.step WHERE run_id = %(run)s"
_SAVE: Final = """
WITH held AS (
    SELECT id FROM cgk_jobs.procrastinate_jobs
    WHERE id = %(run)s AND status = 'doing' AND worker_id = %(worker)s AND attempts = %(starts)s FOR UPDATE
), saved AS (
    INSERT INTO cgk_jobs.step SELECT id, %(name)s, %(output)s, %(error_type)s, %(error_message)s FROM held
    ON CONFLICT DO NOTHING
)
UPDATE cgk_jobs.run SET attempt = 0 FROM held WHERE run.id = held.id RETURNING run.id
"""
"""Statement that stores a step and resets the number of attempts for the next one, if this worker still has the run."""


class TakenOverError(JobsError):
    """Another worker has taken a run over, because this one was silent for too long."""

    component = "Step"


class Suspend(StepInterrupt):
    """Interrupt that ends a call of the handler at a step that has no result yet.

    Args:
        outcome: The outcome to store.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class _StepResult(NamedTuple):
    output: str | None
    error_type: str | None
    error_message: str | None


@dataclass(slots=True)
class PostgresSteps:
    """Step driver of one start of a run.

    Attributes:
        manager: Queue manager that executes the statements.
        fetched_run: The run.
        worker_id: The worker that has fetched it.
        max_attempts: The maximum number of attempts of each step.
        catalog: The catalog of this process.
        attempt: The number of the current attempt; 1 again after a step.
    """

    manager: QueueManager
    fetched_run: FetchedRun
    worker_id: int | None
    max_attempts: int
    catalog: Catalog
    attempt: int
    _results: dict[str, _StepResult] | None = None

    async def run(self, step_id: str, function: Callable[[], Awaitable[Any]]) -> Any:
        """Return the recorded value of a step; without one, call the function and record its value."""
        recorded = await self._find_result(step_id)
        if recorded is None:
            recorded = await self._call(function)
            await self._save(step_id, recorded)
        return _value(step_id, recorded)

    async def sleep(self, step_id: str, duration: float) -> None:
        """Suspend the run for some seconds; it occupies no worker meanwhile."""
        if await self._find_result(step_id) is None:
            raise Suspend(Outcome("suspended", attempt=0, seconds=max(0.0, duration), step=step_id))

    async def sleep_until(self, step_id: str, instant: datetime) -> None:
        """Suspend the run until an instant; it occupies no worker meanwhile."""
        await self.sleep(step_id, (instant - datetime.now(UTC)).total_seconds())

    async def wait_for_event(
        self,
        step_id: str,
        event: str,
        where: Mapping[str, JsonScalar],
        timeout: float,  # noqa: ASYNC109  required by the protocol
    ) -> Mapping[str, Any] | None:
        """Return the payload of the tenant's next event with these values, or None after the timeout."""
        recorded = await self._find_result(step_id)
        if recorded is None:
            definition = self.catalog.event(event)
            # The SQL function `send` accepts a payload of another tenant.
            fields = {**where, definition.tenant_field: self.fetched_run.tenant}
            awaited = {"names": definition.all_names, "fields": fields}
            raise Suspend(Outcome("suspended", attempt=0, seconds=timeout, step=step_id, awaited_event=awaited))
        payload: Mapping[str, Any] | None = _value(step_id, recorded)
        return payload

    async def invoke(self, step_id: str, task: TaskDefinition, document: bytes, timeout: float | None) -> Any:  # noqa: ASYNC109
        """Run another task and return its result; this run occupies no worker meanwhile."""
        recorded = await self._find_result(step_id)
        if recorded is None:
            invoked = {
                "event": task.event.name,
                "task": task.name,
                "payload": document.decode(),
                "headers": {**(self.fetched_run.headers or {}), CATALOG_VERSION: self.catalog.version},
            }
            raise Suspend(Outcome("suspended", attempt=0, seconds=timeout, step=step_id, invoked_run=invoked))
        return _value(step_id, recorded)

    async def _call(self, function: Callable[[], Awaitable[Any]]) -> _StepResult:
        try:
            return _StepResult(json.dumps(await function(), ensure_ascii=False), None, None)
        except Exception as error:
            if isinstance(error, AbortTask) or (self.attempt < self.max_attempts and not is_permanent(error)):
                raise AttemptFailed(error) from error
            return _StepResult(None, type(error).__name__, error_text(error).replace("\0", "\\0"))

    async def _find_result(self, step_id: str) -> _StepResult | None:
        if self._results is None:
            rows = await self.manager.query(_LOAD, run=self.fetched_run.id)
            self._results = {row.pop("name"): _StepResult(**row) for row in rows}
        return self._results.get(step_id)

    async def _save(self, step_id: str, result: _StepResult) -> None:
        rows = await self.manager.query(
            _SAVE, run=self.fetched_run.id, worker=self.worker_id, starts=self.fetched_run.starts, name=step_id,
            **result._asdict(),
        )  # fmt: skip
        if not rows:
            raise TakenOverError(f'"{step_id}" was not stored: another worker has taken run_{self.fetched_run.id} over')
        self.attempt = 1


def _value(step_id: str, recorded: _StepResult) -> Any:
    if recorded.error_type is not None:
        raise StepFailedError(step_id, recorded.error_type, recorded.error_message or "")
    return json.loads(recorded.output or "null")
