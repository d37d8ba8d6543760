"""Messages between `cgk dev` and other processes: JSON over HTTP, field names in camelCase.

    POST /v1/jobs               {"jobs": [{"event", "payload", "options"?, "headers"?}]}
                             -> {"results": [{"id"} or {"error": {"type", "message"}}]}
    GET  /v1/jobs/ID         -> {"runs": [...]}
    GET  /v1/jobs/ID/payload -> {"payload"}
    POST /v1/jobs/ID/wait       {"timeout"?: seconds} -> {"runs": [one]}
    POST /v1/jobs/ID/cancel  -> {}
    POST /v1/jobs/ID/replay  -> {"id"}
    POST /v1/runs/list          {"tenantId"?, "event"?, "statuses"?, "since"?} -> {"runs": [...]}
    GET  /v1/health          -> {"provider", "healthy", "detail"}
    GET  /v1/app             -> {"events", "schedules": [{"name", "taskId", "cron", "timezone", "event"?}],
                                 "tenants"?, "problem"?}

Every request carries `Authorization: Bearer TOKEN`. A failure has a 4xx status and {"error": {"type", "message"}}.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

from cgk_runtime.client.options import NO_OPTIONS, ResolvedOptions
from cgk_runtime.client.provider import JobMessage, Run, RunError, RunStatus
from cgk_runtime.errors import LONGEST_SECONDS


class _Message(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        serialize_by_alias=True,
        extra="forbid",
        hide_input_in_errors=True,
        strict=True,
    )


class WireJob(_Message):
    """One job; durations of its options are in seconds, its idempotency key is scoped already."""

    event: str
    payload: dict[str, Any]
    options: ResolvedOptions | None = None
    headers: dict[str, str] | None = None


class SendRequest(_Message):
    """Request of POST /v1/jobs."""

    jobs: list[WireJob]


class JobResult(_Message):
    """Outcome of one job: its id, or the error it was refused with."""

    id: str | None = None
    error: RunError | None = None


class SendResponse(_Message):
    """Response of POST /v1/jobs, one result for each job."""

    results: list[JobResult]


class RunsResponse(_Message):
    """Response with a job's runs; their output is JSON text."""

    runs: list[Run]


class PayloadResponse(_Message):
    """Response of GET /v1/jobs/ID/payload; the payload is JSON text."""

    payload: bytes | None


class WaitRequest(_Message):
    """Request of POST /v1/jobs/ID/wait."""

    timeout: float | None = Field(None, ge=0, le=LONGEST_SECONDS, allow_inf_nan=False)


class ListRequest(_Message):
    """Request of POST /v1/runs/list; the fields of `RunFilter`."""

    tenant_id: str | None = None
    event: str | None = None
    statuses: frozenset[RunStatus] = frozenset()
    since: AwareDatetime | None = None


class FailureResponse(_Message):
    """Response with a 4xx status."""

    error: RunError


class ScheduleInfo(_Message):
    """Schedule with a handler."""

    name: str
    task_id: str
    cron: str
    timezone: str
    event: str | None = None


class AppInfo(_Message):
    """Response of GET /v1/app: events and schedules with handlers, and the tenants if there is a tenant source."""

    events: list[str]
    schedules: list[ScheduleInfo]
    tenants: list[str] | None = None
    problem: str | None = None


def to_wire(message: JobMessage) -> WireJob:
    """Convert a job to its message."""
    options = message.options
    return WireJob(
        event=message.event.name,
        payload=from_json(message.payload),
        options=None if options is NO_OPTIONS else replace(options, idempotency_key_given=None),
        headers=dict(message.headers) if message.headers else None,
    )
