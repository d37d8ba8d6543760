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

_logger = logging.getLogger("cgk_jobs.task")


class TaskLogger(logging.LoggerAdapter[logging.Logger]):
    """A handler's logger: each record carries `event`, `tenant_id`, `run_id` and `attempt`."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Add the run to the record, beside what the handler gives as `extra`."""
        kwargs["extra"] = {**(self.extra or {}), **(kwargs.get("extra") or {})}
        return msg, kwargs


@dataclass(frozen=True, slots=True)
class TaskContext:
    """What a handler may ask for beside its payload, as its second parameter.

    Attributes:
        event: The event's name.
        task: The handler's name.
        tenant_id: The payload's tenant; `current_tenant()` says the same.
        run_id: The run's id.
        attempt: This attempt's number, from 1.
        max_attempts: How many there may be.
        queued_at: When the job was sent.
        started_at: When this attempt began.
        tags: The labels it was sent with.
        metadata: The data it was sent with, beside the payload.
        resources: What the worker opened for its handlers, by name.
        steps: Its steps, or None where its provider has none; `step` is how to ask for them.
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
        """The steps of this run, each done once however often the handler is called.

        Raises:
            NotSupportedError: The provider that runs the handler has no steps.
        """
        if self.steps is None:
            raise NotSupportedError(
                f'"{self.task}" uses context.step, which this provider does not have; {TRIGGER_DEV_ALTERNATIVES}',
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
