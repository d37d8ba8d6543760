"""Protocol of providers that run handlers in a worker process, and the signals that stop it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from cgk_runtime._internal.stopping import stop_task, wait_or_stop

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_RELEASE_SECONDS: Final = 20.0
"""Seconds between two cancellations of a provider that is still releasing its jobs."""
_CLOSE_SECONDS: Final = 5.0
"""Seconds for closing the resources of handlers that were interrupted."""
_logger: Final = logging.getLogger("cgk_runtime")


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """Options of a worker.

    Attributes:
        report: Progress callback; receives one line.
        concurrency: Maximum number of concurrent runs; by default the provider decides.
        grace_seconds: How long running handlers may continue after the first signal; by default until they finish.
    """

    report: Callable[[str], None]
    concurrency: int | None = None
    grace_seconds: float | None = None


@runtime_checkable
class WorkerProvider(Protocol):
    """Protocol of providers whose handlers run in `cgk worker`."""

    async def work(self, sdk: Sdk, options: WorkerOptions, stop: asyncio.Event) -> None:
        """Run handlers and schedules until `stop` is set, then return once the running ones have finished.

        The call is canceled when the grace period ends; unfinished jobs are then left for another worker. The caller
        closes the resources of handlers and the client.

        Args:
            sdk: The `Sdk` whose handlers and schedules run; `sdk.client` sends through this provider.
            options: The concurrency, and the callback for progress.
            stop: Event that is set at the first SIGINT or SIGTERM.

        Raises:
            JobsError: The worker cannot run.
        """
        ...


async def run_worker(provider: WorkerProvider, sdk: Sdk, options: WorkerOptions) -> bool:
    """Run a provider's worker until SIGINT or SIGTERM; a second signal has its original effect.

    Args:
        provider: The provider of `sdk.client`.
        sdk: The `Sdk` whose handlers and schedules run.
        options: The concurrency, the grace period, and the callback for progress.

    Returns:
        True if the worker has ended, or False if the grace period ended first; handlers' threads may then still run.

    Raises:
        JobsError: The worker cannot run.
    """
    stop = asyncio.Event()
    worker_task = asyncio.get_running_loop().create_task(provider.work(sdk, options, stop))
    try:
        with call_on_first_signal(lambda: _announce_stop(stop, options)):
            await wait_or_stop(worker_task, stop)
            # If `stop` is not set, the worker has already ended by itself, and there is nothing to wait for.
            await asyncio.wait({worker_task}, timeout=options.grace_seconds)
            if worker_task.done():
                worker_task.result()
                return True
            options.report(f"{options.grace_seconds:g} s are over; unfinished jobs are left for another worker")
            return False
    finally:
        # Handlers may still run here: the grace period is over, or a second Ctrl-C has canceled this call.
        await stop_task(worker_task, every=_RELEASE_SECONDS)
        await _close_resources(sdk, _CLOSE_SECONDS if worker_task.cancelled() else None)
        await sdk.reset_job_client()


async def _close_resources(sdk: Sdk, seconds: float | None) -> None:
    """Close the handlers' resources. `seconds` limits the wait, because interrupted handlers may still use them."""
    closing = asyncio.get_running_loop().create_task(sdk.runner.resources.close())
    await asyncio.wait({closing}, timeout=seconds)
    if seconds is None:
        closing.result()
    elif not closing.done() or closing.exception() is not None:
        _logger.error("[Worker] The resources of interrupted handlers could not be closed")


def _announce_stop(stop: asyncio.Event, options: WorkerOptions) -> None:
    stop.set()
    options.report("stopping once running handlers have finished; a second signal stops the worker at once")


@contextlib.contextmanager
def call_on_first_signal(stop: Callable[[], None]) -> Generator[None]:
    """Call `stop` at the first SIGINT or SIGTERM within the block; a second signal has its original effect.

    Args:
        stop: Called on the running event loop.
    """
    loop = asyncio.get_running_loop()
    previous = {number: signal.getsignal(number) for number in _SIGNALS}

    def restore() -> None:
        for number in _SIGNALS:
            signal.signal(number, previous[number])

    def on_signal(_number: int, _frame: object) -> None:
        restore()
        loop.call_soon_threadsafe(stop)

    # While the loop has a handler of its own, every signal ends its wait, even one that comes just before the wait.
    with contextlib.suppress(NotImplementedError):  # on Windows, a running loop always does this
        loop.add_signal_handler(signal.SIGTERM, lambda: None)
    for number in _SIGNALS:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGTERM)
        restore()
