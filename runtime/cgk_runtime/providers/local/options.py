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
        concurrency: How many runs at a time.
        max_waiting: How many runs may wait, delayed ones included; one more raises `QueueFullError`.
        history: How many ended runs are kept for status queries.
        drain_seconds: How long `close` lets runs finish.
        timers: Timers of delays; a test passes its own.
        clock: Seconds since 1970.
        keep_unhandled: True keeps a job without a handler queued instead of failing it; for tests.
        report: Called when an attempt fails or a run ends; logs failures by default.
        log: Log of every accepted job, or None.
        observer: Receives every change of runs, or None.
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
