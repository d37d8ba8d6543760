"""Steps of a local run: results are kept in memory, and the handler is called again after each step."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cgk_runtime.errors import AbortTask, error_text
from cgk_runtime.execution.retries import is_permanent
from cgk_runtime.tasks.steps.driver import AttemptFailed, JsonScalar, StepFailedError, StepInterrupt

if TYPE_CHECKING:
    from cgk_runtime.execution.timers import Timers
    from cgk_runtime.providers.local.listeners import Listeners
    from cgk_runtime.providers.local.observer import RunObserver
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.tasks.definition import TaskDefinition


@dataclass(frozen=True, slots=True)
class StepResult:
    """Result of a step.

    Attributes:
        value: A JSON value.
        error: Type and message of the step's last error, or None if it succeeded.
    """

    value: Any = None
    error: tuple[str, str] | None = None


class Suspend(StepInterrupt):
    """Interrupt that ends a call of the handler at a step that has no result yet.

    Attributes:
        wait: Function that starts waiting for the result; called after the handler's call has ended.
    """

    def __init__(self, wait: Callable[[], None]) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True, slots=True)
class StepServices:
    """Parts of the engine that steps use.

    Attributes:
        clock: Function that returns the seconds since 1970.
        timers: Timers of sleeps and timeouts.
        listeners: Listeners for events.
        start_run: Function that starts a run of another task with a payload, on behalf of a run.
        resume: Function that calls the handler of a suspended run again.
        observer: Observer of steps, or None.
    """

    clock: Callable[[], float]
    timers: Timers
    listeners: Listeners
    start_run: Callable[[LocalRun, TaskDefinition, bytes], LocalRun]
    resume: Callable[[LocalRun], None]
    observer: RunObserver | None = None


class LocalSteps:
    """Step driver of one run.

    Args:
        run: The run.
        services: Parts of the engine that steps use.
    """

    def __init__(self, run: LocalRun, services: StepServices) -> None:
        self._run = run
        self._services = services
        self._results: dict[str, StepResult] = {}
        self._began: dict[str, float] = {}

    async def run(self, step_id: str, function: Callable[[], Awaitable[Any]]) -> Any:
        """Return the step's recorded value, or call the function and record its value."""
        if step_id in self._results:
            return self._recorded_value(step_id)
        self._began[step_id] = self._services.clock()
        try:
            result = StepResult(await function())
        except Exception as error:
            failure = (type(error).__name__, error_text(error))
            is_last = self._run.attempt >= self._run.max_attempts or is_permanent(error)
            if isinstance(error, AbortTask) or not is_last:
                self._report_end(step_id, failure)
                raise AttemptFailed(error) from error
            result = StepResult(error=failure)
        raise Suspend(lambda: self._finish(step_id, result))

    async def sleep(self, step_id: str, duration: float) -> None:
        """Suspend the run for some seconds; it holds no worker meanwhile."""
        self._value_or_suspend(step_id, lambda: self._finish_after(duration, step_id, StepResult()))

    async def sleep_until(self, step_id: str, instant: datetime) -> None:
        """Suspend the run until an instant; it holds no worker meanwhile."""
        await self.sleep(step_id, instant.timestamp() - self._services.clock())

    async def wait_for_event(
        self,
        step_id: str,
        event: str,
        where: Mapping[str, JsonScalar],
        timeout: float,  # noqa: ASYNC109  required by the protocol
    ) -> Mapping[str, Any] | None:
        """Return the payload of the tenant's next event with these values, or None after the timeout."""

        def wait() -> None:
            fields = {**where, self._run.message.event.tenant_field: self._run.message.tenant_id}
            listeners = self._services.listeners
            listener = listeners.add(event, fields, lambda payload: self._finish(step_id, StepResult(payload)))
            self._run.cancel_wait = lambda: listeners.remove(listener)
            self._finish_after(timeout, step_id, StepResult())

        payload: Mapping[str, Any] | None = self._value_or_suspend(step_id, wait)
        return payload

    async def invoke(self, step_id: str, task: TaskDefinition, document: bytes, timeout: float | None) -> Any:  # noqa: ASYNC109
        """Run another task and return its result; this run holds no worker meanwhile."""

        def wait() -> None:
            invoked = self._services.start_run(self._run, task, document)
            invoked.on_end = lambda: self._finish(step_id, _result_of(invoked))
            self._run.cancel_wait = lambda: setattr(invoked, "on_end", None)
            if invoked.is_final:
                invoked.on_end()
            elif timeout is not None:
                error = ("WaitTimeoutError", f"{task.name} did not end within {timeout:g} s")
                self._finish_after(timeout, step_id, StepResult(error=error))

        return self._value_or_suspend(step_id, wait)

    def _value_or_suspend(self, step_id: str, wait: Callable[[], None]) -> Any:
        """Return the recorded result of a step; without one, suspend the run and start waiting for it."""
        if step_id in self._results:
            return self._recorded_value(step_id)
        self._began[step_id] = self._services.clock()
        raise Suspend(wait)

    def _recorded_value(self, step_id: str) -> Any:
        result = self._results[step_id]
        if result.error is not None:
            raise StepFailedError(step_id, *result.error)
        return deepcopy(result.value)  # as if it had been stored: the handler may change its copy

    def _finish_after(self, seconds: float, step_id: str, result: StepResult) -> None:
        self._run.timer = self._services.timers.after(max(0.0, seconds), lambda: self._finish(step_id, result))

    def _finish(self, step_id: str, result: StepResult) -> None:
        self._results[step_id] = result
        self._report_end(step_id, result.error)
        self._services.resume(self._run)

    def _report_end(self, step_id: str, error: tuple[str, str] | None) -> None:
        if self._services.observer is not None:
            self._services.observer.step_ended(self._run, step_id, self._began[step_id], error)


def _result_of(run: LocalRun) -> StepResult:
    if run.status == "completed":
        return StepResult(json.loads(run.output or b"null"))
    error = run.error
    return StepResult(error=(error.type, error.message) if error else (run.status, "its run has no result"))
