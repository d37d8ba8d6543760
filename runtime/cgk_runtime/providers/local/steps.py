"""The steps of a local run: what they gave is kept in memory, and the handler is called anew after each."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from cgk_runtime.client.provider import FINAL_STATUSES
from cgk_runtime.errors import AbortTask
from cgk_runtime.execution.retries import is_permanent
from cgk_runtime.tasks.steps.driver import AttemptFailed, Simple, StepFailedError, StepInterrupt

if TYPE_CHECKING:
    from cgk_runtime.providers.local.listeners import Listeners
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.providers.local.timers import Timer
    from cgk_runtime.tasks.task import TaskDefinition


@dataclass(frozen=True, slots=True)
class Memo:
    """What a step gave, or how it failed for good.

    Attributes:
        value: JSON values.
        error: Type and text, or None where it did not fail.
    """

    value: Any = None
    error: tuple[str, str] | None = None


class StepHost(Protocol):
    """What steps need of the engine."""

    listeners: Listeners

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def after(self, seconds: float, action: Callable[[], object]) -> Timer:
        """Do something later."""
        ...

    def resume(self, run: LocalRun) -> None:
        """Call a run's handler anew."""
        ...

    def start_child(self, parent: LocalRun, task: TaskDefinition, document: bytes) -> LocalRun:
        """Run one handler for a job of its own."""
        ...


class Pause(StepInterrupt):
    """The handler is called anew later; `begin` arranges that, once its call has ended."""

    def __init__(self, begin: Callable[[], None]) -> None:
        super().__init__()
        self.begin = begin


class LocalSteps:
    """Does the steps of one call of a handler.

    Args:
        run: The run.
        host: The engine.
    """

    def __init__(self, run: LocalRun, host: StepHost) -> None:
        if run.memos is None:
            run.memos = {}
        self._run = run
        self._memos = run.memos
        self._host = host

    async def run(self, step_id: str, function: Callable[[], Awaitable[Any]]) -> Any:
        """Give what is remembered, or call the function and remember what it gives."""
        if step_id in self._memos:
            return self._remembered(step_id)
        try:
            value = await function()
        except AbortTask as error:
            raise AttemptFailed(error) from error
        except Exception as error:
            if self._run.attempt < self._run.max_attempts and not is_permanent(error):
                raise AttemptFailed(error) from error
            self._memos[step_id] = Memo(error=(type(error).__name__, str(error)))
        else:
            self._memos[step_id] = Memo(value)
        raise Pause(lambda: self._host.resume(self._run))

    async def sleep(self, step_id: str, duration: float) -> None:
        """Go on later; the run takes no place until then."""
        if step_id not in self._memos:
            raise Pause(lambda: self._wake_after(duration, step_id, Memo()))

    async def sleep_until(self, step_id: str, instant: datetime) -> None:
        """Go on at an instant; the run takes no place until then."""
        await self.sleep(step_id, instant.timestamp() - self._host.now)

    async def wait_for_event(
        self,
        step_id: str,
        event: str,
        where: Mapping[str, Simple],
        timeout: float,  # noqa: ASYNC109  given by the protocol
    ) -> Mapping[str, Any] | None:
        """Wait for the tenant's next event with these values."""
        if step_id in self._memos:
            found: Mapping[str, Any] | None = self._remembered(step_id)
            return found
        run, host = self._run, self._host

        def begin() -> None:
            fields = {**where, "tenantId": run.message.tenant_id}
            listener = host.listeners.add(event, fields, lambda payload: self._go_on(step_id, Memo(payload)))
            run.parked = lambda: host.listeners.remove(listener)
            self._wake_after(timeout, step_id, Memo())

        raise Pause(begin)

    async def invoke(self, step_id: str, task: TaskDefinition, document: bytes, timeout: float | None) -> Any:  # noqa: ASYNC109
        """Run another handler; this run takes no place meanwhile."""
        if step_id in self._memos:
            return self._remembered(step_id)

        def begin() -> None:
            child = self._host.start_child(self._run, task, document)
            child.on_end = lambda: self._go_on(step_id, _outcome(child))
            self._run.parked = lambda: setattr(child, "on_end", None)
            if child.status in FINAL_STATUSES:
                child.on_end()
            elif timeout is not None:
                late = Memo(error=("WaitTimeoutError", f"{task.name} had not ended after {timeout:g} s"))
                self._wake_after(timeout, step_id, late)

        raise Pause(begin)

    def _remembered(self, step_id: str) -> Any:
        memo = self._memos[step_id]
        if memo.error is not None:
            raise StepFailedError(step_id, *memo.error)
        return memo.value

    def _wake_after(self, seconds: float, step_id: str, memo: Memo) -> None:
        self._run.timer = self._host.after(max(0.0, seconds), lambda: self._go_on(step_id, memo))

    def _go_on(self, step_id: str, memo: Memo) -> None:
        self._memos[step_id] = memo
        self._host.resume(self._run)


def _outcome(child: LocalRun) -> Memo:
    if child.status == "completed":
        return Memo(json.loads(child.output or b"null"))
    error = child.error
    return Memo(error=(error.type, error.message) if error else (child.status, "its run has no result"))
