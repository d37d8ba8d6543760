"""Who runs attempts: a bounded number of them at a time, each in a task and a context of its own."""

from __future__ import annotations

import asyncio
import contextvars
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Final, NoReturn, Protocol

from cgk_runtime.errors import NoHandlerError
from cgk_runtime.providers.local.computing import Computing, ComputingHost
from cgk_runtime.providers.local.queue import ReadyQueue
from cgk_runtime.providers.local.rules import tell_failure
from cgk_runtime.tasks.steps.driver import AttemptFailed, StepInterrupt

if TYPE_CHECKING:
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.providers.local.steps import Pause

_in_handler: ContextVar[bool] = ContextVar("cgk_local_in_handler", default=False)
_context_of_handlers: Final = contextvars.Context()
"""Every attempt runs in a copy of this one, which has nothing of any sender or other run."""
_context_of_handlers.run(_in_handler.set, True)


def is_in_handler() -> bool:
    """Say whether this code is part of a run."""
    return _in_handler.get()


class WorkerHost(ComputingHost, Protocol):
    """What is told of attempts: where runs stand, and what follows."""

    def begins(self, run: LocalRun) -> None:
        """An attempt begins."""
        ...

    def completed(self, run: LocalRun) -> None:
        """The handler has returned, `run.output` has what."""
        ...

    def failed(self, run: LocalRun, error: BaseException) -> None:
        """The attempt has failed."""
        ...

    def stopped(self, run: LocalRun) -> None:
        """The attempt was stopped because somebody wanted the run's end."""
        ...

    def paused(self, run: LocalRun, pause: Pause) -> None:
        """The handler took a step: it is called anew later. Its place is given back already."""
        ...

    def interrupted(self, run: LocalRun) -> None:
        """The event loop ends under the attempt, which does not count."""
        ...


class Workers:
    """Starts the runs that are ready, as many at a time as may be; to be used on the event loop it is bound to.

    Attributes:
        ready: The runs that wait for a place.
        running: How many places are taken.
    """

    def __init__(self, runner: TaskRunner, concurrency: int, host: WorkerHost) -> None:
        self._runner = runner
        self._concurrency = concurrency
        self._host = host
        self._loop: asyncio.AbstractEventLoop | None = None
        self._idle_waiters: list[asyncio.Future[None]] = []
        self.ready = ReadyQueue()
        self.running = 0

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Start runs on this loop from now on, or none."""
        self._loop = loop

    def put(self, run: LocalRun, now: float) -> None:
        """Start a run as soon as there is a place."""
        self.ready.put(run, now)
        if self.running < self._concurrency:
            self.start_ready()

    def start_ready(self) -> None:
        """Start runs while there are places."""
        loop = self._loop
        while loop is not None and self.running < self._concurrency:
            run = self.ready.take()
            if run is None:
                return
            self.running += 1
            self._host.begins(run)
            run.running = loop.create_task(self._attempt(run), context=_context_of_handlers.copy())

    def take_place(self) -> None:
        """Go on with what gave its place back; there may be one more than the bound for a while."""
        self.running += 1

    def give_back_place(self) -> None:
        """Let another run start."""
        self.running -= 1
        self.start_ready()
        if self.running == 0 and self._idle_waiters:
            for waiter in self._idle_waiters:
                if not waiter.done():
                    waiter.set_result(None)
            self._idle_waiters.clear()

    def release(self, run: LocalRun) -> None:
        """End a run's attempt and give its place back."""
        run.running = None
        if run.places:
            self.ready.done(run)
        self.give_back_place()

    def stop(self, run: LocalRun) -> None:
        """End a run's attempt; the host hears of it once it has ended."""
        if run.running is not None:
            run.running.cancel()
            run.running.add_done_callback(partial(self._end_unbegun, run))

    def tell_failure(self, run: LocalRun) -> None:
        """Call a task's `on_failure`, which takes a place meanwhile."""
        if run.task is not None and run.task.rules.on_failure is not None and self._loop is not None:
            self.take_place()
            tell_failure(self._loop, self._runner, run, self.give_back_place)

    def idle(self) -> asyncio.Future[None]:
        """Give a future that is done once nothing runs."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.running:
            self._idle_waiters.append(waiter)
        else:
            waiter.set_result(None)
        return waiter

    async def _attempt(self, run: LocalRun) -> None:
        host, pause = self._host, None
        try:
            task = run.task or self._refuse(run)
            if task.max_duration is None:
                run.output = await self._runner.run_here(task, run.message.payload, run)
            else:
                with Computing(run, task.max_duration, host):
                    run.output = await self._runner.run_here(task, run.message.payload, run)
        except asyncio.CancelledError as error:
            this = asyncio.current_task()
            if run.cancelled:
                host.stopped(run)
            elif this is not None and this.cancelling():
                host.interrupted(run)
            else:
                host.failed(run, error)
        except KeyboardInterrupt:
            host.interrupted(run)
            raise
        except StepInterrupt as interrupt:
            pause = self._pause(run, interrupt)
        except BaseException as error:  # noqa: BLE001  whatever a handler raises is its run's failure
            host.failed(run, error)
        else:
            host.completed(run)
        finally:
            self.release(run)
        if pause is not None:
            host.paused(run, pause)

    def _pause(self, run: LocalRun, interrupt: StepInterrupt) -> Pause | None:
        from cgk_runtime.providers.local.steps import Pause

        if run.cancelled:
            self._host.stopped(run)
        elif isinstance(interrupt, AttemptFailed):
            self._host.failed(run, interrupt.error)
        return interrupt if isinstance(interrupt, Pause) and not run.is_final else None

    def _end_unbegun(self, run: LocalRun, _task: object) -> None:
        """An attempt that is cancelled before its first step never comes to its own ending."""
        if run.running is not None and not run.is_final:
            self._host.stopped(run)
            self.release(run)

    def _refuse(self, run: LocalRun) -> NoReturn:
        events = self._runner.registry.events
        known = f"registered are {', '.join(events)}" if events else "none is registered"
        raise NoHandlerError(
            f'No handler for "{run.message.event.name}" in this process: {known}. Import the module with its '
            "@task, or start `cgk dev`"
        )
