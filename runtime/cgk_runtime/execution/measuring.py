"""Metrics of attempts."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable
from typing import TYPE_CHECKING, TypeVar

from cgk_runtime._internal import metrics
from cgk_runtime.execution.retries import retry_delay
from cgk_runtime.tasks.steps.driver import AttemptFailed
from cgk_runtime.validation.problems import as_mapping

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition
    from cgk_runtime.execution.attempt import Attempt
    from cgk_runtime.tasks.definition import TaskDefinition

T = TypeVar("T")


async def measured_attempt(task: TaskDefinition, document: bytes, attempt: Attempt, call: Awaitable[T]) -> T:
    """Await the call of a handler; count it as an attempt and measure its wait and its duration.

    Args:
        task: The handler.
        document: The received payload, JSON.
        attempt: The attempt.
        call: The call of the handler, not yet awaited.

    Raises:
        Exception: The exception of the call.
    """
    tenant_id = tenant_in_document(task.event, document) if metrics.includes_tenant() else None
    attributes = metrics.measurement_attributes(attempt.provider_name, task.event.name, "process", tenant_id)
    metrics.count_started(attributes, attempt.waiting_since)
    started_at = time.perf_counter()
    try:
        result = await call
    except BaseException as error:
        reason = error.error if isinstance(error, AttemptFailed) else error
        metrics.count_ended(attributes, _outcome(task, reason, attempt), reason, time.perf_counter() - started_at)
        raise
    metrics.count_ended(attributes, "completed", None, time.perf_counter() - started_at)
    return result


def _outcome(task: TaskDefinition, error: BaseException, attempt: Attempt) -> metrics.Outcome:
    if isinstance(error, asyncio.CancelledError | GeneratorExit | KeyboardInterrupt):
        return "cancelled"
    if not isinstance(error, Exception | SystemExit):
        return "suspended"  # a step interrupts the handler by an exception that derives from BaseException only
    return "failed" if retry_delay(task.retry, error, attempt.number, attempt.max_attempts) is None else "retried"


def tenant_in_document(event: EventDefinition, document: bytes) -> str | None:
    """Return the tenant that a payload names, or None; the payload may be any bytes."""
    try:
        # The models' parser would refuse a lone surrogate, which JavaScript can send.
        fields = as_mapping(json.loads(document)) or {}
    except (ValueError, RecursionError):
        return None
    tenant_id = fields.get(event.tenant_field)
    return tenant_id if isinstance(tenant_id, str) else None
