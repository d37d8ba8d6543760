"""Every error a job can meet, under one root, `JobsError`.

Texts begin with the part that speaks, such as `[JobClient] `, and say what happened, to which job or field, and what to
do. No error's text or attributes hold a payload's values or a secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

_ErrorT = TypeVar("_ErrorT", bound="JobsError")


class JobsError(Exception):
    """Any failure of this package.

    Args:
        text: What happened and what to do.
        speaker: The part that speaks; the text is prefixed with it.

    Example:
        >>> str(JobsError("no connection", speaker="TriggerDevProvider"))
        '[TriggerDevProvider] no connection'
    """

    speaker = "JobClient"

    def __init__(self, text: str, *, speaker: str | None = None) -> None:
        super().__init__(f"[{speaker or self.speaker}] {text}")

    def __reduce__(self) -> tuple[object, ...]:
        """Let errors travel between processes, whatever their constructors take."""
        return _restored, (type(self), self.args), dict(vars(self))


def _restored(error_type: type[_ErrorT], args: tuple[object, ...]) -> _ErrorT:
    error = error_type.__new__(error_type)
    error.args = args
    return error


class ConfigurationError(JobsError):
    """The environment names a provider that does not exist, or a setting is missing or wrong."""


class NotConfiguredError(ConfigurationError):
    """Nothing says which provider to use."""

    def __init__(self) -> None:
        super().__init__(
            "Not configured - set TRIGGER_SECRET_KEY\n"
            "  Trigger.dev: TRIGGER_SECRET_KEY=tr_dev_...\n"
            "  Inngest:     INNGEST_EVENT_KEY=... and INNGEST_SIGNING_KEY=...\n"
            "  in this process, for development only: JOBS_PROVIDER=local\n"
            "The environment and .env.local are read; `cgk setup:jobs` writes them."
        )


class UnknownEventError(JobsError):
    """The catalog has no event of this name.

    Attributes:
        event: The name asked for.
        nearest: The catalog's name that resembles it most, if any does.
    """

    def __init__(self, event: object, nearest: str | None) -> None:
        hint = f'; did you mean "{nearest}"?' if nearest else "; add it to events.yaml and run `make generate`"
        super().__init__(f'Unknown event "{event}"{hint}')
        self.event = event
        self.nearest = nearest


class UnknownScheduleError(JobsError):
    """The catalog has no schedule of this name."""

    def __init__(self, schedule: object, nearest: str | None) -> None:
        hint = f'; did you mean "{nearest}"?' if nearest else "; add it to events.yaml and run `make generate`"
        super().__init__(f'Unknown schedule "{schedule}"{hint}')
        self.schedule = schedule
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with a payload.

    Attributes:
        field: Where it is, with the wire's names: `items[2].price`.
        problem: What is wrong with it; never the value.
    """

    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"


class InvalidPayloadError(JobsError):
    """A payload does not satisfy its event's model; nothing was sent, or the run failed without a retry.

    Attributes:
        event: The event's name.
        problems: Everything that is wrong, not only the first.
    """

    speaker = "JobProvider"

    def __init__(self, event: str, problems: Sequence[FieldProblem], text: str | None = None) -> None:
        lines = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(text or f'Event "{event}" has a payload that is not valid:{lines}')
        self.event = event
        self.problems = tuple(problems)


class MissingTenantError(InvalidPayloadError):
    """A payload has no tenantId: it is absent, empty, blank or not a string."""

    def __init__(self, event: str) -> None:
        problem = FieldProblem("tenantId", "every payload carries its tenant's id, a string that is not blank")
        super().__init__(event, (problem,), f'Event "{event}" requires tenantId in payload')


class PayloadTooLargeError(JobsError):
    """A payload is larger than the provider takes."""

    speaker = "JobProvider"

    def __init__(self, event: str, size: int, limit: int, largest_field: str) -> None:
        super().__init__(
            f'Event "{event}" has a payload of {size} bytes, the provider takes {limit}; its largest field is '
            f"{largest_field}. Store large data elsewhere and send its address"
        )
        self.event = event
        self.size = size
        self.limit = limit


class TenantError(JobsError):
    """Something would have run without its tenant, or with another one."""

    speaker = "Tenant"


class InvalidTenantError(TenantError):
    """A tenant id does not have the catalog's form."""

    def __init__(self, tenant_id: object, pattern: str) -> None:
        shown = repr(tenant_id) if isinstance(tenant_id, str) else f"a {type(tenant_id).__name__}"
        super().__init__(f"{shown} is not a tenant id; it must match {pattern}")


