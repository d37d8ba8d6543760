"""Return value of `@task`: the handler, with methods that send jobs to it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, ParamSpec

from typing_extensions import TypeVar

from cgk_runtime.client.job import Job

if TYPE_CHECKING:
    from cgk_runtime.client.sender import JobSender
    from cgk_runtime.tasks.definition import TaskDefinition

P = ParamSpec("P")
R = TypeVar("R")
PayloadDictT = TypeVar("PayloadDictT")
ResultT = TypeVar("ResultT")
PayloadT = TypeVar("PayloadT", default=Any)
"""Model of the event's payload."""


class Task(Generic[P, R, PayloadDictT, ResultT, PayloadT]):
    """Handler that can be called like its function, and has methods that send jobs of its event.

    Example:
        @task("order.created")
        async def order_created(payload: OrderCreatedPayload) -> None: ...

        await order_created.send({"tenantId": "rawdog", "orderId": "order_123"})
    """

    def __init__(self, sender: JobSender, definition: TaskDefinition, function: Callable[P, R]) -> None:
        functools.update_wrapper(self, function)
        job: Job[PayloadDictT, ResultT, PayloadT] = Job(sender, definition.event.name)
        self.definition = definition
        self.send = job.send
        self.send_sync = job.send_sync
        self.trigger_and_wait = job.trigger_and_wait
        self.trigger_and_wait_sync = job.trigger_and_wait_sync
        self._function = function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the original function."""
        return self._function(*args, **kwargs)

    def __repr__(self) -> str:
        """Return the names of handler and event, and the function's file and line."""
        return f'<task "{self.definition.name}" of "{self.definition.event.name}" at {self.definition.place}>'
