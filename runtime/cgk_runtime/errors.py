"""All errors of the package, below one base class, `JobsError`.

An error's text starts with the component that raises it, such as `[JobClient]`, and describes what happened, to which
job or field, and how to fix it. Its text and attributes contain the tenant and names of fields, but no other part of a
payload and no secret of the settings. An error of a run also contains the text of the handler's exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

_ErrorT = TypeVar("_ErrorT", bound="JobsError")

LONGEST_SECONDS: Final = 100 * 365 * 24 * 3600
"""The longest duration of an option or a wait: 100 years, which every provider and clock can represent."""

_MAX_PROBLEMS: Final = 100
"""Largest number of problems that an error reports; a payload may have a problem in each of its keys."""
_MAX_LINE: Final = 1000
"""Longest line of an error about a payload, in characters; its field names may be longer."""


class JobsError(Exception):
    """Base class of all errors.

    Args:
        detail: What happened and how to fix it.
        component: The component that raises it; that of the class by default.

    Attributes:
        component: The component that raised it.
        detail: The text without the component's prefix.

    Example:
        >>> str(JobsError("no connection", component="TriggerDevProvider"))
        '[TriggerDevProvider] no connection'
    """

    component = "JobClient"

    def __init__(self, detail: str, *, component: str | None = None) -> None:
        if component is not None:
            self.component = component
        self.detail = detail
        super().__init__(f"[{self.component}] {detail}")

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the error without its constructor, whose arguments differ between the classes."""
        return _restore, (type(self), self.args), dict(vars(self))


def _restore(error_type: type[_ErrorT], args: tuple[object, ...]) -> _ErrorT:
    error = error_type.__new__(error_type)
    error.args = args
    return error


def error_text(error: BaseException) -> str:
    """Return the text of any exception, even if its `str()` fails; lone surrogates are escaped."""
    try:
        text = str(error)
    except BaseException as failure:  # noqa: BLE001  an application's __str__ may raise anything, also SystemExit
        return f"(no text: its str() raised {type(failure).__name__})"
    return text.encode("utf-8", "backslashreplace").decode()


class ConfigurationError(JobsError):
    """The environment names an unknown provider, or a setting is missing or invalid."""


class NotConfiguredError(ConfigurationError):
    """No provider is configured."""

    def __init__(self, variable: str = "TRIGGER_SECRET_KEY") -> None:
        super().__init__(
            f"Not configured - set {variable}\n"
            "  Trigger.dev: TRIGGER_SECRET_KEY=tr_dev_...\n"
            "  Inngest:     INNGEST_EVENT_KEY=... and INNGEST_SIGNING_KEY=...\n"
            "  PostgreSQL:  JOBS_PROVIDER=postgres and JOBS_DATABASE_URL=postgresql://...\n"
            "  in this process, for development only: JOBS_PROVIDER=local; in `cgk dev`: JOBS_PROVIDER=dev\n"
            "The environment and .env.local are read; `cgk setup:jobs` writes them."
        )


class MissingSettingError(ConfigurationError):
    """A required setting is missing.

    Attributes:
        name: The variable.
    """

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(detail)
        self.name = name


class UnknownEventError(JobsError, KeyError):
    """The catalog has no event of this name. It is also a KeyError, because `jobs` is a mapping.

    Attributes:
        event: The requested name.
        nearest: The most similar name in the catalog, or None.
    """

    def __init__(self, event: object, nearest: str | None) -> None:
        super().__init__(f'Unknown event "{event}"{_suggestion(nearest)}')
        self.event = event
        self.nearest = nearest

    def __str__(self) -> str:
        """Return the text; a KeyError would quote it."""
        return str(self.args[0])


class UnknownScheduleError(JobsError):
    """The catalog has no schedule of this name.

    Attributes:
        schedule: The requested name.
        nearest: The most similar name in the catalog, or None.
    """

    def __init__(self, schedule: object, nearest: str | None) -> None:
        super().__init__(f'Unknown schedule "{schedule}"{_suggestion(nearest)}')
        self.schedule = schedule
        self.nearest = nearest


