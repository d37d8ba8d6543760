"""Messages between `cgk dev` and other processes: JSON over HTTP, field names in camelCase.

    POST /v1/jobs               {"jobs": [{"event", "payload", "options"?, "headers"?}]}
                             -> {"results": [{"id"} or {"error": {"type", "message"}}]}
    GET  /v1/jobs/ID         -> {"runs": [...]}
    GET  /v1/jobs/ID/payload -> {"payload"}
    POST /v1/jobs/ID/wait       {"timeout"?: seconds} -> {"runs": [run]}
    POST /v1/jobs/ID/cancel  -> {}
    POST /v1/jobs/ID/replay  -> {"id"}
    GET  /v1/runs            -> {"runs": [...]}
    GET  /v1/health          -> {"provider", "healthy", "detail"}
    GET  /v1/app             -> {"events", "schedules": [...], "tenants"?, "problem"?}

Every request carries `Authorization: Bearer TOKEN`. A failure has status 401, 422 or 503 and the body
{"error": {"type", "message"}}.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

from cgk_runtime.catalog import ScheduleDefinition
from cgk_runtime.client.options import NO_OPTIONS, ResolvedOptions
from cgk_runtime.client.provider import JobMessage, Run, RunError
from cgk_runtime.errors import LONGEST_SECONDS, error_text
from cgk_runtime.schedules.fan_out import list_tenants

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


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
    """One job; durations in its options are in seconds, and its idempotency key is already scoped."""

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
    """Response with runs; their output is JSON text."""

    runs: list[Run]


class PayloadResponse(_Message):
    """Response of GET /v1/jobs/ID/payload; the payload is JSON text."""

    payload: bytes | None


class WaitRequest(_Message):
    """Request of POST /v1/jobs/ID/wait."""

    timeout: float | None = Field(None, ge=0, le=LONGEST_SECONDS, allow_inf_nan=False)


class FailureResponse(_Message):
    """Response with status 401, 422 or 503."""

    error: RunError


class AppInfo(_Message):
    """Response of GET /v1/app: events and schedules with handlers, the tenants, and the problem of listing them."""

    events: list[str]
    schedules: list[ScheduleDefinition]
    tenants: list[str] | None = None
    problem: str | None = None


async def describe_app(sdk: Sdk) -> AppInfo:
    """Return the events and schedules with handlers in this process, and the tenants of its tenant source.

    An error of the tenant source becomes the description's `problem`.
    """
    registry = sdk.registry
    schedules = [handler.definition for handler in registry.schedules.values()]
    app = AppInfo(events=list(registry.events), schedules=schedules)
    if registry.tenant_source is None:
        return app
    try:
        app.tenants = await list_tenants(registry.tenant_source, "tenants")
    except Exception as error:  # noqa: BLE001  the application's own function may raise anything
        app.problem = f"the tenant source failed: {type(error).__name__}: {error_text(error)}"
    return app


def to_wire(message: JobMessage) -> WireJob:
    """Convert a job to its form in a request."""
    options = message.options
    return WireJob(
        event=message.event.name,
        payload=from_json(message.payload),
        options=None if options is NO_OPTIONS else replace(options, original_idempotency_key=None),
        headers=dict(message.headers) if message.headers else None,
    )
