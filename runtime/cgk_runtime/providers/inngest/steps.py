"""The steps of a run at Inngest: the SDK remembers what they gave, and ends the call after each."""

from __future__ import annotations

import asyncio
import contextvars
import json
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import inngest

from cgk_runtime.errors import AbortTask
from cgk_runtime.execution.retries import is_permanent
from cgk_runtime.providers.inngest.envelope import BESIDE, opened
from cgk_runtime.providers.inngest.expressions import holds
from cgk_runtime.tasks.steps.driver import AttemptFailed, JsonScalar, StepFailedError

if TYPE_CHECKING:
    from cgk_runtime.tasks.definition import TaskDefinition

T = TypeVar("T")


class InngestSteps:
    """Does the steps of one call of a function.

    A handler may run on another event loop than the SDK, where a web framework gives each request a loop of its own:
    steps are taken on the SDK's, and what they call runs on the handler's, in its context.

    Args:
        step: The SDK's.
        app_id: The app's id.
        tenant_id: The run's tenant.
        headers: What travels beside payloads.
        is_last: Whether a failed attempt is the last one.
    """

    def __init__(
        self, step: inngest.Step, app_id: str, tenant_id: str, headers: Mapping[str, str] | None, *, is_last: bool
    ) -> None:
        self._step = step
        self._app_id = app_id
        self._tenant_id = tenant_id
        self._headers = headers
        self._is_last = is_last
        self._home = asyncio.get_running_loop()

    async def run(self, step_id: str, function: Callable[[], Awaitable[Any]]) -> Any:
        """Give what is remembered, or call the function."""
        here, context = asyncio.get_running_loop(), contextvars.copy_context()

        async def call() -> Any:
            try:
                return await function()
            except AbortTask as error:
                raise AttemptFailed(error) from error
            except Exception as error:
                if is_permanent(error):
                    # What the SDK does not try again, and gives the handler as a step's failure.
                    raise inngest.StepError(str(error), type(error).__name__, traceback.format_exc()) from error
                if self._is_last:
                    raise
                # Past the handler's own `except`: the attempt has failed, and the catalog says when the next follows.
                raise AttemptFailed(error) from error

        async def on_own_loop() -> Any:
            if asyncio.get_running_loop() is here:
                return await call()
            return await asyncio.wrap_future(context.run(asyncio.run_coroutine_threadsafe, call(), here))

        return await self._take(step_id, lambda: self._step.run(step_id, on_own_loop))

    async def sleep(self, step_id: str, duration: float) -> None:
        """Go on later."""
        await self._take(step_id, lambda: self._step.sleep(step_id, timedelta(seconds=duration)))

    async def sleep_until(self, step_id: str, instant: datetime) -> None:
        """Go on at an instant."""
        await self._take(step_id, lambda: self._step.sleep_until(step_id, instant))

    async def wait_for_event(
        self,
        step_id: str,
        event: str,
        where: Mapping[str, JsonScalar],
        timeout: float,  # noqa: ASYNC109  given by the protocol
    ) -> Mapping[str, Any] | None:
        """Wait for the tenant's next event with these values."""
        expression = holds({"tenantId": self._tenant_id, **where})
        found = await self._take(
            step_id,
            lambda: self._step.wait_for_event(
                step_id, event=event, if_exp=expression, timeout=timedelta(seconds=timeout)
            ),
        )
        if found is None:
            return None
        payload: Mapping[str, Any] = json.loads(opened(found.data)[0])
        return payload

    async def invoke(self, step_id: str, task: TaskDefinition, document: bytes, timeout: float | None) -> Any:  # noqa: ASYNC109
        """Run another function of this app."""
        data: dict[str, object] = json.loads(document)
        if self._headers:
            data[BESIDE] = {"headers": dict(self._headers)}
        limit = None if timeout is None else timedelta(seconds=timeout)
        return await self._take(
            step_id,
            lambda: self._step.invoke_by_id(
                step_id, app_id=self._app_id, function_id=task.name, data=data, timeout=limit
            ),
        )

    async def _take(self, step_id: str, take: Callable[[], Coroutine[Any, Any, T]]) -> T:
        try:
            if asyncio.get_running_loop() is self._home:
                return await take()
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(take(), self._home))
        except inngest.StepError as error:
            raise StepFailedError(step_id, error.name, error.message) from error