def _suggestion(nearest: str | None) -> str:
    return f'; did you mean "{nearest}"?' if nearest else "; add it to events.yaml and run `cgk-codegen generate`"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One problem of a payload.

    Attributes:
        field: The path of the field with wire names, such as `items[2].price`.
        problem: The reason; it never contains the value.
    """

    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"


def _shorten(line: str) -> str:
    return line if len(line) <= _MAX_LINE else f"{line[:_MAX_LINE]}..."


class InvalidPayloadError(JobsError):
    """A payload does not match its event's schema; it was not sent, or its run failed without a retry.

    Attributes:
        event: The event's name.
        problems: The first hundred problems of the payload.
        omitted: Number of further problems.
    """

    component = "JobProvider"

    def __init__(self, event: str, problems: Sequence[FieldProblem], detail: str | None = None) -> None:
        self.event = event
        self.problems = tuple(problems[:_MAX_PROBLEMS])
        self.omitted = len(problems) - len(self.problems)
        lines = [f"\n  {_shorten(str(problem))}" for problem in self.problems]
        if self.omitted:
            lines.append(f"\n  and {self.omitted} more")
        super().__init__(detail or f'Event "{event}" has an invalid payload:{"".join(lines)}')


class MissingTenantError(InvalidPayloadError):
    """The payload's tenant field, tenantId by default, is absent, empty, blank or not a string."""

    def __init__(self, event: str, field: str = "tenantId") -> None:
        problem = FieldProblem(field, "every payload needs its tenant's id, a string that is not blank")
        super().__init__(event, (problem,), f'Event "{event}" requires {field} in payload')


class PayloadTooLargeError(JobsError):
    """A payload exceeds the provider's size limit.

    Attributes:
        event: The event's name.
        size: The payload's size in bytes.
        limit: The provider's limit in bytes.
    """

    component = "JobProvider"

    def __init__(self, event: str, size: int, limit: int, largest_field: str) -> None:
        super().__init__(
            f'Event "{event}" has a payload of {size} bytes; the provider accepts {limit}. Its largest field is '
            f"{largest_field}. Store large data elsewhere and send its address"
        )
        self.event = event
        self.size = size
        self.limit = limit


class TenantError(JobsError):
    """Base class of errors about a missing, invalid or wrong tenant."""

    component = "Tenant"


class InvalidTenantError(TenantError):
    """A tenant id does not match the catalog's pattern."""

    def __init__(self, tenant_id: object, pattern: str) -> None:
        shown = repr(tenant_id) if isinstance(tenant_id, str) else f"a {type(tenant_id).__name__}"
        super().__init__(f"{shown} is not a tenant id; it must match {pattern}")


class NoTenantError(TenantError):
    """The current tenant was requested outside the context of any tenant."""

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            detail
            or "No current tenant: enter one with `with with_tenant(tenant_id):`; handlers run in their payload's "
            "tenant"
        )


class ScopeInGeneratorError(TenantError):
    """A generator entered `with_tenant` or `platform_scope`; its consumer would run in that scope as well.

    Args:
        generator: The name of the generator function.
    """

    def __init__(self, generator: str) -> None:
        super().__init__(
            f"The generator {generator} cannot enter with_tenant or platform_scope, because its consumer would be in "
            "that scope too; decorate the generator with @with_tenant(tenant_id), or enter the scope in a function "
            "that the generator calls; a context manager needs @contextmanager"
        )
        self.generator = generator


class CrossTenantError(TenantError):
    """A job for one tenant was sent in the context of another one.

    Attributes:
        event: The event's name.
    """

    def __init__(
        self, event: str, current: str, requested: str, advice: str = "if this is intended, pass cross_tenant=True"
    ) -> None:
        super().__init__(
            f'Event "{event}" for tenant "{requested}" was sent in the context of tenant "{current}"; {advice}'
        )
        self.event = event


class InvalidOptionError(JobsError):
    """An option of a send or of a wait is unknown or has an invalid value."""


class NotSupportedError(JobsError):
    """The provider does not support the request, option or declaration.

    Nothing was sent, except by `trigger_and_wait` for an event with several handlers.
    """


class ProviderError(JobsError):
    """The provider responded with an error, or did not respond.

    Attributes:
        status: The HTTP status, or None without a response.
    """

    def __init__(self, detail: str, *, component: str, status: int | None = None) -> None:
        super().__init__(detail, component=component)
        self.status = status


class ApiError(ProviderError):
    """A provider's API responded with an error, or did not respond.

    Attributes:
        status: The HTTP status, or None without a response.
        request_id: The request's id for the provider's support, or None.
        body: The body of an error response, without secrets; else empty.
        attempts: The number of attempts.
        was_retried: True if there was more than one attempt.

    Example:
        try:
            await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
        except RateLimitError as error:
            print(error.retry_after, error.request_id, error.was_retried)
    """

    def __init__(
        self,
        detail: str,
        *,
        component: str,
        status: int | None = None,
        request_id: str | None = None,
        body: str = "",
        attempts: int = 1,
    ) -> None:
        super().__init__(detail, component=component, status=status)
        self.request_id = request_id
        self.body = body
        self.attempts = attempts

    @property
    def was_retried(self) -> bool:
        """True if the request was made more than once."""
        return self.attempts > 1


class BadRequestError(ApiError):
    """Status 400: the API does not understand the request."""


class AuthenticationError(ApiError):
    """Status 401: the key is missing, wrong or revoked."""


class PermissionDeniedError(ApiError):
    """Status 403: the key lacks the permission."""


