"""OpenTelemetry metrics of sends and runs, if the application uses its metrics API.

Names follow the semantic conventions for messaging (opentelemetry.io, "Messaging metrics") if they have one; the others
start with `cgk.job.`.
"""

from __future__ import annotations

import os
import sys
import time
import weakref
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from opentelemetry.metrics import CallbackOptions, Observation

TENANT_VARIABLE: Final = "JOBS_METRICS_TENANT"
"""Environment variable that adds the tenant to every measurement; each tenant then makes series of its own."""

Outcome = Literal["completed", "failed", "retried", "cancelled", "suspended"]
Attributes = dict[str, str]


class Waiting(NamedTuple):
    """Waiting jobs of one event.

    Attributes:
        event: The event's name.
        seconds: For how long the oldest one has been due.
        unhandled: Number of jobs that wait for a worker with their handler.
    """

    event: str
    seconds: float
    unhandled: int = 0


class WaitingSource(Protocol):
    """Provider, or part of one, that knows which jobs wait."""

    name: str

    def waiting_jobs(self) -> Iterable[Waiting]:
        """Return the events with due jobs that have not started; called from any thread."""
        ...


waiting_sources: Final[weakref.WeakSet[WaitingSource]] = weakref.WeakSet()
"""Sources of this process that the gauges read."""


class Instruments:
    """Instruments of one process."""

    def __init__(self) -> None:
        from opentelemetry import metrics

        meter = metrics.get_meter("cgk_jobs")
        meter.create_observable_gauge("cgk.job.oldest.age", [_observe_ages], "s", "Time the oldest due job has waited")
        meter.create_observable_gauge("cgk.job.unhandled", [_observe_unhandled], "{job}", "Jobs without a handler")
        self.sent = meter.create_counter("messaging.client.sent.messages", "{message}", "Jobs that were sent")
        self.send_duration = meter.create_histogram("messaging.client.operation.duration", "s", "Duration of sends")
        self.started = meter.create_counter("messaging.client.consumed.messages", "{message}", "Calls of handlers")
        self.ended = meter.create_counter("cgk.job.ended", "{job}", "Runs that completed, failed or were canceled")
        self.retried = meter.create_counter("cgk.job.retried", "{attempt}", "Failed attempts that are tried again")
        self.waited = meter.create_histogram("cgk.job.wait.duration", "s", "Time between due and started")
        self.duration = meter.create_histogram("messaging.process.duration", "s", "Duration of attempts")


instruments: Final = cache(Instruments)
"""Returns the instruments, which the first call creates."""


def is_active() -> bool:
    """Return whether the application has loaded OpenTelemetry's metrics API."""
    return "opentelemetry.metrics" in sys.modules


def has_tenant() -> bool:
    """Return whether measurements carry the tenant."""
    return os.environ.get(TENANT_VARIABLE, "").strip() not in {"", "0", "false"}


def attributes(system: str, event: str, operation: Literal["send", "process"], tenant_id: str | None) -> Attributes:
    """Return the attributes of a measurement.

    Args:
        system: The provider's name, or an empty text if it is unknown.
        event: The event's name.
        operation: What is measured.
        tenant_id: The tenant, which is left out unless the application asks for it.
    """
    found = {"messaging.operation.name": operation, "messaging.destination.name": event}
    if system:
        found["messaging.system"] = system
    if tenant_id is not None and has_tenant():
        found["cgk.tenant_id"] = tenant_id
    return found


def _observe_ages(_options: CallbackOptions) -> Iterable[Observation]:
    return [_observation(source, one, one.seconds) for source in list(waiting_sources) for one in source.waiting_jobs()]


def _observe_unhandled(_options: CallbackOptions) -> Iterable[Observation]:
    found = ((source, one) for source in list(waiting_sources) for one in source.waiting_jobs())
    return [_observation(source, one, one.unhandled) for source, one in found if one.unhandled]


def _observation(source: WaitingSource, waiting: Waiting, value: float) -> Observation:
    from opentelemetry.metrics import Observation

    return Observation(value, attributes(source.name, waiting.event, "process", None))


def count_sent(to: Attributes, error: BaseException | None = None, *, seconds: float | None = None) -> None:
    """Count a job that was sent, or that the provider refused.

    Args:
        to: Attributes of the send.
        error: The refusal, or None.
        seconds: How long the send took, or None for a job of a batch.
    """
    marked = to if error is None else {**to, "error.type": type(error).__name__}
    instruments().sent.add(1, marked)
    if seconds is not None:
        instruments().send_duration.record(seconds, marked)


@contextmanager
def measured_send(to: Attributes) -> Generator[None]:
    """Measure one send."""
    begun = time.perf_counter()
    try:
        yield
    except BaseException as error:
        count_sent(to, error, seconds=time.perf_counter() - begun)
        raise
    count_sent(to, seconds=time.perf_counter() - begun)


def count_started(of: Attributes, waiting_since: float | None) -> None:
    """Count a started attempt.

    Args:
        of: Attributes of the attempt.
        waiting_since: Time at which it could have started, in seconds since 1970, or None if it is unknown.
    """
    instruments().started.add(1, of)
    if waiting_since is not None:
        instruments().waited.record(max(0.0, time.time() - waiting_since), of)


def count_ended(of: Attributes, outcome: Outcome, error: BaseException | None, seconds: float) -> None:
    """Count an attempt that has ended; a handler that continues after a step has not.

    Args:
        of: Attributes of the attempt.
        outcome: How it ended.
        error: The handler's error, or None.
        seconds: How long it took.
    """
    if outcome == "suspended":
        return
    to = instruments()
    marked = {**of, "cgk.outcome": outcome}
    if error is not None:
        marked["error.type"] = type(error).__name__
    to.duration.record(seconds, marked)
    if outcome == "retried":
        to.retried.add(1, marked)
    elif outcome != "cancelled":  # the run may go back to the queue; the provider knows, and counts its end
        to.ended.add(1, marked)


def count_run_end(
    system: str,
    event: str,
    tenant_id: str | None,
    outcome: str,
    error_type: str | None = None,
) -> None:
    """Count a run that its handler did not end, if the application collects metrics.

    Args:
        system: The provider's name.
        event: The event's name.
        tenant_id: The run's tenant.
        outcome: How it ended: "cancelled", "expired", "failed" or "timed_out".
        error_type: The kind of its error, or None.
    """
    if is_active():
        marked = {**attributes(system, event, "process", tenant_id), "cgk.outcome": outcome}
        instruments().ended.add(1, marked if error_type is None else {**marked, "error.type": error_type})
