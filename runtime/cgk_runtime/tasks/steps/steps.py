"""Steps of a handler: parts that run once per run, however often the handler is called.

A handler with steps is called again after each step and after each failed attempt; the steps that already ran return
their stored values immediately. Code outside steps therefore runs several times, and the steps must come in the same
order each time. Inngest works this way, and the local provider does the same to behave alike.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast, overload

from cgk_runtime._internal.calls import call_maybe_async
from cgk_runtime.client.option_values import option_instant, option_json_object, option_seconds, option_text
from cgk_runtime.client.options import Duration
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.tasks.steps.driver import JsonScalar, StepDriver, StepError

if TYPE_CHECKING:
    from collections.abc import Generator

    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.batch import JobItem
    from cgk_runtime.client.handle import JobHandle
    from cgk_runtime.client.job import Job
    from cgk_runtime.client.options import SendOptions
    from cgk_runtime.client.sender import JobSender
    from cgk_runtime.tasks.task import Task

P = ParamSpec("P")
T = TypeVar("T")
PayloadT = TypeVar("PayloadT")
PayloadDictT = TypeVar("PayloadDictT")
ResultT = TypeVar("ResultT")


class Steps:
    """Steps of a run: `context.step`.

    An id names its step in lists of runs. Steps in a loop may share an id; a repeated one gets a number. Steps run
    one after the other, in the handler itself. Each has a `_sync` twin for synchronous handlers, such as `run_sync`.

    Args:
        driver: The provider's implementation.
        catalog: The catalog, which validates payloads.
        sender: The client that sends jobs.
        run_id: The run's id.
    """

    def __init__(self, driver: StepDriver, catalog: Catalog, sender: JobSender, run_id: str) -> None:
        self._driver = driver
        self._catalog = catalog
        self._sender = sender
        self._run_id = run_id
        self._repetitions: dict[str, int] = {}
        self._active: str | None = None

    @overload
    async def run(
        self, step_id: str, function: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs
    ) -> T: ...
    @overload
    async def run(self, step_id: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...
    async def run(self, step_id: str, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a function once per run; a failed call is retried on its own, with the task's retries.

        Args:
            step_id: The step's name.
            function: An async or plain function; a plain one runs in a thread. Its value is stored as JSON and
                converted back to the type of the function's return annotation. A value that JSON cannot represent is
                an error that is not retried.
            *args: The function's arguments.
            **kwargs: The function's keyword arguments.

        Raises:
            StepFailedError: All attempts failed.
            StepError: The step is inside another one, values of the return annotation cannot be stored as JSON, or the
                stored value does not match the annotation.

        Example:
            charge_id = await context.step.run("charge", charge_card, payload.order_id)
        """
        from cgk_runtime.tasks.steps.values import StepValues

        values = StepValues(step_id, function)

        async def call() -> Any:  # the function's value
            return values.to_json(await call_maybe_async(function, *args, **kwargs))

        with self._active_step(step_id) as unique_id:
            value = await self._driver.run(unique_id, call)
        return values.from_json(value)

    async def sleep(self, step_id: str, duration: Duration) -> None:
        """Suspend the run for a duration; a suspended run does not count towards concurrency.

        Args:
            step_id: The step's name.
            duration: Seconds or a timedelta.

        Raises:
            StepError: The argument is not a duration.
        """
        with self._active_step(step_id) as unique_id:
            length = _read_argument(option_seconds, duration, f'"{step_id}": sleep')
            await self._driver.sleep(unique_id, length)

    async def sleep_until(self, step_id: str, instant: datetime) -> None:
        """Suspend the run until a time.

        Args:
            step_id: The step's name.
            instant: An aware datetime.

        Raises:
            StepError: The argument is not an aware datetime.
        """
        with self._active_step(step_id) as unique_id:
            due = _read_argument(option_instant, instant, f'"{step_id}": sleep_until')
            await self._driver.sleep_until(unique_id, due)

    async def send_job(self, step_id: str, item: JobItem[ResultT]) -> JobHandle[ResultT]:
        """Send a job once per run.

        Args:
            step_id: The step's name.
            item: An item created by `jobs["order.created"].item({...})`, with options if needed.

        Raises:
            StepFailedError: The send failed.

        Example:
            await context.step.send_job("mail", jobs["email.send"].item({"tenantId": "rawdog", "to": "a@b.c"}))
        """

        async def send() -> str:
            options: SendOptions = {**item.options}
            if "idempotency_key" in self._sender.supported_options:
                # The next attempt repeats a send whose response was lost; the key prevents a second job.
                options.setdefault("idempotency_key", f"{self._run_id}/{unique_id}")
            return (await self._sender.send_job_dynamic(item.event, item.payload, **options)).id

        with self._active_step(step_id) as unique_id:
            job_id: str = await self._driver.run(unique_id, send)
        return cast("JobHandle[ResultT]", self._sender.get_handle(job_id, item.event))

    async def invoke(
        self,
        step_id: str,
        task: Task[..., Any, PayloadDictT, ResultT, PayloadT],
        payload: PayloadDictT | PayloadT,
        *,
        timeout: Duration | None = None,  # noqa: ASYNC109  the provider implements the timeout
    ) -> ResultT:
        """Run another task and return its result; a run that waits does not count towards concurrency.

        Args:
            step_id: The step's name.
            task: The function decorated with `@task`.
            payload: The task's payload, for the same tenant.
            timeout: Whole seconds or a timedelta, at least 1 s; by default without a limit.

        Raises:
            StepFailedError: The run failed, or did not end in time.
            InvalidPayloadError: The payload is invalid.
            CrossTenantError: The payload is for another tenant.
        """
        from cgk_runtime.validation.payloads import serialize_for_current_tenant

        definition = task.definition
        document = serialize_for_current_tenant(self._catalog, definition.event.name, payload)
        limit = None if timeout is None else _whole_seconds(timeout, step_id)
        with self._active_step(step_id) as unique_id:
            value = await self._driver.invoke(unique_id, definition, document, limit)
        if definition.event.result_type is None:
            from cgk_runtime.tasks.steps.values import StepValues

            return cast("ResultT", StepValues(step_id, definition.function).from_json(value))
        model = self._catalog.result_model(definition.event.name)
        return cast("ResultT", model.from_wire(json.dumps(value), ignore_unknown=True))

    async def wait_for_event(
        self,
        step_id: str,
        event: Job[Any, Any, PayloadT],
        *,
        timeout: Duration,  # noqa: ASYNC109  the provider implements the timeout
        where: Mapping[str, JsonScalar] | None = None,
    ) -> PayloadT | None:
        """Wait for the next event of the same tenant and return its payload.

        Args:
            step_id: The step's name.
            event: The event, such as `jobs["order.fulfilled"]`.
            timeout: Whole seconds or a timedelta, at least 1 s.
            where: Values of payload fields, by wire name; the tenant is always that of this run.

        Returns:
            The event's payload, or None after the timeout.

        Raises:
            InvalidPayloadError: The received payload is invalid.

        Example:
            fulfilled = await context.step.wait_for_event(
                "fulfilled", jobs["order.fulfilled"], timeout=timedelta(days=3), where={"orderId": payload.order_id}
            )
        """
        from cgk_runtime.validation.payloads import accepted_names, parse_received_payload

        name = self._catalog.event(event.name).name
        fields = accepted_names(self._catalog, name)
        _read_argument(option_json_object, where or {}, f'"{step_id}": where')
        if fields is not None and (unknown := sorted((where or {}).keys() - fields)):
            raise StepError(
                f'"{step_id}": "{name}" has no field {", ".join(unknown)}; it has {", ".join(sorted(fields))}'
            )
        with self._active_step(step_id) as unique_id:
            received = await self._driver.wait_for_event(unique_id, name, where or {}, _whole_seconds(timeout, step_id))
        if received is None:
            return None
        payload, _tenant_id, _unknown = parse_received_payload(self._catalog, name, json.dumps(received).encode())
        return cast("PayloadT", payload)

    @overload
    def run_sync(
        self, step_id: str, function: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs
    ) -> T: ...
    @overload
    def run_sync(self, step_id: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...
    def run_sync(self, step_id: str, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call `run` from a synchronous handler."""
        return _from_thread(partial(self.run, step_id, function, *args, **kwargs))

    def sleep_sync(self, step_id: str, duration: Duration) -> None:
        """Call `sleep` from a synchronous handler."""
        _from_thread(lambda: self.sleep(step_id, duration))

    def sleep_until_sync(self, step_id: str, instant: datetime) -> None:
        """Call `sleep_until` from a synchronous handler."""
        _from_thread(lambda: self.sleep_until(step_id, instant))

    def send_job_sync(self, step_id: str, item: JobItem[ResultT]) -> JobHandle[ResultT]:
        """Call `send_job` from a synchronous handler."""
        return _from_thread(lambda: self.send_job(step_id, item))

    def invoke_sync(
        self,
        step_id: str,
        task: Task[..., Any, PayloadDictT, ResultT, PayloadT],
        payload: PayloadDictT | PayloadT,
        *,
        timeout: Duration | None = None,
    ) -> ResultT:
        """Call `invoke` from a synchronous handler."""
        return _from_thread(lambda: self.invoke(step_id, task, payload, timeout=timeout))

    def wait_for_event_sync(
        self,
        step_id: str,
        event: Job[Any, Any, PayloadT],
        *,
        timeout: Duration,
        where: Mapping[str, JsonScalar] | None = None,
    ) -> PayloadT | None:
        """Call `wait_for_event` from a synchronous handler."""
        return _from_thread(lambda: self.wait_for_event(step_id, event, timeout=timeout, where=where))

    @contextmanager
    def _active_step(self, step_id: str) -> Generator[str]:
        _read_argument(option_text, step_id, "The id of a step")
        if self._active is not None:
            raise StepError(
                f'"{step_id}" started inside "{self._active}" or at the same time; run steps one after the other, in '
                "the handler itself"
            )
        self._active = step_id
        unique_id = step_id
        while unique_id in self._repetitions:  # the id with a number may be the id of another step
            self._repetitions[step_id] += 1
            unique_id = f"{step_id}:{self._repetitions[step_id]}"
        self._repetitions[unique_id] = 0
        try:
            yield unique_id
        finally:
            self._active = None


def _read_argument(read: Callable[[object, str], T], value: object, name: str) -> T:
    """Read an argument as an option is read; an invalid one fails the run without a retry."""
    try:
        return read(value, name)
    except InvalidOptionError as error:
        raise StepError(error.detail) from None


def _whole_seconds(timeout: Duration, step_id: str) -> float:
    limit = _read_argument(option_seconds, timeout, f'"{step_id}": timeout')
    if limit < 1 or limit % 1:
        raise StepError(f'"{step_id}": a timeout must be whole seconds, at least 1, not {limit:g}')
    return limit


def _from_thread(call: Callable[[], Coroutine[Any, Any, T]]) -> T:
    from anyio.from_thread import run

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return run(call)
    raise StepError("The _sync twins of steps are for synchronous handlers; await the step in an async one")
