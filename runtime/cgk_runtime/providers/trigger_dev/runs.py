"""Runs of Trigger.dev: listing, describing and changing them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cgk_runtime.client.options import Duration
from cgk_runtime.errors import InvalidOptionError, NotFoundError, RunNotFoundError
from cgk_runtime.providers.trigger_dev.api import COMPONENT, ApiModel, Pagination, WithId, parse, quote_segment
from cgk_runtime.providers.trigger_dev.durations import format_delay, format_duration
from cgk_runtime.providers.trigger_dev.options import TriggerOptions, check_tags
from cgk_runtime.providers.trigger_dev.packets import ABSENT, Absent, Packet, packet_json
from cgk_runtime.providers.trigger_dev.replays import ReplayPolicy, changed_options, check_tenant
from cgk_runtime.providers.trigger_dev.run_model import TriggerDevRun
from cgk_runtime.providers.trigger_dev.superjson import dumps

if TYPE_CHECKING:
    from cgk_runtime.providers.http import HttpResponse, RetryPolicy
    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi
    from cgk_runtime.providers.trigger_dev.packets import Packets
    from cgk_runtime.providers.trigger_dev.tasks import Tasks


class _Page(ApiModel):
    data: tuple[TriggerDevRun, ...]
    pagination: Pagination = Pagination()


class _Metadata(ApiModel):
    """Metadata as the API stores it: JSON text with its type, or null. The response to an update is the data itself."""

    metadata: str | dict[str, Any] | None = None
    metadata_type: str = "application/json"

    def decoded(self) -> dict[str, Any]:
        if not isinstance(self.metadata, str):
            return self.metadata or {}
        content = packet_json(self.metadata.encode(), self.metadata_type)
        return json.loads(content or b"null") or {}


class Runs:
    """Client for listing, reading and changing runs.

    Args:
        api: Client for the requests.
        packets: Client that downloads large payloads and outputs.
        tasks: Client that triggers changed replays.
    """

    def __init__(self, api: TriggerDevApi, packets: Packets, tasks: Tasks) -> None:
        self._api = api
        self._packets = packets
        self._tasks = tasks
        self._replay_policy = ReplayPolicy(**dataclasses.asdict(api.options.policy))

    async def retrieve(self, run_id: str) -> TriggerDevRun:
        """Return a run.

        Raises:
            RunNotFoundError: This environment has no such run.
        """
        return parse(await self._request("GET", run_id, operation="retrieve run", version=3), TriggerDevRun)

    async def output(self, run: TriggerDevRun) -> bytes | None:
        """Return a run's output as JSON, or None without one. A large output is downloaded.

        Raises:
            ApiError: The download failed.
        """
        return await self._content(run.output, run.output_presigned_url, "fetch output")

    async def payload(self, run: TriggerDevRun) -> bytes | None:
        """Return a run's payload as JSON, or None without one. A large payload is downloaded.

        Raises:
            ApiError: The download failed.
        """
        return await self._content(run.payload, run.payload_presigned_url, "fetch payload")

    async def list(
        self,
        *,
        status: Sequence[str] = (),
        task: Sequence[str] = (),
        tag: Sequence[str] = (),
        batch: str | None = None,
        created_from: datetime | None = None,
        period: Duration | None = None,
        page_size: int = 100,
    ) -> AsyncIterator[TriggerDevRun]:
        """List runs, newest first. Pages are requested as the iteration needs them.

        Args:
            status: Trigger.dev's statuses.
            task: Task ids.
            tag: Tags without commas, which separate them; `tenant:rawdog` for one tenant's runs.
            batch: Batch id.
            created_from: Earliest time of the trigger.
            period: Maximum age.
            page_size: Runs per request, 1 to 100.
        """
        filters = {
            "filter[status]": ",".join(status),
            "filter[taskIdentifier]": ",".join(task),
            "filter[tag]": ",".join(tag),
            "filter[batch]": batch,
            "filter[createdAt][from]": None if created_from is None else str(round(created_from.timestamp() * 1000)),
            "filter[createdAt][period]": None if period is None else format_duration(period, "period"),
        }
        query = [(name, value) for name, value in filters.items() if value]
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
        await self._request("POST", run_id, "/cancel", operation="cancel run", version=2)

    async def replay(self, run_id: str, *, payload: object = ABSENT, options: TriggerOptions | None = None) -> str:
        """Trigger a run's task again and return the new run id.

        Without a payload and options, the server repeats the run. With one of them, a new run is triggered, because
        servers ignore the changes of a replay. The new run keeps the payload (dates as strings), tags and metadata
        unless you pass new ones; the tag of its tenant stays next to up to nine new tags.

        Args:
            run_id: Run to repeat.
            payload: New payload.
            options: Options of the new run.

        Raises:
            InvalidOptionError: The payload or a tag is that of another tenant, or cannot be sent.
            RunNotFoundError: This environment has no such run.
        """
        keeps_payload = isinstance(payload, Absent)
        if keeps_payload and options is None:
            policy = self._replay_policy
            response = await self._request("POST", run_id, "/replay", operation="replay run", policy=policy)
            return parse(response, WithId).id
        run = await self.retrieve(run_id)
        document = await self.payload(run)
        if keeps_payload and document is not None:
            packet = Packet.from_json(document)
        else:
            check_tenant(run, document, payload)
            packet = Packet.from_value(payload)
        changed = changed_options(run, options or TriggerOptions(), keeps_payload=keeps_payload)
        return (await self._tasks.trigger_packet(run.task_identifier, packet, changed.to_wire())).id

    async def reschedule(self, run_id: str, delay: Duration | datetime) -> TriggerDevRun:
        """Change the start of a delayed run.

        Args:
            run_id: Run id.
            delay: Delay from now, or the instant.

        Raises:
            InvalidOptionError: The instant is in the past, or the delay is zero.
            UnprocessableError: The run is not delayed; some servers respond with `BadRequestError`.
        """
        text = format_delay(delay)
        if text is None:
            raise InvalidOptionError("delay must be longer than 0 s")
        body = {"delay": text}
        response = await self._request("POST", run_id, "/reschedule", operation="reschedule run", body=body)
        return parse(response, TriggerDevRun)

    async def add_tags(self, run_id: str, tags: Sequence[str]) -> None:
        """Add tags to a run.

        Raises:
            InvalidOptionError: A tag is too long, or there are more than ten.
            UnprocessableError: The run would have more than ten tags.
        """
        await self._request("POST", run_id, "/tags", operation="tag run", body={"tags": check_tags(tags)})

    async def metadata(self, run_id: str) -> dict[str, Any]:
        """Return a run's metadata."""
        return parse(await self._request("GET", run_id, "/metadata", operation="run metadata"), _Metadata).decoded()

    async def replace_metadata(self, run_id: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Replace a run's metadata and return the stored metadata."""
        body = {"metadata": metadata}
        response = await self._request("PUT", run_id, "/metadata", operation="run metadata", body=body)
        return parse(response, _Metadata).decoded()

    async def _request(
        self,
        method: str,
        run_id: str,
        action: str = "",
        *,
        operation: str,
        version: int = 1,
        body: object = None,
        policy: RetryPolicy | None = None,
    ) -> HttpResponse:
        """Send a request about one run."""
        path = f"/api/v{version}/runs/{quote_segment(run_id)}{action}"
        try:
            return await self._api.call(method, path, operation=operation, body=body, policy=policy)
        except NotFoundError as error:
            raise RunNotFoundError(run_id, component=COMPONENT, api_error=error) from error

    async def _content(self, value: object, presigned_url: str | None, operation: str) -> bytes | None:
        if presigned_url is not None:
            return await self._packets.fetch(presigned_url, operation)
        return None if value is None else dumps(value).encode()
