"""Constraints of a task on its runs: concurrency, repetition, cancellation and failure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from cgk_runtime.tasks.options import CancelOn, Concurrency, Debounce, RateLimit, TaskOptions

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition
    from cgk_runtime.tasks.failures import RunFailure
    from cgk_runtime.tasks.option_reader import OptionReader

_OPTION_NAMES: Final = {"concurrency_limits": "concurrency by fields", "rate_limits": "rate_limit"}
"""What the attributes are called in the options of `@task`, if they differ."""


@dataclass(frozen=True, slots=True)
class ConcurrencyLimit:
    """A concurrency limit with its fields; the tenant's comes first if there are any fields."""

    limit: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RateConstraint:
    """Largest number of runs that start within a period in seconds, by fields; the tenant's comes first if any."""

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
        start_timeout: Longest wait for the first attempt in seconds, or None.
        run_timeout: Longest time from the first attempt to the end of the run in seconds, or None.
        idempotency: Payload fields; empty if jobs may repeat.
        debounce: The debounce, or None.
        cancel_on: The events that cancel a run.
        on_failure: The callback for failed runs, or None.
    """

    idempotency_seconds: ClassVar[float] = 24 * 3600.0
    """How long `idempotency` is valid on the providers that support it: Inngest and local."""

    concurrency_limits: tuple[ConcurrencyLimit, ...] = ()
    rate_limits: tuple[RateConstraint, ...] = ()
    start_timeout: float | None = None
    run_timeout: float | None = None
    idempotency: tuple[str, ...] = ()
    debounce: DebounceConstraint | None = None
    cancel_on: tuple[CancelConstraint, ...] = ()
    on_failure: Callable[[RunFailure], Any] | None = None

    def used(self) -> frozenset[str]:
        """Return the options of `@task` that are set; a `Concurrency` is called "concurrency by fields"."""
        default = NO_CONSTRAINTS
        changed = {name for name in self.__slots__ if getattr(self, name) != getattr(default, name)}
        return frozenset(_OPTION_NAMES.get(name, name) for name in changed)


NO_CONSTRAINTS: Final = TaskConstraints()


def read_constraints(event: EventDefinition, options: TaskOptions, reader: OptionReader) -> TaskConstraints:
    """Validate the constraints among the options of `@task(event)`.

    Args:
        event: The event.
        options: The options.
        reader: Reader that collects the problems.
    """
    tenant = event.tenant_field

    def fields(by: object, option: str) -> tuple[str, ...]:
        return reader.fields(by, option, tenant)

    def optional_fields(by: str | Sequence[str], option: str) -> tuple[str, ...]:
        return () if by in ((), []) else fields(by, option)

    concurrency, idempotency = options.get("concurrency"), options.get("idempotency")
    on_failure = options.get("on_failure")
    if on_failure is not None and not callable(on_failure):
        reader.reject(on_failure, "on_failure", "a function")
    debounce = reader.instance(options.get("debounce"), "debounce", Debounce)
    constraints = TaskConstraints(
        concurrency_limits=tuple(
            ConcurrencyLimit(reader.count(limit.limit, "concurrency"), optional_fields(limit.by, "concurrency"))
            for limit in reader.items(
                None if isinstance(concurrency, int) else concurrency, "concurrency", Concurrency, "a whole number, "
            )
        ),
        rate_limits=tuple(
            RateConstraint(
                reader.count(limit.limit, "rate_limit"),
                reader.duration(limit.per, "rate_limit per"),
                optional_fields(limit.by, "rate_limit"),
            )
            for limit in reader.items(options.get("rate_limit"), "rate_limit", RateLimit)
        ),
        start_timeout=reader.optional(reader.duration, options.get("start_timeout"), "start_timeout"),
        run_timeout=reader.optional(reader.duration, options.get("run_timeout"), "run_timeout"),
        idempotency=() if idempotency is None else fields(idempotency, "idempotency"),
        debounce=None if debounce is None else _debounce(debounce, fields, reader),
        cancel_on=tuple(
            CancelConstraint(reader.text(rule.event, "cancel_on event"), fields(rule.by, "cancel_on"))
            for rule in reader.items(options.get("cancel_on"), "cancel_on", CancelOn)
        ),
        on_failure=on_failure,
    )
    return NO_CONSTRAINTS if constraints == NO_CONSTRAINTS else constraints


def plain_concurrency(options: TaskOptions, reader: OptionReader) -> int | None:
    """Return the concurrency limit if it is a plain number, else None."""
    concurrency = options.get("concurrency")
    return reader.count(concurrency, "concurrency") if isinstance(concurrency, int) else None


def _debounce(
    debounce: Debounce, fields: Callable[[object, str], tuple[str, ...]], reader: OptionReader
) -> DebounceConstraint:
    return DebounceConstraint(
        reader.duration(debounce.period, "debounce period"),
        fields(debounce.by, "debounce"),
        reader.optional(reader.duration, debounce.timeout, "debounce timeout"),
    )
