"""Catalog with one event and its handler, for the conformance suite."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from pydantic import Field

from cgk_runtime.catalog import Catalog, EventDefinition, Retry
from cgk_runtime.client.batch import JobItem
from cgk_runtime.client.job import Job
from cgk_runtime.payload import PayloadModel
from cgk_runtime.sdk import Sdk
from cgk_runtime.tasks.context import TaskContext
from cgk_runtime.tenant import DEFAULT_TENANT_PATTERN, current_tenant

EVENT: Final = "conformance.echo"


class EchoPayload(PayloadModel, frozen=True):
    """Payload of the event; its handler waits `seconds`, and then fails with the text or returns it.

    Attributes:
        where: Fields of a later event to wait for; the handler returns that event's text, or its own if none arrives.
        unwritable: True to return a value that JSON cannot represent from a step.
    """

    tenant_id: Annotated[str, Field(pattern=DEFAULT_TENANT_PATTERN)]
    text: str
    fail: bool = False
    seconds: float = 0
    where: dict[str, str] | None = None
    unwritable: bool = False


CATALOG: Final = Catalog(
    name="conformance",
    package="cgk_runtime.testing.echo",
    version="1.0.0",
    tenant_pattern=DEFAULT_TENANT_PATTERN,
    events={
        EVENT: EventDefinition(
            name=EVENT,
            task_id="conformance-echo",
            category="conformance",
            payload_type="EchoPayload",
            payload_module="cgk_runtime.testing.echo",
            retry=Retry(max_attempts=2, factor=1, min_timeout_ms=10, max_timeout_ms=10),
        )
    },
    schedules={},
)


class EchoError(Exception):
    """Error of the handler for a payload with `fail`."""


def make_sdk(started: list[str] | None = None) -> Sdk:
    """Create an SDK with the event's handler.

    Args:
        started: List to which the handler appends the tenant of each call.
    """
    sdk = Sdk(CATALOG)

    async def echo(payload: EchoPayload, context: TaskContext) -> dict[str, str]:
        if started is not None:
            started.append(payload.tenant_id)
        if payload.seconds:
            await asyncio.sleep(payload.seconds)
        if payload.fail:
            raise EchoError(payload.text)
        if payload.unwritable:
            await context.step.run("unwritable", lambda: "\ud800")
        if payload.where is not None:
            event: Job[Any, Any, EchoPayload] = Job(sdk, EVENT)
            payload = await context.step.wait_for_event("next", event, timeout=20, where=payload.where) or payload
        return {"text": payload.text, "tenant": current_tenant()}

    sdk.task(EVENT)(echo)
    return sdk


def make_payload(text: str, *, tenant: str = "conformance", fail: bool = False, seconds: float = 0) -> dict[str, Any]:
    """Create a payload of the event."""
    return {"tenantId": tenant, "text": text, "fail": fail, "seconds": seconds}


def make_item(text: str, *, tenant: str = "conformance", seconds: float = 0) -> JobItem[Any]:
    """Create one job of a batch."""
    return JobItem(EVENT, make_payload(text, tenant=tenant, seconds=seconds), {})
