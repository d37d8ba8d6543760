"""Description of a run by Trigger.dev's API."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from pydantic import Field

from cgk_runtime.client.provider import RunStatus
from cgk_runtime.providers.trigger_dev.api import ApiModel, WithId

STATUSES: Final[dict[str, RunStatus]] = {
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
"""Trigger.dev's statuses. An unknown status counts as "running"."""


class _Failure(ApiModel):
    name: str | None = None
    message: str = ""
    stack_trace: str | None = None


class TriggerDevRun(WithId):
    """Run as Trigger.dev describes it. Runs of a list have neither payload nor output.

    Attributes:
        id: Run id.
        task_identifier: Task id.
        state: Trigger.dev's status, such as "EXECUTING".
        attempt_count: Number of started attempts.
        payload: Payload, or None if it is large.
        payload_presigned_url: Address of a large payload.
        output: Output of a completed run, or None if it is large.
        output_presigned_url: Address of a large output.
        error: Error of a failed run, with `name`, `message` and `stack_trace`.
        idempotency_key: Idempotency key as the dashboard shows it.
        batch_id: Id of the batch that triggered the run.
        version: Deployed version that runs it.
        tags: Tags.
        metadata: JSON data of the run.
        created_at: Time of the trigger.
        started_at: Time of the start.
        finished_at: Time of the end.
        duration_ms: Computing time in milliseconds.
        cost_in_cents: Cost of the computing time.
    """

    task_identifier: str
    state: str = Field(alias="status")
    attempt_count: int = 0
    payload: Any = None  # JSON of any kind
    output: Any = None  # JSON of any kind
    payload_presigned_url: str | None = Field(None, repr=False)
    output_presigned_url: str | None = Field(None, repr=False)
    error: _Failure | None = None
    idempotency_key: str | None = None
    batch_id: str | None = None
    version: str | None = None
    tags: tuple[str, ...] = ()
    metadata: dict[str, Any] | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    duration_ms: float = 0
    cost_in_cents: float = 0

    @property
    def status(self) -> RunStatus:
        """Status in the terms of all providers."""
        return STATUSES.get(self.state, "running")
