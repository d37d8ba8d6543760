"""Fake of Trigger.dev's API for Trigger.dev's worker: records requests, logs and spans, and runs no task.

The fake in tests/support/trigger_dev_server.py is for Python's client instead, and it also runs tasks.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from aiohttp import web


@dataclass
class RecordedRequest:
    """Received request. The body is parsed JSON (a list for JSON lines), or the text of a stored payload."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class FakeApi:
    """Server on loopback for triggers, batches, runs and schedules that collects logs and spans.

    Attributes:
        requests: Requests, except those with logs and spans.
        logs: Log records, each with level, text, attributes and time, in the order of their times.
        spans: Spans, as OpenTelemetry describes them.
        triggered: Event that is set when a job arrives.
        batch_limit: Items that the rate limit of batches allows, or None for no limit.
    """

    requests: list[RecordedRequest] = field(default_factory=list[RecordedRequest])
    logs: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    spans: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    triggered: asyncio.Event = field(default_factory=asyncio.Event)
    batch_limit: int | None = None
    _run_count: int = 0

    async def __aenter__(self) -> FakeApi:
        application = web.Application(client_max_size=1 << 26)
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._runner.cleanup()

    def clear(self) -> None:
        """Clear the recorded requests, logs and spans."""
        for records in (self.requests, self.logs, self.spans):
            records.clear()
        self.triggered.clear()

    def next_run_number(self) -> int:
        """Return N of "run_sentN", the id of the next run."""
        return self._run_count + 1

    def trigger_bodies(self, task: str) -> list[dict[str, Any]]:
        """Return the request bodies of a task's triggers."""
        return [request.body for request in self.requests if request.path == f"/api/v1/tasks/{task}/trigger"]

    def logged_texts(self, level: str | None = None) -> list[str]:
        """Return the logged texts of a level, or of all levels."""
        return [log["text"] for log in self.logs if level in (None, log["level"])]

    async def _answer(self, request: web.Request) -> web.Response:
        text = (await request.read()).decode()
        if request.path == "/v1/logs":
            self._collect_logs(json.loads(text))
            return web.json_response({})
        if request.path == "/v1/traces":
            for resource in json.loads(text)["resourceSpans"]:
                self.spans += [span for scope in resource["scopeSpans"] for span in scope["spans"]]
            return web.json_response({})
        if request.path == "/v1/metrics":
            return web.json_response({})
        if request.content_type == "application/x-ndjson":
            body: Any = [json.loads(line) for line in text.splitlines()]
        else:
            body = text if request.path == "/store" else json.loads(text) if text else None
        self.requests.append(RecordedRequest(request.method, request.path, dict(request.headers), body))
        return self._route(request, body)

    def _route(self, request: web.Request, body: Any) -> web.Response:  # noqa: C901  a table of routes
        match request.path.strip("/").split("/"):
            case ["api", "v1", "tasks", _, "trigger"]:
                if "refuse" in body["options"].get("tags", []):
                    return web.json_response({"error": "too many tags"}, status=422)
                self._run_count += 1
                self.triggered.set()
                return web.json_response({"id": f"run_sent{self._run_count}", "isCached": False})
            case ["api", "v1", "schedules"]:
                return web.json_response(_schedule_response(body))
            case ["api", "v2", "packets", *name]:
                return web.json_response({"presignedUrl": f"{self.url}/store", "storagePath": "/".join(name)})
            case ["store"]:
                return web.Response()
            case ["api", "v3", "batches"] if self.batch_limit is not None and body["runCount"] > self.batch_limit:
                # The client waits until the reset and up to a second longer; without a reset, many seconds.
                reset = {"x-ratelimit-reset": str(int(time.time() * 1000))}
                headers = {"x-ratelimit-limit": "1200", "x-ratelimit-remaining": str(self.batch_limit), **reset}
                return web.json_response({"error": "Batch rate limit exceeded"}, status=429, headers=headers)
            case ["api", "v3", "batches"]:
                return web.json_response({"id": "batch_1", "runCount": body["runCount"], "isCached": False}, status=202)
            case ["api", "v3", "batches", _, "items"]:
                self.triggered.set()
                return web.json_response(
                    {"id": "batch_1", "itemsAccepted": len(body), "itemsDeduplicated": 0, "sealed": True}
                )
            case ["api", "v3", "runs", run_id]:
                return web.json_response(_run_response(run_id))
            case ["api", "v2", "runs", run_id, "cancel"]:
                return web.json_response({"id": run_id})
            case ["api", "v1", "runs", run_id, "replay"]:
                return web.json_response({"id": f"{run_id}_again"})
            case _:
                return web.json_response({"error": f"no route for {request.path}"}, status=404)

    def _collect_logs(self, body: Any) -> None:
        for resource in body["resourceLogs"]:
            for scope in resource["scopeLogs"]:
                for record in scope["logRecords"]:
                    attributes = {
                        attribute["key"]: next(iter(attribute["value"].values()), None)
                        for attribute in record["attributes"]
                    }
                    text = record["body"].get("stringValue", "")
                    self.logs.append(
                        {
                            "level": record["severityText"],
                            "text": text,
                            "attributes": attributes,
                            "time": int(record["timeUnixNano"]),
                        }
                    )
        # The requests are sent simultaneously, so they can arrive in another order.
        self.logs.sort(key=itemgetter("time"))


def _run_response(run_id: str) -> dict[str, Any]:
    moment = "2026-06-01T12:00:00.000Z"
    return {
        "id": run_id,
        "status": "COMPLETED",
        "taskIdentifier": "customer-created",
        "version": "20260101.1",
        "isQueued": False,
        "isExecuting": False,
        "isWaiting": False,
        "isCompleted": True,
        "isSuccess": True,
        "isFailed": False,
        "isCancelled": False,
        "isTest": False,
        "createdAt": moment,
        "updatedAt": moment,
        "startedAt": moment,
        "finishedAt": moment,
        "tags": ["vip"],
        "costInCents": 0,
        "baseCostInCents": 0,
        "durationMs": 5,
        "depth": 0,
        "triggerFunction": "trigger",
        "attemptCount": 2,
        "output": {"mail": "sent"},
        "relatedRuns": {},
        "metadata": {},
    }


def _schedule_response(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "sched_1",
        "type": "IMPERATIVE",
        "task": body["task"],
        "active": True,
        "deduplicationKey": body["deduplicationKey"],
        "externalId": body["externalId"],
        "generator": {"type": "CRON", "expression": body["cron"], "description": ""},
        "timezone": "UTC",
        "nextRun": "2026-06-02T04:00:00.000Z",
        "environments": [],
    }
