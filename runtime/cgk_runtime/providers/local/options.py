"""Options of the local provider."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgk_runtime.execution.timers import Timers
from cgk_runtime.providers.local.reporting import log_failure

if TYPE_CHECKING:
    from cgk_runtime.providers.local.job_log import JobLog
    from cgk_runtime.providers.local.observer import RunObserver
    from cgk_runtime.providers.local.reporting import Reporter


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """Limits and clocks of the local provider.

    Attributes:
        concurrency: Maximum number of concurrent runs.
        max_waiting: Maximum number of waiting runs, delayed ones included; one more raises `QueueFullError`.
        history: Number of ended runs to keep for status queries.
        drain_seconds: Seconds for runs to finish after `close`.
        timers: Timers of delays; a test passes its own.
        clock: Function that returns the seconds since 1970.
        keep_unhandled: Whether a job without a handler stays queued instead of failing; for tests.
        report: Function to call when an attempt fails or a run ends; logs failures by default.
        log: Log of every accepted job, or None.
        observer: Observer of runs, or None.
    """

    concurrency: int = 10
    max_waiting: int = 100_000
    history: int = 1_000
    drain_seconds: float = 10.0
    timers: Timers = field(default_factory=Timers)
    clock: Callable[[], float] = time.time
    keep_unhandled: bool = False
    report: Reporter = log_failure
    log: JobLog | None = None
    observer: RunObserver | None = None
