"""The context of a handler's run."""

from __future__ import annotations

import logging
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cgk_runtime.errors import NotSupportedError
from cgk_runtime.tasks.steps.driver import TRIGGER_DEV_ALTERNATIVES

if TYPE_CHECKING:
    from cgk_runtime.tasks.steps.steps import Steps

_logger = logging.getLogger("cgk_runtime.tasks")


class TaskLogger(logging.LoggerAdapter[logging.Logger]):
    """Logger of a handler: each record carries `event`, `tenant_id`, `run_id` and `attempt`."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Add the run to the record, next to the handler's own `extra`."""
        kwargs["extra"] = {**(self.extra or {}), **(kwargs.get("extra") or {})}
        return msg, kwargs


@dataclass(frozen=True, slots=True)
class TaskContext:
    """Context of a run, for handlers with a second parameter.

    Attributes:
        event: The event's name.
        task: The handler's name.
        tenant_id: The payload's tenant, as `current_tenant()` returns it.
        run_id: The run's id.
        attempt: The number of this attempt, from 1.
        max_attempts: The maximum number of attempts.
        queued_at: When the job was sent; at Inngest, a delayed job's start time instead.
        started_at: When this attempt started.
        tags: The job's tags; on Trigger.dev also the tag of its tenant.
        metadata: The job's metadata.
        resources: The worker's open resources, by name.
        steps: The run's steps, or None if the provider has none; use `step` to access them.
    """

    event: str
    task: str
    tenant_id: str
    run_id: str
    attempt: int
    max_attempts: int
    queued_at: datetime | None
    started_at: datetime
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] | None = None
    resources: Mapping[str, Any] = field(default_factory=dict[str, Any])
    steps: Steps | None = field(default=None, repr=False)

    @property
    def step(self) -> Steps:
        """The steps of this run; each runs once, however often the handler is called.

        Raises:
            NotSupportedError: The provider has no steps.
        """
        if self.steps is None:
            raise NotSupportedError(
                f'"{self.task}" uses context.step, which this provider does not support; {TRIGGER_DEV_ALTERNATIVES}',
                component="Task",
            )
        return self.steps

    @property
    def logger(self) -> TaskLogger:
        """A logger whose records carry event, tenant, run and attempt."""
        return TaskLogger(
            _logger,
            {"event": self.event, "tenant_id": self.tenant_id, "run_id": self.run_id, "attempt": self.attempt},
        )
