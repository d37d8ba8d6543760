"""Jobs and runs as the worker's SDK names them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.options import ResolvedOptions
from cgk_runtime.provider import JobMessage, Run, RunError, RunStatus

_STATUSES: Final[dict[str, RunStatus]] = {
    "PENDING_VERSION": "queued",
    "DELAYED": "delayed",
    "QUEUED": "queued",
    "DEQUEUED": "queued",
    "EXECUTING": "running",
    "WAITING": "running",
    "COMPLETED": "completed",
    "FAILED": "failed",
    "CRASHED": "failed",
    "SYSTEM_FAILURE": "failed",
    "CANCELED": "cancelled",
    "EXPIRED": "expired",
    "TIMED_OUT": "timed_out",
}
_ENDINGS: Final[dict[str, RunStatus]] = {
    "TASK_RUN_CANCELLED": "cancelled",
    "MAX_DURATION_EXCEEDED": "timed_out",
}
"""The codes of the SDK's own errors that say how a run has ended, where it did not fail."""


def job_body(message: JobMessage) -> dict[str, object]:
    """Write a job for the worker: the task's id, the payload as JSON, the SDK's `TriggerOptions`."""
    return {
        "task": message.event.task_id,
        "payload": message.payload.decode(),
        "options": _options(message.event.name, message.options),
    }


def run_of(body: Mapping[str, Any], events: Mapping[str, str]) -> Run:
    """Read what `runs.retrieve` gave.

    Args:
        body: The run, as JSON.
        events: Event names by task id.
    """
    status: RunStatus = _STATUSES.get(str(body["status"]), "running")
    error = body.get("error")
    task = str(body.get("taskIdentifier"))
    return Run(
        id=str(body["id"]),
        event=events.get(task),
        status=status,
        task=task,
        attempt=int(body.get("attemptCount") or 0),
        output=_document(body.get("output")) if status == "completed" else None,
        error=RunError(str(error.get("name") or "Error"), str(error.get("message"))) if error else None,
        queued_at=_instant(body.get("createdAt")),
        started_at=_instant(body.get("startedAt")),
        ended_at=_instant(body.get("finishedAt")),
        tags=tuple(body.get("tags") or ()),
    )


def run_of_result(body: Mapping[str, Any], message: JobMessage) -> Run:
    """Read what `triggerAndWait` gave."""
    run_id, event, tenant_id = str(body["id"]), message.event.name, message.tenant_id
    if body["ok"]:
        return Run(run_id, event, "completed", tenant_id, output=_document(body.get("output")))
    error = body["error"]
    name = str(error.get("name") or "Error")
    return Run(run_id, event, _ENDINGS.get(name, "failed"), tenant_id, error=RunError(name, str(error.get("message"))))


def _document(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _options(event: str, options: ResolvedOptions) -> dict[str, object]:
    given: dict[str, object] = {}
    if options.delay:
        given["delay"] = _duration(event, "delay", options.delay)
    if options.at is not None:
        if options.at <= datetime.now(UTC):
            raise InvalidOptionError(f'Event "{event}": at is in the past, Trigger.dev would run it at once')
        given["delay"] = options.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if options.ttl is not None:
        given["ttl"] = _duration(event, "ttl", options.ttl)
    if options.idempotency_key_ttl is not None:
        given["idempotencyKeyTTL"] = _duration(event, "idempotency_key_ttl", options.idempotency_key_ttl)
    if options.tags:
        given["tags"] = list(options.tags)
    if options.priority:
        given["priority"] = options.priority
    others = {
        "idempotencyKey": options.idempotency_key,
        "maxAttempts": options.max_attempts,
        "queue": options.queue,
        "concurrencyKey": options.concurrency_key,
        "metadata": options.metadata,
    }
    return given | {name: value for name, value in others.items() if value is not None}


def _duration(event: str, option: str, seconds: float) -> str:
    if not math.isclose(seconds, round(seconds), abs_tol=1e-9):
        raise InvalidOptionError(f'Event "{event}": {option} must be whole seconds on Trigger.dev, it is {seconds:g}')
    return f"{round(seconds)}s"
