"""What a handler's declaration may say."""

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
    """A bound on how many runs of a task go on at a time.

    Attributes:
        limit: How many.
        by: Fields of the payload, by their wire names; runs with other values in them, and of another tenant, have a
            bound of their own. "tenantId" alone bounds each tenant; without any the bound is for all runs together.

    Example:
        @task("order.created", concurrency=[Concurrency(20), Concurrency(2, by="tenantId")])
    """

    limit: int
    by: str | Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Debounce:
    """Run only the last one of jobs that come in quick succession.

    Attributes:
        period: A job runs once none has followed it for this long.
        by: Fields of the payload, by their wire names; jobs with other values in them, and of another tenant, are
            waited for on their own.
        timeout: However many follow, one runs after this long.

    Example:
        @task("product.sync", debounce=Debounce(60, by="productId"))
    """

    period: Duration
    by: str | Sequence[str] = ()
    timeout: Duration | None = None


@dataclass(frozen=True, slots=True)
class CancelOn:
    """Stop a run when an event of the same tenant is sent.

    Attributes:
        event: The event's name.
        by: Fields, by their wire names, whose values are the same in the run's payload and in the event's.

    Example:
        @task("order.created", cancel_on=CancelOn("order.cancelled", by="orderId"))
    """

    event: str
    by: str | Sequence[str] = ()


Machine = Literal["micro", "small-1x", "small-2x", "medium-1x", "medium-2x", "large-1x", "large-2x"]
"""The machines of Trigger.dev."""


class TaskOptions(TypedDict, total=False, closed=True):
    """What the declaration of a handler may say.

    A provider that cannot honour one refuses the handler, and names the option; none is dropped in silence.
    """

    name: str
    """Its own name; needed where one event has several handlers."""
    retry: Retry
    """Instead of the catalog's figures."""
    concurrency: int | Concurrency | Sequence[Concurrency]
    """How many runs at a time, per concurrency key of the send; or bounds by fields of the payload."""
    timeout: Duration
    """An attempt that takes longer has failed."""
    start_timeout: Duration
    """A run whose first attempt has not begun after this long does not begin any more."""
    run_timeout: Duration
    """A run that has not ended this long after its first attempt began is stopped, its retries and steps included."""
    idempotency: str | Sequence[str]
    """Fields of the payload: a tenant's jobs with the same values in them make one run within 24 hours."""
    debounce: Debounce
    """Run only the last one of jobs that come in quick succession."""
    cancel_on: CancelOn | Sequence[CancelOn]
    """Events that stop a run."""
    on_failure: Callable[[RunFailure], Any]
    """Called, async or plain, in the tenant's context, when a run has failed for good."""
    queue: str
    """Trigger.dev and local: the queue its runs wait in, shared with the other handlers that name it, and counted
    together for `concurrency`; its own otherwise."""
    machine: Machine
    """Trigger.dev: the machine it runs on; the project's default otherwise. Locally that is this process, as the log
    says."""
    max_duration: Duration
    """Trigger.dev, where it is at least 5 seconds, and local: stop a run that has computed longer, all waiting left
    out."""
