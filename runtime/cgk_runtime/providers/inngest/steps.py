"""Steps of a run at Inngest; its SDK records their results and ends the handler's call after each."""

from __future__ import annotations

import asyncio
import contextvars
import json
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import inngest

from cgk_runtime.errors import AbortTask, error_text
from cgk_runtime.execution.retries import is_permanent
from cgk_runtime.providers.inngest.delays import requested_delay
from cgk_runtime.providers.inngest.envelope import METADATA_KEY, refuse_reserved_fields, unwrap_event
from cgk_runtime.providers.inngest.expressions import is_comparable, matching_condition
from cgk_runtime.tasks.steps.driver import AttemptFailed, JsonScalar, StepError, StepFailedError

if TYPE_CHECKING:
    from cgk_runtime.tasks.definition import TaskDefinition

T = TypeVar("T")


class InngestSteps:
    """Step driver of one call of a function.

    A handler may run on another event loop than the SDK if a web framework starts a loop for each request. Steps then
    run on the SDK's loop, and the functions they call on the handler's loop, in its context.

    Args:
        step: The SDK's steps.
        app_id: The app's id.
        tenant: The run's tenant, by the wire name of its field.
        headers: Headers of invoked runs.
        is_last: True for the last attempt.
    """

    def __init__(
        self,
        step: inngest.Step,
        app_id: str,
        tenant: Mapping[str, str],
        headers: Mapping[str, str] | None,
        *,
        is_last: bool,
    ) -> None:
        self._step = step
        self._app_id = app_id
        self._tenant = tenant
        self._headers = headers
        self._is_last = is_last
        self._sdk_loop = asyncio.get_running_loop()

    async def run(self, step_id: str, function: Callable[[], Awaitable[Any]]) -> Any:
        """Return the step's recorded value, or call the function and record its value."""
        handler_loop, context = asyncio.get_running_loop(), contextvars.copy_context()

        async def call() -> Any:
            try:
                return await function()
            except AbortTask as error:
                raise AttemptFailed(error) from error
            except Exception as error:
                if is_permanent(error):
                    # The SDK does not retry this error and raises it in the handler as the step's failure.
                    stack = "".join(traceback.format_exception(error))
                    raise inngest.StepError(error_text(error), type(error).__name__, stack) from error
                if self._is_last:
                    raise
                # A handler's `except Exception` does not catch this error, so the whole attempt is retried later.
                raise AttemptFailed(error) from error

        async def call_on_handler_loop() -> Any:
            if asyncio.get_running_loop() is handler_loop:
                return await call()
            return await asyncio.wrap_future(context.run(asyncio.run_coroutine_threadsafe, call(), handler_loop))

        return await self._take_step(step_id, lambda: self._step.run(step_id, call_on_handler_loop))

    async def sleep(self, step_id: str, duration: float) -> None:
        """Suspend the run for some seconds."""
        # The SDK's `sleep` would add it to the local time, which a change of daylight saving shifts by an hour.
        wake_at = datetime.now(UTC) + timedelta(seconds=requested_delay(duration))
        await self._take_step(step_id, lambda: self._step.sleep_until(step_id, wake_at))

    async def sleep_until(self, step_id: str, instant: datetime) -> None:
        """Suspend the run until an instant."""
        now = datetime.now(UTC)
        requested = now + timedelta(seconds=requested_delay((instant - now).total_seconds()))
        await self._take_step(step_id, lambda: self._step.sleep_until(step_id, requested))

    async def wait_for_event(
        self,
        step_id: str,
        event: str,
        where: Mapping[str, JsonScalar],
        timeout: float,  # noqa: ASYNC109  required by the protocol
    ) -> Mapping[str, Any] | None:
        """Return the payload of the tenant's next event with these values, or None after the timeout.

        Raises:
            StepError: Inngest cannot compare one of the fields.
        """
        # The tenant comes last, because `where` must not replace it.
        conditions = {**where, **self._tenant}
        incomparable = [
            name for name, value in conditions.items() if not (is_comparable(name) and is_comparable(value))
        ]
        if incomparable:
            raise StepError(
                f'"{step_id}": Inngest cannot compare {", ".join(incomparable)} in where=, because the name or value '
                "contains a backslash, a control character or both kinds of quotes, or the value is not finite. "
                "Compare other fields, or check this one in the received event"
            )
        expression = matching_condition(conditions)
        received = await self._take_step(
            step_id,
            lambda: self._step.wait_for_event(
                step_id, event=event, if_exp=expression, timeout=timedelta(seconds=requested_delay(timeout))
            ),
        )
        if received is None:
            return None
        payload: Mapping[str, Any] = json.loads(unwrap_event(received.data)[0])
        return payload

    async def invoke(self, step_id: str, task: TaskDefinition, document: bytes, timeout: float | None) -> Any:  # noqa: ASYNC109
        """Run another function of this app and return its result.

        Raises:
            InvalidPayloadError: The payload has a field that Inngest uses itself.
        """
        refuse_reserved_fields(task.event.name, document)
        data: dict[str, object] = json.loads(document)
        if self._headers:
            data[METADATA_KEY] = {"headers": dict(self._headers)}
        limit = None if timeout is None else timedelta(seconds=requested_delay(timeout))
        return await self._take_step(
            step_id,
            lambda: self._step.invoke_by_id(
                step_id, app_id=self._app_id, function_id=task.name, data=data, timeout=limit
            ),
        )

    async def _take_step(self, step_id: str, start: Callable[[], Coroutine[Any, Any, T]]) -> T:
        try:
            if asyncio.get_running_loop() is self._sdk_loop:
                return await start()
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(start(), self._sdk_loop))
        except inngest.StepError as error:
            raise StepFailedError(step_id, error.name, error.message) from error
