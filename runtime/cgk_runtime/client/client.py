"""The client: validates jobs and sends them through one provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from typing_extensions import Unpack

from cgk_runtime._internal import metrics, telemetry
from cgk_runtime._internal.event_loop import background_loop
from cgk_runtime.client.batch import BatchError, check_item, check_items, send_one_by_one
from cgk_runtime.client.handle import JobHandle
from cgk_runtime.client.middleware import Send, SendMiddlewareChain
from cgk_runtime.client.option_values import option_seconds
from cgk_runtime.client.options import NO_OPTIONS, JobOptions, SendOptions, WaitOptions, resolve_options
from cgk_runtime.client.provider import CATALOG_VERSION, Health, JobMessage, JobProvider, Run, WaitingProvider
from cgk_runtime.client.sender import JobSender
from cgk_runtime.errors import (
    ClosedError,
    CrossTenantError,
    InvalidOptionError,
    JobsError,
    NotSupportedError,
    PayloadTooLargeError,
)
from cgk_runtime.tenant import current_tenant_or_none
from cgk_runtime.validation.payloads import serialize_payload

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.batch import JobItem


class JobClient(JobSender):
    """Client that sends the jobs of one catalog through one provider.

    It is an async and a sync context manager that closes the provider. Payloads are validated at run time; the
    `create_job_client` of a generated package returns a client whose `send_job` and `jobs` are typed.

    Args:
        catalog: The catalog, which validates the payloads.
        provider: The provider, which receives the jobs.
        middleware: The application's middleware around sends.
    """

    def __init__(self, catalog: Catalog, provider: JobProvider, middleware: SendMiddlewareChain | None = None) -> None:
        self.catalog = catalog
        self._headers = {CATALOG_VERSION: catalog.version}
        self._provider = provider
        self._middleware = SendMiddlewareChain() if middleware is None else middleware
        self._closed = False

    @property
    def provider(self) -> JobProvider:
        """The provider that receives the jobs."""
        return self._provider

    @property
    def client(self) -> Self:
        """The client itself."""
        return self

    @property
    def supported_options(self) -> frozenset[str]:
        """The names of the `SendOptions` that the provider supports."""
        return self._provider.supported_options

    async def send_job_dynamic(self, event: str, payload: object, **options: Unpack[SendOptions]) -> JobHandle[Any]:
        """Validate and send a job whose event may be known at run time only."""
        message = self._build_message(event, payload, options)
        return self._create_handle(await self._send(message), message.event.name)

    async def send_jobs(self, items: Sequence[JobItem[Any]]) -> list[JobHandle[Any]]:
        """Validate and send a batch; nothing is sent unless every item is valid."""
        items = check_items(items)
        messages: list[JobMessage] = []
        invalid: dict[int, JobsError] = {}
        for index, item in enumerate(items):
            try:
                check_item(item)
                messages.append(self._build_message(item.event, item.payload, item.options))
            except JobsError as error:
                invalid[index] = error
        if invalid:
            raise BatchError(len(items), invalid, {})
        if not messages:
            return []
        outcomes = await self._send_many(messages)
        handles = {
            index: self._create_handle(outcome, messages[index].event.name)
            for index, outcome in enumerate(outcomes)
            if isinstance(outcome, str)
        }
        failed = {index: outcome for index, outcome in enumerate(outcomes) if not isinstance(outcome, str)}
        if failed:
            raise BatchError(len(items), failed, handles)
        return list(handles.values())

    async def trigger_and_wait_dynamic(self, event: str, payload: object, **options: Unpack[WaitOptions]) -> Any:
        """Send a job and return the result of its handler."""
        timeout = options.pop("timeout", None)
        limit = None if timeout is None else option_seconds(timeout, "timeout")
        message = self._build_message(event, payload, options)
        if limit is None and isinstance(self._provider, WaitingProvider):
            return await self._send_and_wait(message, self._provider)
        return await self._create_handle(await self._send(message), message.event.name).wait(limit)

    def get_handle(self, job_id: str, event: str | None = None) -> JobHandle[Any]:
        """Return the handle of a job that was sent earlier or by another process."""
        return self._create_handle(job_id, self.catalog.event(event).name if event else None)

    async def replay_job(self, job_id: str) -> JobHandle[Any]:
        """Send the payload of a job again."""
        if self._closed:
            raise ClosedError(f'This client is closed, "{job_id}" was not sent again; use another one')
        return self.get_handle(await self._provider.replay(job_id))

    async def health_check(self) -> Health:
        """Return whether the provider accepts jobs."""
        return await self._provider.check_health()

    async def close(self) -> None:
        """Close the provider; a closed client sends nothing."""
        if not self._closed:
            self._closed = True
            await self._provider.close()

    async def _send(self, message: JobMessage, send: Send | None = None) -> str:
        send = send or self._provider.send
        if metrics.is_active():
            send = partial(self._send_with_metrics, send)
        if self._middleware.functions:
            send = partial(self._check_and_send, send)  # middleware may have changed the message
        if not telemetry.is_active():
            return await self._middleware.send(message, send)
        attributes: dict[str, str | int] = {
            "messaging.destination.name": message.event.name,
            "messaging.message.body.size": len(message.payload),
            "cgk.tenant_id": message.tenant_id,
        }
        with telemetry.send_span(message.event.name, self._provider.name, attributes) as headers:
            return await self._middleware.send(_with_headers(message, headers), send)

    async def _send_with_metrics(self, send: Send, message: JobMessage) -> str:
        with metrics.measured_send(self._metric_attributes(message)):
            return await send(message)

    def _metric_attributes(self, message: JobMessage) -> metrics.Attributes:
        return metrics.measurement_attributes(self._provider.name, message.event.name, "send", message.tenant_id)

    async def _send_and_wait(self, message: JobMessage, provider: WaitingProvider) -> Any:
        ended_runs: dict[str, Run] = {}

        async def send(message: JobMessage) -> str:
            run = await provider.send_and_wait(message)
            ended_runs[run.id] = run
            return run.id

        job_id = await self._send(message, send)
        handle = self._create_handle(job_id, message.event.name)
        # Middleware may return the id of another job.
        return handle.result_of(ended_runs[job_id]) if job_id in ended_runs else await handle.wait()

    async def _send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        if self._middleware.functions:
            # Each message passes through the middleware, which may refuse it.
            return await send_one_by_one(messages, self._send)
        if not telemetry.is_active():
            return await self._send_batch(messages)
        attributes = {"messaging.batch.message_count": len(messages)}
        with telemetry.send_span("batch", self._provider.name, attributes) as headers:
            return await self._send_batch([_with_headers(message, headers) for message in messages])

    async def _send_batch(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        outcomes = await self._provider.send_many(messages)
        if metrics.is_active():
            for message, outcome in zip(messages, outcomes, strict=True):
                metrics.count_sent(self._metric_attributes(message), None if isinstance(outcome, str) else outcome)
        return outcomes

    def _create_handle(self, job_id: str, event: str | None) -> JobHandle[Any]:
        return JobHandle(job_id, event, self._provider, self.catalog)

    def _build_message(self, event: str, payload: object, options: JobOptions) -> JobMessage:
        if self._closed:
            raise ClosedError(f'This client is closed, "{event}" was not sent; use another one')
        tenant_id, document = serialize_payload(self.catalog, event, payload)
        current = current_tenant_or_none()
        if current is not None and current != tenant_id and options.get("cross_tenant") is not True:
            raise CrossTenantError(event, current, tenant_id)
        if "timeout" in options:
            raise InvalidOptionError(f'Event "{event}": timeout is an option of trigger_and_wait and wait')
        definition = self.catalog.event(event)
        # Sends under the current and a former name share their idempotency keys.
        resolved = resolve_options(options, tenant_id, definition.name) if options else NO_OPTIONS
        message = JobMessage(definition, tenant_id, document, resolved, self._headers)
        self._check_limits(message)
        return message

    def _check_limits(self, message: JobMessage) -> None:
        if len(message.payload) > self._provider.max_payload_bytes:
            raise _too_large_error(message.event.name, message.payload, self._provider.max_payload_bytes)
        if message.options is not NO_OPTIONS:
            unsupported = message.options.used() - self._provider.supported_options
            if unsupported:
                raise _not_supported_error(message.event.name, self._provider, sorted(unsupported))

    async def _check_and_send(self, send: Send, message: JobMessage) -> str:
        self._check_limits(message)
        return await send(message)

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(self, *_exception: object) -> None:
        """Close the client."""
        await self.close()

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close the client."""
        background_loop.run("close", self.close())


def _with_headers(message: JobMessage, headers: Mapping[str, str]) -> JobMessage:
    return replace(message, headers={**(message.headers or {}), **headers}) if headers else message


def _too_large_error(event: str, document: bytes, limit: int) -> PayloadTooLargeError:
    from pydantic_core import from_json, to_json

    sizes = {name: len(to_json(value)) for name, value in from_json(document).items()}
    return PayloadTooLargeError(event, len(document), limit, max(sizes, key=lambda name: sizes[name]))


def _not_supported_error(event: str, provider: JobProvider, options: Sequence[str]) -> NotSupportedError:
    # A provider may name an alternative for each unsupported option.
    reasons: Mapping[str, str] = getattr(provider, "unsupported_reasons", {})
    descriptions = ", ".join(f"{name} ({reasons[name]})" if name in reasons else name for name in options)
    return NotSupportedError(f'Event "{event}" was not sent: {provider.name} does not support {descriptions}')
