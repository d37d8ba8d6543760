"""Constraints of a task on its runs: concurrency, repetition, cancellation and failure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.client.options import seconds
from cgk_runtime.errors import HandlerDefinitionError, InvalidOptionError
from cgk_runtime.tasks.options import CancelOn, Concurrency, RateLimit, TaskOptions

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition
    from cgk_runtime.tasks.failures import RunFailure

_OPTION_NAMES: Final = {"concurrency_limits": "concurrency by fields", "rate_limits": "rate_limit"}
IDEMPOTENCY_SECONDS: Final = 24 * 3600.0
"""How long a task's `idempotency` is valid, on every provider."""


@dataclass(frozen=True, slots=True)
class ConcurrencyLimit:
    """A concurrency limit with its fields; the tenant's comes first if there are any fields."""

    limit: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RateConstraint:
    """A rate limit: runs that start within a period in seconds, and its fields, tenantId first if there are any."""

    limit: int
    period: float
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DebounceConstraint:
    """A debounce: its periods in seconds, and its fields."""

    period: float
    fields: tuple[str, ...]
    timeout: float | None


@dataclass(frozen=True, slots=True)
class CancelConstraint:
    """An event that cancels runs whose payload has the same values in these fields."""

    event: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskConstraints:
    """Validated constraints of one task: durations in seconds, the tenant's field in every list of fields.

    Attributes:
        concurrency_limits: Limits by payload fields.
        rate_limits: Limits on the number of runs that start within a period.
        start_timeout: Seconds, or None.
        run_timeout: Seconds, or None.
        idempotency: Payload fields; empty if jobs may repeat.
        debounce: The debounce, or None.
        cancel_on: The events that cancel a run.
        on_failure: The callback for failed runs, or None.
    """

    concurrency_limits: tuple[ConcurrencyLimit, ...] = ()
    rate_limits: tuple[RateConstraint, ...] = ()
    start_timeout: float | None = None
    run_timeout: float | None = None
    idempotency: tuple[str, ...] = ()
    debounce: DebounceConstraint | None = None
    cancel_on: tuple[CancelConstraint, ...] = ()
    on_failure: Callable[[RunFailure], Any] | None = None

    def used(self) -> frozenset[str]:
        """Return the names of the `@task` options that were given."""
        default = NO_CONSTRAINTS
        changed = {name for name in self.__slots__ if getattr(self, name) != getattr(default, name)}
        return frozenset(_OPTION_NAMES.get(name, name) for name in changed)


NO_CONSTRAINTS: Final = TaskConstraints()


def read_constraints(event: EventDefinition, options: TaskOptions) -> TaskConstraints:
    """Validate the constraints among the options of `@task(event)`.

    Raises:
        HandlerDefinitionError: Values are invalid; the error names all of them.
    """
    mistakes: list[str] = []
    tenant = event.tenant_field

    def duration(value: object, name: str) -> float:
        try:
            length = seconds(value, name)
        except InvalidOptionError as error:
            mistakes.append(error.detail)
            return 1
        if not length:
            mistakes.append(f"{name} must be more than 0, not {value!r}")
        return length

    start_timeout, run_timeout = options.get("start_timeout"), options.get("run_timeout")
    debounce = options.get("debounce")
    rule = None
    if debounce is not None:
        timeout = None if debounce.timeout is None else duration(debounce.timeout, "debounce timeout")
        rule = DebounceConstraint(
            duration(debounce.period, "debounce period"), _fields(tenant, debounce.by, "debounce", mistakes), timeout
        )
    rules = TaskConstraints(
        concurrency_limits=_concurrency_limits(tenant, options.get("concurrency"), mistakes),
        rate_limits=_rate_limits(tenant, options.get("rate_limit"), duration, mistakes),
        start_timeout=None if start_timeout is None else duration(start_timeout, "start_timeout"),
        run_timeout=None if run_timeout is None else duration(run_timeout, "run_timeout"),
        idempotency=_fields(tenant, options["idempotency"], "idempotency", mistakes)
        if "idempotency" in options
        else (),
        debounce=rule,
        cancel_on=_cancelling(tenant, options.get("cancel_on", ()), mistakes),
        on_failure=options.get("on_failure"),
    )
    if rules.on_failure is not None and not callable(rules.on_failure):
        mistakes.append(f"on_failure must be a function, not {rules.on_failure!r}")
    if mistakes:
        raise HandlerDefinitionError(f'@task("{event.name}"): {"; ".join(mistakes)}')
    return NO_CONSTRAINTS if rules == NO_CONSTRAINTS else rules


def plain_concurrency(options: TaskOptions) -> int | None:
    """Return the concurrency limit if it is a plain number, else None."""
    concurrency = options.get("concurrency")
    return concurrency if isinstance(concurrency, int) else None


def _concurrency_limits(
    tenant: str, concurrency: int | Concurrency | Sequence[Concurrency] | None, mistakes: list[str]
) -> tuple[ConcurrencyLimit, ...]:
    if concurrency is None or isinstance(concurrency, int):
        if concurrency is not None and concurrency < 1:
            mistakes.append(f"concurrency must be at least 1, got {concurrency}")
        return ()
    given = (concurrency,) if isinstance(concurrency, Concurrency) else tuple(concurrency)
    mistakes.extend(f"concurrency must be at least 1, it is {limit.limit}" for limit in given if limit.limit < 1)
    return tuple(
        ConcurrencyLimit(limit.limit, _fields(tenant, limit.by, "concurrency", mistakes) if limit.by else ())
        for limit in given
    )


def _rate_limits(
    tenant: str,
    given: RateLimit | Sequence[RateLimit] | None,
    duration: Callable[[object, str], float],
    mistakes: list[str],
) -> tuple[RateConstraint, ...]:
    limits = () if given is None else (given,) if isinstance(given, RateLimit) else tuple(given)
    mistakes.extend(f"rate_limit must be at least 1, it is {one.limit}" for one in limits if one.limit < 1)
    return tuple(
        RateConstraint(
            one.limit,
            duration(one.per, "rate_limit per"),
            _fields(tenant, one.by, "rate_limit", mistakes) if one.by else (),
        )
        for one in limits
    )


def _cancelling(
    tenant: str, cancel_on: CancelOn | Sequence[CancelOn], mistakes: list[str]
) -> tuple[CancelConstraint, ...]:
    given = (cancel_on,) if isinstance(cancel_on, CancelOn) else tuple(cancel_on)
    return tuple(CancelConstraint(one.event, _fields(tenant, one.by, "cancel_on", mistakes)) for one in given)


def _fields(tenant: str, by: str | Sequence[str], option: str, mistakes: list[str]) -> tuple[str, ...]:
    given = (by,) if isinstance(by, str) else tuple(by)
    if not all(isinstance(cast("object", field), str) and field for field in given):
        mistakes.append(f"{option} must be names of fields, not {by!r}")
    return (tenant, *(field for field in given if field != tenant))