class NotFoundError(ApiError):
    """Status 404: the resource does not exist, or belongs to another environment."""


class ConflictError(ApiError):
    """Status 409: another operation is in progress; all retries failed."""


class UnprocessableError(ApiError):
    """Status 422: the request violates the provider's rules."""


class RateLimitError(ApiError):
    """Status 429: too many requests; all retries failed.

    Attributes:
        retry_after: Seconds to wait as requested by the server, or None.
        remaining: Number of requests or jobs that the limit still allows, or None if the server does not report it.
    """

    retry_after: float | None = None
    remaining: int | None = None


class ServerError(ApiError):
    """Status 5xx: the provider failed; all retries failed."""


class ConnectionFailedError(ApiError):
    """The provider is unreachable, or its response was cut off; all retries failed."""


class QueueFullError(JobsError):
    """The local provider's queue is full.

    Attributes:
        bound: The maximum number of waiting jobs.
    """

    component = "LocalProvider"

    def __init__(self, event: str, bound: int) -> None:
        super().__init__(f'The queue is full: {bound} jobs are waiting, "{event}" was rejected; send it later')
        self.bound = bound


class ClosedError(JobsError):
    """The client or provider is closed."""


class HandlerDefinitionError(JobsError):
    """The declaration of a handler is invalid."""

    component = "Task"


class ResultError(JobsError):
    """A handler or step returned a value that JSON cannot represent; it is not retried."""

    component = "Task"


class NoHandlerError(JobsError):
    """A job arrived that has no handler in this process."""

    component = "LocalProvider"


class RunNotFoundError(JobsError):
    """The provider does not know the run, or no longer keeps it.

    Attributes:
        run_id: The run's id.
        api_error: The response of the provider's API, with its status and request id; None if no API was asked.
    """

    def __init__(self, run_id: str, *, component: str, api_error: ApiError | None = None) -> None:
        response = f" ({api_error.detail})" if api_error else ""
        super().__init__(f'Run "{run_id}" does not exist, or no longer exists{response}', component=component)
        self.run_id = run_id
        self.api_error = api_error


class RunFailedError(JobsError):
    """The awaited run failed.

    Attributes:
        run_id: The run's id.
        event: The event's name, or None if the provider does not report it.
        status: The final status: "failed", "cancelled", "expired" or "timed_out".
        error_type: The name of the handler's exception, such as "ValueError", or None.
        error_message: The text of the handler's exception, or None.
        attempts: The number of attempts, 0 if the provider does not report it.
    """

    def __init__(
        self,
        run_id: str,
        event: str | None,
        status: str,
        *,
        component: str,
        error_type: str | None = None,
        error_message: str | None = None,
        attempts: int = 0,
    ) -> None:
        reason = ": ".join(part for part in (error_type, error_message) if part)
        attempts_text = f" after {attempts} attempt{'s' if attempts != 1 else ''}" if attempts else ""
        subject = f'Run "{run_id}"' + (f' of "{event}"' if event else "")
        super().__init__(f"{subject} {status}{attempts_text}{': ' + reason if reason else ''}", component=component)
        self.run_id = run_id
        self.event = event
        self.status = status
        self.error_type = error_type
        self.error_message = error_message
        self.attempts = attempts


class WaitTimeoutError(JobsError, TimeoutError):
    """A run did not end within the timeout; it continues.

    Attributes:
        run_id: The run's id.
    """

    def __init__(self, run_id: str, seconds: float, *, component: str) -> None:
        super().__init__(f'Run "{run_id}" did not end within {seconds:g} s; it continues', component=component)
        self.run_id = run_id


class RunningLoopError(JobsError):
    """A synchronous function was called inside a running event loop, which it would block."""

    def __init__(self, function: str) -> None:
        super().__init__(
            f"{function}_sync was called inside a running event loop, which it would block; use `await {function}(...)`"
        )


class AbortTask(Exception):  # noqa: N818  a handler's decision, not a fault
    """Raised by a handler to fail its run without further retries.

    Example:
        raise AbortTask("the order was deleted")
    """


class RetryAfter(Exception):  # noqa: N818  a handler's decision, not a fault
    """Raised by a handler to be retried after `seconds`; the retry counts as an attempt.

    Args:
        seconds: The time to wait, from 0 to 100 years.
        reason: Shown in lists of runs.

    Example:
        raise RetryAfter(30, "the shop's API is at its limit")
    """

    def __init__(self, seconds: float, reason: str = "") -> None:
        if not 0 <= seconds <= LONGEST_SECONDS:
            raise ValueError(f"seconds must be at least 0 and at most {LONGEST_SECONDS} (100 years), got {seconds}")
        super().__init__(reason or f"asked to be retried after {seconds:g} s")
        self.seconds = seconds
