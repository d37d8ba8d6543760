"""What a task's `on_failure` is told of a run that has failed for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.client.provider import RunError
    from cgk_runtime.payload import PayloadModel


@dataclass(frozen=True, slots=True)
class RunFailure:
    """A run that has failed for good: no attempt follows.

    Attributes:
        run_id: The run's id.
        event: The event's name.
        task: The handler's name.
        tenant_id: The payload's tenant, or None where the payload does not say.
        error: What the last attempt failed with.
        payload: The event's model, or None where what arrived is not valid.

    Example:
        async def tell_support(failure: RunFailure) -> None:
            await notify(f"{failure.task} failed for {failure.tenant_id}: {failure.error.message}")

        @task("order.created", on_failure=tell_support)
        async def order_created(payload: OrderCreatedPayload) -> None: ...
    """

    run_id: str
    event: str
    task: str
    tenant_id: str | None
    error: RunError
    payload: PayloadModel | None
