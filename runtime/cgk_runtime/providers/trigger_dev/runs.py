"""Runs: what became of what was triggered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from cgk_runtime.client.options import Duration, seconds
from cgk_runtime.client.provider import FINAL_STATUSES, RunStatus
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.api import Answer, Pagination, WithId, read, segment
from cgk_runtime.providers.trigger_dev.durations import delay_text, duration_text, instant_text
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
"""Trigger.dev's names, and two that older servers still give. A status that is not here goes on: "running"."""


class _Failure(Answer):
    name: str | None = None
    message: str = ""
    stack_trace: str | None = None


class TriggerDevRun(WithId):
    """A run as Trigger.dev describes it; what a list gives has neither payload nor output.

    Attributes:
        id: Its id.
        task_identifier: The task's id.
        state: Its status by Trigger.dev's name, such as "EXECUTING".
        attempt_count: How many attempts have begun.
        payload: What it was given, or None where it is large.
        output: What it gave, once it is completed, or None where it is large.
        output_presigned_url: Where a large output is.
        error: Why it failed, with `name`, `message` and `stack_trace`.
        idempotency_key: Its key, as the dashboard shows it.
        batch_id: The batch it came with.
        version: The deployed version that runs it.
        is_test: Whether it is a test.
        tags: Its labels.
        metadata: Data beside the payload.
        created_at: When it was triggered.
        started_at: When it began.
        finished_at: When it ended.
        duration_ms: How long it has computed.
        cost_in_cents: What that costs.
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
        """Where it is, by the names of every provider."""
        return STATUSES.get(self.state, "running")

    @property
    def is_final(self) -> bool:
        """Whether it has ended; by its status, for `isCompleted` is false for runs that have expired or timed out."""
        return self.status in FINAL_STATUSES


class _Page(Answer):
    data: tuple[TriggerDevRun, ...]
    pagination: Pagination = Pagination()


class _Metadata(Answer):
    metadata: dict[str, Any] = Field(default_factory=dict)


class Runs:
    """Knows runs.

    Args:
        api: Where they are.
        packets: Fetches large outputs.
    """

    def __init__(self, api: TriggerDevApi, packets: Packets) -> None:
        self._api = api
        self._packets = packets

    async def retrieve(self, run_id: str) -> TriggerDevRun:
        """Describe a run.

        Raises:
            RunNotFoundError: There is no such run in this environment.
        """
        with on_missing_run(run_id):
            answer = await self._api.call("GET", f"/api/v3/runs/{segment(run_id)}", operation="retrieve run")
        return read(answer, TriggerDevRun)

    async def output(self, run: TriggerDevRun) -> bytes | None:
        """Give what a run gave, as JSON; fetched where it is large, None where there is nothing.

        Raises:
            ApiError: It cannot be fetched.
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
        """List runs, the newest first, page by page as they are asked for.

        Args:
            status: Trigger.dev's names.
            task: Ids of tasks.
            tag: Labels; `tenant:rawdog` for one tenant's runs.
            version: Deployed versions.
            schedule: A schedule's id.
            batch: A batch's id.
            queue: Queues; a task's own is `task/<id>`.
            machine: Presets of machines.
            region: Regions.
            is_test: Whether it is a test.
            created_from: Not before.
            created_to: Not after.
            period: Not longer ago.
            page_size: How many are asked for at a time, 1 to 100.
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
            query.append(("filter[createdAt][period]", duration_text(seconds(period, "period"), "period")))
        query.append(("page[size]", str(page_size)))
        after: str | None = None
        while True:
            asked = [*query, ("page[after]", after)] if after else query
            page = read(await self._api.call("GET", "/api/v1/runs", operation="list runs", query=asked), _Page)
            for run in page.data:
                yield run
            after = page.pagination.next
            if after is None:
                return

    async def cancel(self, run_id: str) -> None:
        """Stop a run; one that has ended stays as it is."""
        with on_missing_run(run_id):
            await self._api.call("POST", f"/api/v2/runs/{segment(run_id)}/cancel", operation="cancel run")

    async def replay(self, run_id: str, *, payload: object = ABSENT, options: TriggerOptions | None = None) -> str:
        """Trigger a run's task once more, and give the new run's id.

        Args:
            run_id: The run to repeat.
            payload: Instead of the run's own; only newer servers take it.
            options: Instead of the run's own; only newer servers take them.

        Raises:
            InvalidOptionError: The payload or an option cannot be sent, or a replay does not take it.
        """
        body = _replay_body(payload, options)
        with on_missing_run(run_id):
            path = f"/api/v1/runs/{segment(run_id)}/replay"
            answer = await self._api.call("POST", path, operation="replay run", body=body or None)
        return read(answer, WithId).id

    async def reschedule(self, run_id: str, delay: Duration | datetime) -> TriggerDevRun:
        """Let a run that is delayed begin at another time.

        Args:
            run_id: Its id.
            delay: From now on, or the instant.

        Raises:
            InvalidOptionError: The instant is past, or the delay is none.
            UnprocessableError: It is not delayed (any more); `BadRequestError` at some servers.
        """
        if isinstance(delay, datetime):
            text: str | None = instant_text(delay, "delay")
        else:
            text = delay_text(seconds(delay, "delay"))
        if text is None:
            raise InvalidOptionError("delay must be longer than 0 s")
        with on_missing_run(run_id):
            path = f"/api/v1/runs/{segment(run_id)}/reschedule"
            answer = await self._api.call("POST", path, operation="reschedule run", body={"delay": text})
        return read(answer, TriggerDevRun)

    async def add_tags(self, run_id: str, tags: Sequence[str]) -> None:
        """Give a run further labels.

        Raises:
            InvalidOptionError: One is too long, or there are more than ten.
            UnprocessableError: With those it has there would be more than ten.
        """
        check_tags(tags)
        with on_missing_run(run_id):
            path = f"/api/v1/runs/{segment(run_id)}/tags"
            await self._api.call("POST", path, operation="tag run", body={"tags": [*tags]})

    async def metadata(self, run_id: str) -> dict[str, Any]:
        """Give the data beside a run's payload."""
        with on_missing_run(run_id):
            answer = await self._api.call("GET", f"/api/v1/runs/{segment(run_id)}/metadata", operation="run metadata")
        return read(answer, _Metadata).metadata

    async def replace_metadata(self, run_id: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Put other data beside a run's payload, and give what is there now."""
        with on_missing_run(run_id):
            path = f"/api/v1/runs/{segment(run_id)}/metadata"
            answer = await self._api.call("PUT", path, operation="run metadata", body={"metadata": metadata})
        return read(answer, _Metadata).metadata


def _replay_body(payload: object, options: TriggerOptions | None) -> dict[str, Any]:
    wire = options.on_the_wire() if options else {}
    refused = sorted({"concurrency", "debounce", "externalDeploymentId"} & wire.keys())
    if refused:
        raise InvalidOptionError(f"a replay does not take {', '.join(refused)}")
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
