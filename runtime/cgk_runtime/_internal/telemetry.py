"""OpenTelemetry spans of sends and runs, if the application uses its API; a job's headers carry the trace.

Names follow the semantic conventions for messaging (opentelemetry.io, "Messaging spans").
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, cast

from cgk_runtime.errors import error_text

if TYPE_CHECKING:
    from opentelemetry.trace import Span


def is_active() -> bool:
    """Return whether the application exports spans; it does not if it never imported OpenTelemetry's API."""
    trace = sys.modules.get("opentelemetry.trace")
    return trace is not None and not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


@contextmanager
def send_span(name: str, system: str, attributes: Mapping[str, str | int]) -> Generator[dict[str, str]]:
    """Open a producer span and yield the headers that carry its trace.

    Args:
        name: The event's name, or "batch".
        system: The provider's name.
        attributes: Further attributes of the span.
    """
    from opentelemetry import propagate, trace

    common = {"messaging.system": system, "messaging.operation.type": "send"}
    with trace.get_tracer("cgk_jobs").start_as_current_span(
        f"send {name}", kind=trace.SpanKind.PRODUCER, attributes={**common, **attributes}
    ):
        headers: dict[str, str] = {}
        propagate.inject(headers)
        yield headers


def suppress_instrumentation() -> AbstractContextManager[None]:
    """Exclude requests from OpenTelemetry's instrumentation of HTTP clients, because their address is a secret."""
    instrumentation = sys.modules.get("opentelemetry.instrumentation.utils")
    if instrumentation is None:
        return nullcontext()
    return cast("AbstractContextManager[None]", instrumentation.suppress_http_instrumentation())


@contextmanager
def run_span(
    event: str, task: str, run_id: str, attempt: int, tenant_id: str, headers: Mapping[str, str] | None
) -> Generator[None]:
    """Open a consumer span in the sender's trace, and record the handler's exception in it.

    Args:
        event: The event's name.
        task: The handler's name.
        run_id: The run's id.
        attempt: The attempt's number, from 1.
        tenant_id: The payload's tenant.
        headers: The job's headers, which may carry a trace.
    """
    from opentelemetry import propagate, trace

    attributes: dict[str, str | int] = {
        "messaging.operation.type": "process",
        "messaging.destination.name": event,
        "messaging.message.id": run_id,
        "cgk.task": task,
        "cgk.attempt": attempt,
        "cgk.tenant_id": tenant_id,
    }
    parent = propagate.extract(dict(headers or {}))
    with trace.get_tracer("cgk_jobs").start_as_current_span(
        f"process {event}",
        context=parent,
        kind=trace.SpanKind.CONSUMER,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield
        except Exception as error:
            _record(span, error)
            raise


def _record(span: Span, error: Exception) -> None:
    """Record an exception like OpenTelemetry's `record_exception`, which fails if `str()` of the exception raises."""
    from opentelemetry.trace import Status, StatusCode

    text = error_text(error)
    attributes = {
        "exception.type": f"{type(error).__module__}.{type(error).__qualname__}",
        "exception.message": text,
        "exception.stacktrace": "".join(traceback.format_exception(error)),
    }
    span.add_event("exception", attributes)
    span.set_status(Status(StatusCode.ERROR, f"{type(error).__name__}: {text}"))