class NoTenantError(TenantError):
    """The current tenant was asked for outside any tenant's context."""

    def __init__(self, text: str | None = None) -> None:
        super().__init__(
            text or "No tenant here: enter one by `with with_tenant(tenant_id):`; handlers run in their payload's"
        )


class CrossTenantError(TenantError):
    """A job for one tenant was about to be sent in the context of another."""

    def __init__(self, event: str, current: str, wanted: str) -> None:
        super().__init__(
            f'Event "{event}" for tenant "{wanted}" was sent in the context of tenant "{current}"; '
            "if that is meant, say cross_tenant=True"
        )
        self.event = event


class InvalidOptionError(JobsError):
    """An option of a send is unknown or has a value that makes no sense."""


class NotSupportedError(JobsError):
    """The provider cannot do what was asked; nothing was sent."""


class ProviderError(JobsError):
    """The provider answered with an error, or not at all.

    Attributes:
        status: The HTTP status, or None where there was no answer.
    """

    def __init__(self, text: str, *, speaker: str, status: int | None = None) -> None:
        super().__init__(text, speaker=speaker)
        self.status = status


class QueueFullError(JobsError):
    """The local provider holds as many waiting jobs as it may."""

    speaker = "LocalProvider"

    def __init__(self, event: str, bound: int) -> None:
        super().__init__(f'The queue is full: {bound} jobs are waiting, "{event}" was not taken')
        self.bound = bound


class ClosedError(JobsError):
    """The client or provider was closed and takes no more jobs."""


class HandlerDefinitionError(JobsError):
    """A function cannot be the handler it was declared to be."""

    speaker = "Task"


class ResultError(JobsError):
    """A handler or a step gave what JSON cannot hold; it is not tried again, for it would do so again."""

    speaker = "Task"


class NoHandlerError(JobsError):
    """A job arrived for which no handler is registered in this process."""

    speaker = "LocalProvider"


class RunNotFoundError(JobsError):
    """The provider knows no run of this id (any more)."""

    def __init__(self, run_id: str, *, speaker: str) -> None:
        super().__init__(f'Run "{run_id}" is not known (any more)', speaker=speaker)
        self.run_id = run_id


class RunFailedError(JobsError):
    """A run that was waited for has failed.

    Attributes:
        run_id: The run's id.
        event: The event's name, or None where the provider does not say.
        status: How it ended: "failed", "cancelled", "expired" or "timed_out".
        error_type: The handler's exception, such as "ValueError", where there was one.
        attempts: How often it was tried.
    """

    def __init__(
        self,
        run_id: str,
        event: str | None,
        status: str,
        *,
        speaker: str,
        error_type: str | None = None,
        error_message: str | None = None,
        attempts: int = 0,
    ) -> None:
        reason = ": ".join(part for part in (error_type, error_message) if part)
        tried = f" after {attempts} attempt{'s' if attempts != 1 else ''}" if attempts else ""
        named = f' of "{event}"' if event else ""
        super().__init__(f'Run "{run_id}"{named} {status}{tried}{": " + reason if reason else ""}', speaker=speaker)
        self.run_id = run_id
        self.event = event
        self.status = status
        self.error_type = error_type
        self.error_message = error_message
        self.attempts = attempts


class WaitTimeoutError(JobsError, TimeoutError):
    """A run had not ended when the time to wait for it was over; it goes on."""

    def __init__(self, run_id: str, seconds: float, *, speaker: str) -> None:
        super().__init__(f'Run "{run_id}" had not ended after {seconds:g} s; it goes on', speaker=speaker)
        self.run_id = run_id


class RunningLoopError(JobsError):
    """A synchronous twin was called inside a running event loop, which it would block."""

    def __init__(self, function: str) -> None:
        super().__init__(
            f"{function}_sync was called inside a running event loop, which it would block; use `await {function}(...)`"
        )


class AbortTask(Exception):  # noqa: N818  a handler's decision, not a fault
    """Raised by a handler: this run has failed for good, no retry will help.

    Example:
        raise AbortTask("the order was deleted")
    """


class RetryAfter(Exception):  # noqa: N818  a handler's decision, not a fault
    """Raised by a handler: try again, but not before `seconds` have passed; it counts as an attempt.

    Args:
        seconds: How long to wait, at least 0.
        reason: Said where runs are listed.

    Example:
        raise RetryAfter(30, "the shop's API is at its limit")
    """

    def __init__(self, seconds: float, reason: str = "") -> None:
        if seconds < 0:
            raise ValueError(f"seconds must not be negative, it is {seconds}")
        super().__init__(reason or f"asked to be retried after {seconds:g} s")
        self.seconds = seconds
