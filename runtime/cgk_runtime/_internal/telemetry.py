"""OpenTelemetry spans around sends and runs, where its API is installed; the trace travels with the job.

Names follow the semantic conventions for messaging (opentelemetry.io, "Messaging spans").
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.tasks.task import TaskDefinition

_NOBODY_LOOKS: Final = nullcontext()


def is_active() -> bool:
    """Say whether the application has set up what receives spans; one that has not imported the API has not."""
    trace = sys.modules.get("opentelemetry.trace")
    return trace is not None and not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


@contextmanager
def sending(message: JobMessage, system: str) -> Generator[JobMessage]:
    """Open a producer span, and give the message with the headers that carry its trace.

    Args:
        message: What is sent.
        system: The provider's name.
    """
    from opentelemetry import trace

    attributes: dict[str, str | int] = {
        "messaging.system": system,
        "messaging.operation.type": "send",
        "messaging.destination.name": message.event.name,
        "messaging.message.body.size": len(message.payload),
        "cgk.tenant_id": message.tenant_id,
    }
    with trace.get_tracer("cgk_jobs").start_as_current_span(
        f"send {message.event.name}", kind=trace.SpanKind.PRODUCER, attributes=attributes
    ):
        yield _traced(message)


@contextmanager
def sending_batch(messages: Sequence[JobMessage], system: str) -> Generator[list[JobMessage]]:
    """Open one producer span for a batch, and give its messages with the headers that carry the trace."""
    from opentelemetry import trace

    attributes: dict[str, str | int] = {
        "messaging.system": system,
        "messaging.operation.type": "send",
        "messaging.batch.message_count": len(messages),
    }
    with trace.get_tracer("cgk_jobs").start_as_current_span(
        "send batch", kind=trace.SpanKind.PRODUCER, attributes=attributes
    ):
        # One trace for all of them, so those that had the same headers have the same ones again.
        merged: dict[int, Mapping[str, str] | None] = {}
        for message in messages:
            if id(message.headers) not in merged:
                merged[id(message.headers)] = _traced(message).headers
        yield [replace(message, headers=merged[id(message.headers)]) for message in messages]


def suppress_instrumentation() -> AbstractContextManager[None]:
    """Keep OpenTelemetry's instrumentation of HTTP clients from recording requests whose address is a secret."""
    instrumentation = sys.modules.get("opentelemetry.instrumentation.utils")
    if instrumentation is None:
        return _NOBODY_LOOKS
    return cast("AbstractContextManager[None]", instrumentation.suppress_http_instrumentation())


def _traced(message: JobMessage) -> JobMessage:
    from opentelemetry import propagate

    headers: dict[str, str] = {}
    propagate.inject(headers)
    return replace(message, headers={**(message.headers or {}), **headers}) if headers else message


@contextmanager
def running(
    task: TaskDefinition, run_id: str, attempt: int, tenant_id: str, headers: Mapping[str, str] | None
) -> Generator[None]:
    """Open a consumer span under the sender's trace; an exception of the handler is recorded in it."""
    from opentelemetry import propagate, trace

    attributes: dict[str, str | int] = {
        "messaging.operation.type": "process",
        "messaging.destination.name": task.event.name,
        "messaging.message.id": run_id,
        "cgk.task": task.name,
        "cgk.attempt": attempt,
        "cgk.tenant_id": tenant_id,
    }
    tracer = trace.get_tracer("cgk_jobs")
    parent = propagate.extract(dict(headers or {}))
    with tracer.start_as_current_span(
        f"process {task.event.name}", context=parent, kind=trace.SpanKind.CONSUMER, attributes=attributes
    ):
        yield
