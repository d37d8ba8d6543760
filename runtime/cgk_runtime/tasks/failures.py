"""Failed runs, as `on_failure` callbacks receive them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.client.provider import RunError
    from cgk_runtime.payload import PayloadModel


@dataclass(frozen=True, slots=True)
class RunFailure:
    """A failed run that is not retried any more.

    Attributes:
        run_id: The run's id.
        event: The event's name.
        task: The handler's name.
        tenant_id: The payload's tenant; None if it is missing, invalid, or not the job's tenant.
        error: The error of the last attempt.
        payload: The event's model; None if the payload is invalid, or for another tenant than the job.

    Example:
        async def notify_support(failure: RunFailure) -> None:
            await notify(f"{failure.task} failed for {failure.tenant_id}: {failure.error.message}")

        @task("order.created", on_failure=notify_support)
        async def order_created(payload: OrderCreatedPayload) -> None: ...
    """

    run_id: str
    event: str
    task: str
    tenant_id: str | None
    error: RunError
    payload: PayloadModel | None
