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
"""Environment variable that adds the tenant to every measurement; each tenant then has its own time series."""

Outcome = Literal["completed", "failed", "retried", "cancelled", "suspended"]
Attributes = dict[str, str]


class WaitingJobs(NamedTuple):
    """Waiting jobs of one event.

    Attributes:
        event: The event's name.
        oldest_seconds: How long the oldest job has been due.
        unhandled: Number of jobs without a worker that has their handler.
    """

    event: str
    oldest_seconds: float
    unhandled: int = 0


class WaitingSource(Protocol):
    """Provider, or part of one, that knows which jobs wait."""

    name: str

    def waiting_jobs(self) -> Iterable[WaitingJobs]:
        """Return the events with due jobs that have not started; called from any thread."""
        ...


waiting_sources: Final[weakref.WeakSet[WaitingSource]] = weakref.WeakSet()
"""Sources that this process's gauges read."""


class Instruments:
    """OpenTelemetry instruments of this process."""

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
"""Returns the instruments; the first call creates them."""


def is_active() -> bool:
    """Return whether the application has loaded OpenTelemetry's metrics API."""
    return "opentelemetry.metrics" in sys.modules


def includes_tenant() -> bool:
    """Return whether measurements carry the tenant."""
    return os.environ.get(TENANT_VARIABLE, "").strip() not in {"", "0", "false"}


def measurement_attributes(
    system: str, event: str, operation: Literal["send", "process"], tenant_id: str | None
) -> Attributes:
    """Return the attributes of a measurement.

    Args:
        system: The provider's name, or an empty text if it is unknown.
        event: The event's name.
        operation: What is measured.
        tenant_id: The tenant, which is left out unless `JOBS_METRICS_TENANT` is set.
    """
    values = {"messaging.operation.name": operation, "messaging.destination.name": event}
    if system:
        values["messaging.system"] = system
    if tenant_id is not None and includes_tenant():
        values["cgk.tenant_id"] = tenant_id
    return values


def _observe_ages(_options: CallbackOptions) -> Iterable[Observation]:
    return [_observation(source, jobs, jobs.oldest_seconds) for source, jobs in _waiting_jobs()]


def _observe_unhandled(_options: CallbackOptions) -> Iterable[Observation]:
    return [_observation(source, jobs, jobs.unhandled) for source, jobs in _waiting_jobs() if jobs.unhandled]


def _waiting_jobs() -> Iterable[tuple[WaitingSource, WaitingJobs]]:
    return [(source, jobs) for source in list(waiting_sources) for jobs in source.waiting_jobs()]


def _observation(source: WaitingSource, jobs: WaitingJobs, value: float) -> Observation:
    from opentelemetry.metrics import Observation

    return Observation(value, measurement_attributes(source.name, jobs.event, "process", None))


def count_sent(attributes: Attributes, error: BaseException | None = None, *, seconds: float | None = None) -> None:
    """Count a job that was sent, or that the provider refused.

    Args:
        attributes: Attributes of the send.
        error: The provider's error, or None.
        seconds: How long the send took, or None for a job of a batch.
    """
    if error is not None:
        attributes = {**attributes, "error.type": type(error).__name__}
    instruments().sent.add(1, attributes)
    if seconds is not None:
        instruments().send_duration.record(seconds, attributes)


@contextmanager
def measured_send(attributes: Attributes) -> Generator[None]:
    """Measure one send."""
    started_at = time.perf_counter()
    try:
        yield
    except BaseException as error:
        count_sent(attributes, error, seconds=time.perf_counter() - started_at)
        raise
    count_sent(attributes, seconds=time.perf_counter() - started_at)


def count_started(attributes: Attributes, waiting_since: float | None) -> None:
    """Count a started attempt.

    Args:
        attributes: Attributes of the attempt.
        waiting_since: When the attempt became due, in seconds since 1970, or None if it is unknown.
    """
    instruments().started.add(1, attributes)
    if waiting_since is not None:
        instruments().waited.record(max(0.0, time.time() - waiting_since), attributes)


def count_ended(attributes: Attributes, outcome: Outcome, error: BaseException | None, seconds: float) -> None:
    """Count an ended attempt; one that is suspended at a step continues later and is not counted.

    Args:
        attributes: Attributes of the attempt.
        outcome: How it ended.
        error: The handler's error, or None.
        seconds: How long it took.
    """
    if outcome == "suspended":
        return
    attributes = {**attributes, "cgk.outcome": outcome}
    if error is not None:
        attributes["error.type"] = type(error).__name__
    instruments().duration.record(seconds, attributes)
    if outcome == "retried":
        instruments().retried.add(1, attributes)
    elif outcome != "cancelled":  # the run may return to the queue, so the provider counts its end
        instruments().ended.add(1, attributes)


def count_run_end(system: str, event: str, tenant_id: str | None, outcome: str, error_type: str | None = None) -> None:
    """Count a run that ended without its handler, if the application collects metrics.

    Args:
        system: The provider's name.
        event: The event's name.
        tenant_id: The run's tenant.
        outcome: How it ended: "cancelled", "expired", "failed" or "timed_out".
        error_type: The name of its error's class, or None.
    """
    if is_active():
        attributes = {**measurement_attributes(system, event, "process", tenant_id), "cgk.outcome": outcome}
        if error_type is not None:
            attributes["error.type"] = error_type
        instruments().ended.add(1, attributes)
