"""Runs of Trigger.dev: listing, describing and changing them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from cgk_runtime.client.options import Duration, seconds
from cgk_runtime.client.provider import FINAL_STATUSES, RunStatus
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.api import ApiModel, Pagination, WithId, parse, quote_segment
from cgk_runtime.providers.trigger_dev.durations import format_delay, format_duration, format_instant
from cgk_runtime.providers.trigger_dev.errors import on_missing_run
from cgk_runtime.providers.trigger_dev.options import TriggerOptions, check_tags
from cgk_runtime.providers.trigger_dev.packets import ABSENT, SUPER_JSON, Absent
from cgk_runtime.providers.trigger_dev.superjson import dumps, encode

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi
    from cgk_runtime.providers.trigger_dev.packets import Packets

STATUSES: Final[dict[str, RunStatus]] = {
    "PENDING_VERSION": "queued",
    "WAITING_FOR_DEPLOY": "queued",
    "DELAYED": "delayed",
    "QUEUED": "queued",
    "DEQUEUED": "queued",
    "EXECUTING": "running",
    "WAITING": "running",
    "COMPLETED": "completed",
    "FAILED": "failed",
    "CRASHED": "failed",
    "SYSTEM_FAILURE": "failed",
    "INTERRUPTED": "failed",
    "CANCELED": "cancelled",
    "EXPIRED": "expired",
    "TIMED_OUT": "timed_out",
}
"""Trigger.dev's statuses, including two of older servers. An unknown status counts as "running"."""


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
        output: Output of a completed run, or None if it is large.
        output_presigned_url: Address of a large output.
        error: Error of a failed run, with `name`, `message` and `stack_trace`.
        idempotency_key: Idempotency key as the dashboard shows it.
        batch_id: Id of the batch that triggered the run.
        version: Deployed version that runs it.
        is_test: Marks a test run.
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
    output_presigned_url: str | None = Field(None, repr=False)
    error: _Failure | None = None
    idempotency_key: str | None = None
    batch_id: str | None = None
    version: str | None = None
    is_test: bool = False
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

    @property
    def is_final(self) -> bool:
        """True once the run has ended. Trigger.dev's `isCompleted` misses runs that have expired or timed out."""
        return self.status in FINAL_STATUSES


class _Page(ApiModel):
    data: tuple[TriggerDevRun, ...]
    pagination: Pagination = Pagination()


class _Metadata(ApiModel):
    metadata: dict[str, Any] = Field(default_factory=dict)


