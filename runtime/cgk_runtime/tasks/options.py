"""Options of `@task`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict

from cgk_runtime.catalog import Retry
from cgk_runtime.client.options import Duration

if TYPE_CHECKING:
    from cgk_runtime.tasks.failures import RunFailure


@dataclass(frozen=True, slots=True)
class Concurrency:
    """A limit on the number of simultaneous runs of a task.

    Attributes:
        limit: The number of runs.
        by: Payload fields, by wire name; each combination of their values has its own limit, and so has each tenant.
                "tenantId" alone limits each tenant; without fields the limit applies to all runs together.

    Example:
        @task("order.created", concurrency=[Concurrency(20), Concurrency(2, by="tenantId")])
    """

    limit: int
    by: str | Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A limit on the number of runs that start within a period; further runs wait.

    Attributes:
        limit: The number of runs.
        per: The period.
        by: Payload fields, by wire name; each combination of their values has its own limit, and so has each tenant.
                "tenantId" alone limits each tenant; without fields the limit applies to all runs together.

    Example:
        @task("order.created", rate_limit=RateLimit(100, per=60, by="tenantId"))
    """

    limit: int
    per: Duration = 60
    by: str | Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Debounce:
    """Debounce: run only the last one of several jobs in quick succession.

    Attributes:
        period: A job runs once no other one has followed it for this long.
        by: Payload fields, by wire name; each combination of their values is debounced on its own, and so is each
                tenant.
        timeout: A job runs after this long, however many follow.

    Example:
        @task("product.sync", debounce=Debounce(60, by="productId"))
    """

    period: Duration
    by: str | Sequence[str] = ()
    timeout: Duration | None = None


@dataclass(frozen=True, slots=True)
class CancelOn:
    """Cancellation of a run by another event of the same tenant.

    Attributes:
        event: The event's name.
        by: Fields, by wire name, whose values must be equal in the run's payload and in the event's.

    Example:
        @task("order.created", cancel_on=CancelOn("order.cancelled", by="orderId"))
    """

    event: str
    by: str | Sequence[str] = ()


Machine = Literal["micro", "small-1x", "small-2x", "medium-1x", "medium-2x", "large-1x", "large-2x"]
"""The machines of Trigger.dev."""


class TaskOptions(TypedDict, total=False, closed=True):
    """Options of `@task`.

    A provider refuses a handler with an option that it does not support, and names the option; no option is ignored.
    """

    name: str
    """The handler's own name; required if an event has several handlers."""
    retry: Retry
    """Retries that replace those of the catalog."""
    concurrency: int | Concurrency | Sequence[Concurrency]
    """The number of simultaneous runs, counted separately for each `concurrency_key`; or limits by payload fields,
    which Trigger.dev does not support."""
    rate_limit: RateLimit | Sequence[RateLimit]
    """How many runs start within a period; further runs wait. Not on Trigger.dev; one per task on Inngest."""
    timeout: Duration
    """The maximum duration of an attempt."""
    start_timeout: Duration
    """A run is dropped if its first attempt has not started after this time."""
    run_timeout: Duration
    """The longest time from the start of the first attempt to the end of the run, retries and steps included; a longer
    run is stopped. Not on Trigger.dev."""
    idempotency: str | Sequence[str]
    """Payload fields: jobs of a tenant with the same values in them start one run within 24 hours. Only on Inngest and
    locally."""
    debounce: Debounce
    """Run only the last one of several jobs in quick succession. Only on Inngest and locally."""
    cancel_on: CancelOn | Sequence[CancelOn]
    """Events that cancel a run. Only on Inngest and locally."""
    on_failure: Callable[[RunFailure], Any]
    """Function, async or plain, to call in the tenant's context when a run has failed and will not be retried."""
    queue: str
    """The queue of its runs. Handlers that name the same queue share it, and their runs count together for
    `concurrency`. By default a queue of its own. Not on Inngest."""
    machine: Machine
    """The machine of its runs; by default the project's. Only on Trigger.dev; the local provider logs that it has no
    effect."""
    max_duration: Duration
    """Stop a run that has computed longer than this, not counting waits. Only on Trigger.dev (at least 5 seconds) and
    locally."""
