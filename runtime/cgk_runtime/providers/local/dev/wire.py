"""What other processes and `cgk dev` say to each other: JSON over HTTP, field names in camelCase.

    POST /v1/jobs               {"jobs": [{"event", "payload", "options"?, "headers"?}]}
                             -> {"results": [{"id"} or {"error": {"type", "message"}}]}
    GET  /v1/jobs/ID         -> {"runs": [...]}
    POST /v1/jobs/ID/wait       {"timeout"?: seconds} -> {"runs": [one]}
    POST /v1/jobs/ID/cancel  -> {}
    POST /v1/jobs/ID/replay  -> {"id"}
    GET  /v1/health          -> {"provider", "healthy", "detail"}
    GET  /v1/app             -> {"events", "schedules": [{"name", "taskId", "cron", "timezone", "event"?}],
                                 "tenants"?, "problem"?}

Every request carries `Authorization: Bearer TOKEN`. Failures are {"error": {"type", "message"}} with a status of 4xx.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

from cgk_runtime.client.options import NO_OPTIONS, ResolvedOptions
from cgk_runtime.client.provider import JobMessage, Run, RunError, RunStatus
from cgk_runtime.errors import JobsError


class _Body(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        serialize_by_alias=True,
        extra="forbid",
        hide_input_in_errors=True,
    )


class OptionsBody(_Body):
    """The options of a send, as `ResolvedOptions`: durations in seconds, the idempotency key scoped already."""

    delay: float | None = None
    at: datetime | None = None
    idempotency_key: str | None = None
    idempotency_key_ttl: float | None = None
    max_attempts: int | None = None
    queue: str | None = None
    concurrency_key: str | None = None
    priority: int = 0
    ttl: float | None = None
    tags: tuple[str, ...] = ()
    metadata: dict[str, Any] | None = None

    def resolved(self) -> ResolvedOptions:
        """Give them as the local provider takes them."""
        return ResolvedOptions(**{name: getattr(self, name) for name in self.model_fields_set})


class JobBody(_Body):
    """One job."""

    event: str
    payload: dict[str, Any]
    options: OptionsBody | None = None
    headers: dict[str, str] | None = None


class SendBody(_Body):
    """What POST /v1/jobs takes."""

    jobs: list[JobBody]


class ErrorBody(_Body):
    """What went wrong."""

    type: str
    message: str


class ResultBody(_Body):
    """What became of one job: its id, or why it was refused."""

    id: str | None = None
    error: ErrorBody | None = None


class ResultsBody(_Body):
    """What POST /v1/jobs answers."""

    results: list[ResultBody]


class RunBody(_Body):
    """A run, as `Run`; its output is JSON text."""

    id: str
    status: RunStatus
    event: str | None = None
    tenant_id: str | None = None
    task: str | None = None
    attempt: int = 0
    output: str | None = None
    error: ErrorBody | None = None
    queued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    tags: tuple[str, ...] = ()

    def run(self) -> Run:
        """Give it as callers see it."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        fields["output"] = None if self.output is None else self.output.encode()
        fields["error"] = None if self.error is None else RunError(self.error.type, self.error.message)
        return Run(**fields)


class RunsBody(_Body):
    """What GET /v1/jobs/ID answers."""

    runs: list[RunBody]


class WaitBody(_Body):
    """What POST /v1/jobs/ID/wait takes."""

    timeout: float | None = None


class FailureBody(_Body):
    """The body of every answer with a status of 4xx."""

    error: ErrorBody


class HealthBody(_Body):
    """What GET /v1/health answers."""

    provider: Literal["local"] = "local"
    healthy: bool
    detail: str


class ScheduleBody(_Body):
    """A schedule with a handler."""

    name: str
    task_id: str
    cron: str
    timezone: str
    event: str | None = None


class AppBody(_Body):
    """What GET /v1/app answers: what has a handler there, and the tenants where there is a tenant source."""

    events: list[str]
    schedules: list[ScheduleBody]
    tenants: list[str] | None = None
    problem: str | None = None


def job_body(message: JobMessage) -> JobBody:
    """Write a job."""
    options = message.options
    given = {} if options is NO_OPTIONS else {name: getattr(options, name) for name in options.used()}
    return JobBody(
        event=message.event.name,
        payload=from_json(message.payload),
        options=OptionsBody(**given) if given else None,
        headers=dict(message.headers) if message.headers else None,
    )


def run_body(run: Run) -> RunBody:
    """Write a run."""
    fields = {name: getattr(run, name) for name in RunBody.model_fields}
    fields["output"] = None if run.output is None else run.output.decode()
    fields["error"] = None if run.error is None else ErrorBody(type=run.error.type, message=run.error.message)
    return RunBody(**fields)


def error_body(error: JobsError) -> ErrorBody:
    """Write an error; the part that spoke stays in its text."""
    return ErrorBody(type=type(error).__name__, message=str(error))