class Runs:
    """Lists, describes and changes runs.

    Args:
        api: Client for the requests.
        packets: Client that downloads large outputs.
    """

    def __init__(self, api: TriggerDevApi, packets: Packets) -> None:
        self._api = api
        self._packets = packets

    async def retrieve(self, run_id: str) -> TriggerDevRun:
        """Return a run.

        Raises:
            RunNotFoundError: This environment has no such run.
        """
        with on_missing_run(run_id):
            response = await self._api.call("GET", f"/api/v3/runs/{quote_segment(run_id)}", operation="retrieve run")
        return parse(response, TriggerDevRun)

    async def output(self, run: TriggerDevRun) -> bytes | None:
        """Return a run's output as JSON, or None without one. A large output is downloaded.

        Raises:
            ApiError: The download failed.
        """
        if run.output_presigned_url is not None:
            return await self._packets.fetch(run.output_presigned_url, "fetch output")
        return None if run.output is None else dumps(run.output).encode()

    async def list(
        self,
        *,
        status: Sequence[str] = (),
        task: Sequence[str] = (),
        tag: Sequence[str] = (),
        version: Sequence[str] = (),
        schedule: str | None = None,
        batch: str | None = None,
        queue: Sequence[str] = (),
        machine: Sequence[str] = (),
        region: Sequence[str] = (),
        is_test: bool | None = None,
        created_from: datetime | None = None,
        created_to: datetime | None = None,
        period: Duration | None = None,
        page_size: int = 100,
    ) -> AsyncIterator[TriggerDevRun]:
        """List runs, newest first. Pages are requested as the iteration needs them.

        Args:
            status: Trigger.dev's statuses.
            task: Task ids.
            tag: Tags; `tenant:rawdog` for one tenant's runs.
            version: Deployed versions.
            schedule: Schedule id.
            batch: Batch id.
            queue: Queues; a task's own queue is `task/<id>`.
            machine: Machine presets.
            region: Regions.
            is_test: Only test runs, or none of them.
            created_from: Earliest time of the trigger.
            created_to: Latest time of the trigger.
            period: Maximum age.
            page_size: Runs per request, 1 to 100.
        """
        query: list[tuple[str, str]] = [
            (f"filter[{name}]", ",".join(values))
            for name, values in (
                ("status", status),
                ("taskIdentifier", task),
                ("version", version),
                ("tag", tag),
                ("schedule", [schedule] if schedule else ()),
                ("isTest", [] if is_test is None else [str(is_test).lower()]),
                ("batch", [batch] if batch else ()),
                ("queue", queue),
                ("machine", machine),
                ("region", region),
            )
            if values
        ]
        if created_from is not None:
            query.append(("filter[createdAt][from]", str(round(created_from.timestamp() * 1000))))
        if created_to is not None:
            query.append(("filter[createdAt][to]", str(round(created_to.timestamp() * 1000))))
        if period is not None:
            query.append(("filter[createdAt][period]", format_duration(seconds(period, "period"), "period")))
        query.append(("page[size]", str(page_size)))
        after: str | None = None
        while True:
            page_query = [*query, ("page[after]", after)] if after else query
            page = parse(await self._api.call("GET", "/api/v1/runs", operation="list runs", query=page_query), _Page)
            for run in page.data:
                yield run
            after = page.pagination.next
            if after is None:
                return

    async def cancel(self, run_id: str) -> None:
        """Cancel a run unless it has ended."""
        with on_missing_run(run_id):
            await self._api.call("POST", f"/api/v2/runs/{quote_segment(run_id)}/cancel", operation="cancel run")

    async def replay(self, run_id: str, *, payload: object = ABSENT, options: TriggerOptions | None = None) -> str:
        """Trigger a run's task again and return the new run id.

        Args:
            run_id: Run to repeat.
            payload: New payload; requires a newer server.
            options: New options; require a newer server.

        Raises:
            InvalidOptionError: The payload or an option cannot be sent, or a replay does not accept it.
        """
        body = _replay_body(payload, options)
        with on_missing_run(run_id):
            path = f"/api/v1/runs/{quote_segment(run_id)}/replay"
            response = await self._api.call("POST", path, operation="replay run", body=body or None)
        return parse(response, WithId).id

    async def reschedule(self, run_id: str, delay: Duration | datetime) -> TriggerDevRun:
        """Change the start of a delayed run.

        Args:
            run_id: Run id.
            delay: Delay from now, or the instant.

        Raises:
            InvalidOptionError: The instant is in the past, or the delay is zero.
            UnprocessableError: The run is not delayed; some servers respond with `BadRequestError`.
        """
        if isinstance(delay, datetime):
            text: str | None = format_instant(delay, "delay")
        else:
            text = format_delay(seconds(delay, "delay"))
        if text is None:
            raise InvalidOptionError("delay must be longer than 0 s")
        with on_missing_run(run_id):
            path = f"/api/v1/runs/{quote_segment(run_id)}/reschedule"
            response = await self._api.call("POST", path, operation="reschedule run", body={"delay": text})
        return parse(response, TriggerDevRun)

    async def add_tags(self, run_id: str, tags: Sequence[str]) -> None:
        """Add tags to a run.

        Raises:
            InvalidOptionError: A tag is too long, or there are more than ten.
            UnprocessableError: The run would have more than ten tags.
        """
        check_tags(tags)
        with on_missing_run(run_id):
            path = f"/api/v1/runs/{quote_segment(run_id)}/tags"
            await self._api.call("POST", path, operation="tag run", body={"tags": [*tags]})

    async def metadata(self, run_id: str) -> dict[str, Any]:
        """Return a run's metadata."""
        with on_missing_run(run_id):
            response = await self._api.call(
                "GET", f"/api/v1/runs/{quote_segment(run_id)}/metadata", operation="run metadata"
            )
        return parse(response, _Metadata).metadata

    async def replace_metadata(self, run_id: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Replace a run's metadata and return the stored metadata."""
        with on_missing_run(run_id):
            path = f"/api/v1/runs/{quote_segment(run_id)}/metadata"
            response = await self._api.call("PUT", path, operation="run metadata", body={"metadata": metadata})
        return parse(response, _Metadata).metadata


def _replay_body(payload: object, options: TriggerOptions | None) -> dict[str, Any]:
    wire = options.to_wire() if options else {}
    unsupported = sorted({"concurrency", "debounce", "externalDeploymentId"} & wire.keys())
    if unsupported:
        raise InvalidOptionError(f"a replay does not accept {', '.join(unsupported)}")
    wire.pop("idempotencyKeyOptions", None)
    if "queue" in wire:
        wire["queue"] = wire["queue"]["name"]
    if "lockToVersion" in wire:
        wire["version"] = wire.pop("lockToVersion")
    if isinstance(payload, str):
        wire |= {"payload": payload, "payloadType": "application/json"}
    elif not isinstance(payload, Absent):
        wire |= {"payload": encode(payload), "payloadType": SUPER_JSON}
    return wire
