"""The bounds and clocks of the local provider."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cgk_runtime.providers.local.reports import log_report
from cgk_runtime.providers.local.timers import Timers

if TYPE_CHECKING:
    from cgk_runtime.providers.local.job_log import JobLog
    from cgk_runtime.providers.local.reports import Report

LOG_VARIABLE: Final = "JOBS_LOCAL_LOG"


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """How much the local provider holds, and how it tells the time.

    Attributes:
        concurrency: How many runs at a time.
        max_waiting: How many runs may wait, delayed ones included; one more is `QueueFullError`.
        history: How many ended runs are kept to be asked about.
        drain_seconds: How long closing lets runs finish.
        timers: Where delays wait; a test brings its own.
        clock: Seconds since 1970.
        keep_unhandled: Whether a job whose event has no handler stays queued instead of failing; for tests.
        report: Told of every attempt and run that has ended; logs failures unless another is given.
        log: Where every job that is taken is written, or None.
    """

    concurrency: int = 10
    max_waiting: int = 100_000
    history: int = 1_000
    drain_seconds: float = 10.0
    timers: Timers = field(default_factory=Timers)
    clock: Callable[[], float] = time.time
    keep_unhandled: bool = False
    report: Report = log_report
    log: JobLog | None = None
