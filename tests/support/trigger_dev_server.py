"""Fake Trigger.dev server that answers like a real one, records requests and simulates faults.

Like servers of version 4.5.12, it ignores the header `x-trigger-request-idempotency-key` and the body of a replay,
returns metadata as JSON text, rejects uploads with a scoped key, and never completes a batch with two items of the same
idempotency key.

The first segment of a path names an environment with its own jobs, batches and schedules, so one server is enough for
many tests.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote

from http_server import HttpServer, Received, Reply

KEY = "tr_prod_TESTKEY000000000000000000"
SCOPED_KEY = "tr_prod_sk_0123456789abcdefghijABCD"
FINAL_STATUSES = {"COMPLETED", "FAILED", "CANCELED", "EXPIRED", "TIMED_OUT", "CRASHED", "SYSTEM_FAILURE"}

RunTask = Callable[[str, Any], Awaitable[Any]]
"""Function that runs a task: receives the task id and the payload, and returns the output."""


@dataclass
class FakeRun:
    """Run of a task.

    Attributes:
        fields: Description of the run, as the API returns it.
        request_body: Body of the trigger.
        tasks: Tasks of the event loop that execute the run.
    """

    fields: dict[str, Any]
    request_body: dict[str, Any]
    tasks: list[asyncio.Task[None]] = field(default_factory=list[Any])


@dataclass
class BatchLimit:
    """Token bucket for the items of batches.

    Attributes:
        tokens: Items that can be sent now; the initial number is also the maximum.
        refill: Items that are added per period.
        period: Seconds of a period.
        reports_remaining: Whether a refusal reports the remaining tokens; otherwise it reports 0.
    """

    tokens: int
    refill: int
    period: float
    reports_remaining: bool = True
    _capacity: int = 0
    _refilled_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._capacity = self.tokens

    def refusal(self, count: int) -> Reply | None:
        """Take tokens and return None, or return a refusal if there are too few."""
        periods = int((time.monotonic() - self._refilled_at) / self.period)
        self._refilled_at += periods * self.period
        self.tokens = min(self.tokens + periods * self.refill, self._capacity)
        if count <= self.tokens:
            self.tokens -= count
            return None
        remaining = self.tokens if self.reports_remaining else 0
        headers = {
            "x-ratelimit-limit": "1200",
            "x-ratelimit-remaining": str(remaining),
            "retry-after": str(self.period),
        }
        return Reply(429, {"error": f"Batch rate limit exceeded. Only {remaining} items remaining."}, headers)


class FakeTriggerDev:
    """Fake of Trigger.dev's API for one environment of one project.

    Attributes:
        received: All requests, with targets relative to the base URL.
        faults: Responses that replace the correct one, each used once; None lets a request through.
        lost_responses: Like `faults`, but the request is executed and its response is lost.
        run_task: Function that runs a task; None leaves runs queued.
        runs: Runs by id.
        batches: Batches by id.
        schedules: Schedules by id.
        store: Content and media type of the uploaded packets by name.
        store_faults: Responses that replace those of the store, each used once.
        run_id_by_key: Run id by task and idempotency key.
        accepted_keys: Valid secret keys.
        incomplete_uploads: How many more times to lose half of a batch's items.
        batch_limit: Rate limit of batches, or None.
        may_trigger: Whether the key has the permission to trigger tasks.
    """

    def __init__(self, server: FakeTriggerDevServer, name: str) -> None:
        self._server = server
        self.name = name
        self.received: list[Received] = []
        self.faults: list[Reply | None] = []
        self.lost_responses: list[Reply | None] = []
        self.run_task: RunTask | None = None
        self.runs: dict[str, FakeRun] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.schedules: dict[str, dict[str, Any]] = {}
        self.store: dict[str, tuple[bytes, str]] = {}
        self.run_id_by_key: dict[tuple[str, str], str] = {}
        self.store_faults: list[Reply] = []
        self.accepted_keys = {KEY}
        self.incomplete_uploads = 0
        self.batch_limit: BatchLimit | None = None
        self.may_trigger = True
        self._count = itertools.count(1)

    @property
    def url(self) -> str:
        """Base URL of the environment."""
        return f"{self._server.url}/{self.name}"

    def bodies(self) -> list[Any]:
        """Return the bodies of all requests."""
        return [request.json() for request in self.received if request.body]

    def bodies_of(self, path_end: str) -> list[Any]:
        """Return the bodies of all requests whose path has this last segment."""
        return [request.json() for request in self.received if request.path.endswith(f"/{path_end}")]

    def answer(self, request: Received) -> Reply:
        """Answer a request, or simulate a fault."""
        if request.path.startswith("/store/"):
            return self._answer_store(request)
        self.received.append(request)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            return fault
        reply = self._route(request)
        replacement = self.lost_responses.pop(0) if self.lost_responses else None
        return reply if replacement is None else replacement

    def _route(self, request: Received) -> Reply:  # noqa: C901  a table of routes
        secret_key = request.headers.get("authorization", "").removeprefix("Bearer ")
        parts = [unquote(part) for part in request.path.removeprefix("/").split("/")]
        if request.path == "/api/v1/auth/jwt/claims":
            accepted = secret_key in self.accepted_keys and "_sk_" not in secret_key
            return Reply(body={"sub": "env_1", "pub": True}) if accepted else _unauthorized()
        if secret_key not in self.accepted_keys:
            return _unauthorized()
        if not self.may_trigger and parts[2] in {"tasks", "batches"}:
            return Reply(403, {"error": "Unauthorized", "code": "unauthorized", "type": "authorization"})
        match request.method, parts[2:]:
            case "POST", ["tasks", task, "trigger"]:
                return self._trigger(task, request.json(), None)
            case "POST", ["batches"]:
                return self._create_batch(request.json())
            case "POST", ["batches", batch_id, "items"]:
                return self._add_items(batch_id, request)
            case "GET", ["batches", batch_id]:
                batch = self.batches.get(batch_id)
                return Reply(body={**batch, "_received": None}) if batch else _not_found("Batch")
            case "GET", ["runs"]:
                return self._list_runs(request)
            case "GET", ["runs", run_id]:
                return Reply(body=self.runs[run_id].fields) if run_id in self.runs else _not_found("Run")
            case method, ["runs", run_id, action]:
                return self._run_action(method, run_id, action, request) if run_id in self.runs else _not_found("Run")
            case "PUT", ["packets", _] if "_sk_" in secret_key:
                return _unauthorized()
            case "PUT", ["packets", name]:
                url = f"{self.url}/store/{name}?signature=s3cret"
                return Reply(body={"presignedUrl": url, "storagePath": name})
            case "POST", ["idempotencyKeys", key, "reset"]:
                is_known = self.run_id_by_key.pop((request.json()["taskIdentifier"], key), None) is not None
                return Reply(body={"id": key}) if is_known else _not_found("Idempotency key")
            case method, ["schedules", *path]:
                return self._answer_schedules(method, path, request)
            case _:
                return _not_found("Route")

    def _trigger(self, task: str, body: dict[str, Any], batch_id: str | None) -> Reply:
        options = body.get("options", {})
        if len(options.get("tags", ())) > 10:
            return Reply(422, {"error": "Runs can only have 10 tags"})
        key = options.get("idempotencyKey")
        cached = self.run_id_by_key.get((task, key)) if key else None
        if cached:
            return Reply(body={"id": cached, "isCached": True}, headers={"x-trigger-jwt": "jwt.fake.sig"})
        run_id = f"run_{self.name}{next(self._count)}"
        payload = self._unpack(body.get("payload"), options.get("payloadType"))
        displayed_key = options.get("idempotencyKeyOptions", {}).get("key", key)
        fields: dict[str, Any] = {
            "id": run_id, "status": "DELAYED" if "delay" in options else "QUEUED", "taskIdentifier": task,
            "version": "20261123.1", "isQueued": True, "isExecuting": False, "isWaiting": False, "isCompleted": False,
            "isSuccess": False, "isFailed": False, "isCancelled": False, "isTest": False, "createdAt": _now(),
            "updatedAt": _now(), "tags": options.get("tags", []), "costInCents": 0, "baseCostInCents": 0,
            "durationMs": 5, "depth": 0, "triggerFunction": "trigger", "payload": payload,
            "relatedRuns": {"children": []}, "attemptCount": 0,
        }  # fmt: skip
        optional = {"idempotencyKey": displayed_key, "metadata": options.get("metadata"), "batchId": batch_id}
        fields |= {name: value for name, value in optional.items() if value is not None}
        run = self.runs[run_id] = FakeRun(fields, body)
        if key:
            self.run_id_by_key[task, key] = run_id
        if self.run_task is not None:
            self._start_run(run, task, payload, _delay_seconds(options.get("delay")))
        return Reply(body={"id": run_id, "isCached": False}, headers={"x-trigger-jwt": "jwt.fake.sig"})

    def _unpack(self, payload: Any, data_type: str | None) -> Any:
        if data_type == "application/store":
            content, media_type = self.store[payload]
            return self._unpack(content.decode(), media_type)
        return json.loads(payload)["json"] if data_type == "application/super+json" else payload

    def _start_run(self, run: FakeRun, task: str, payload: Any, delay: float) -> None:
        async def execute() -> None:
            assert self.run_task is not None
            await asyncio.sleep(delay)
            run.fields |= {"status": "EXECUTING", "startedAt": _now(), "attemptCount": 1}
            try:
                self.finish(run.fields["id"], "COMPLETED", output=await self.run_task(task, payload))
            except Exception as error:  # noqa: BLE001  any exception of a task fails its run
                run.fields["attemptCount"] = 2
                failure = {"name": type(error).__name__, "message": str(error)}
                self.finish(run.fields["id"], "FAILED", error=failure)

        run.tasks.append(asyncio.get_running_loop().create_task(execute()))

    def finish(self, run_id: str, status: str, **fields: Any) -> None:
        """End a run. Like the real server, leave `isCompleted` false for expired and timed-out runs."""
        is_completed = status not in {"EXPIRED", "TIMED_OUT"}
        self.runs[run_id].fields |= {"status": status, "isCompleted": is_completed, "finishedAt": _now(), **fields}

    def _create_batch(self, body: dict[str, Any]) -> Reply:
        if not body["runCount"]:
            return Reply(400, {"error": "Invalid request body: runCount"})
        refusal = self.batch_limit.refusal(body["runCount"]) if self.batch_limit else None
        if refusal is not None:
            return refusal
        batch_id = f"batch_{self.name}{next(self._count)}"
        self.batches[batch_id] = {
            "id": batch_id, "status": "PENDING", "createdAt": _now(), "updatedAt": _now(),
            "runCount": body["runCount"], "runs": [], "processing": {"errors": []},
        }  # fmt: skip
        return Reply(202, {"id": batch_id, "runCount": body["runCount"], "isCached": False})

    def _add_items(self, batch_id: str, request: Received) -> Reply:
        if request.headers["content-type"] != "application/x-ndjson":
            return Reply(415, {"error": "Content-Type must be application/x-ndjson"})
        batch = self.batches[batch_id]
        received_indexes: set[int] = batch.setdefault("_received", set())
        lines = [json.loads(line) for line in request.body.splitlines()]
        added_lines = [line for line in lines if line["index"] not in received_indexes]
        if self.incomplete_uploads:
            self.incomplete_uploads -= 1
            added_lines = added_lines[: len(added_lines) // 2]
        for line in added_lines:
            received_indexes.add(line["index"])
            reply = self._trigger(line["task"], line, batch_id)
            run: Any = reply.body
            if reply.status == 200:
                if run["id"] not in batch["runs"]:
                    batch["runs"].append(run["id"])
            else:
                batch["processing"]["errors"].append(
                    {"index": line["index"], "taskIdentifier": line["task"], "error": run["error"]}
                )
        sealed = len(received_indexes) == batch["runCount"]
        processed = len(batch["runs"]) + len(batch["processing"]["errors"])
        if processed == batch["runCount"]:
            batch["status"] = "COMPLETED"
        else:
            batch["status"] = "PROCESSING" if sealed else "PENDING"
        counts = {"enqueuedCount": len(received_indexes), "expectedCount": batch["runCount"]}
        accepted = {
            "itemsAccepted": len(added_lines),
            "itemsDeduplicated": len(lines) - len(added_lines),
            "sealed": sealed,
        }
        return Reply(body={"id": batch_id, **accepted, **({} if sealed else counts)})

    def _list_runs(self, request: Received) -> Reply:
        query = _query(request)
        runs = [run.fields for run in reversed(self.runs.values()) if _matches(run.fields, query)]
        size = int(query.get("page[size]", "25"))
        after = query.get("page[after]")
        start = next((index + 1 for index, run in enumerate(runs) if run["id"] == after), 0)
        page = runs[start : start + size]
        has_more = start + size < len(runs)
        data = [{**run, "env": {"id": "env_1", "name": "prod"}} for run in page]
        return Reply(body={"data": data, "pagination": {"next": page[-1]["id"]} if has_more else {}})

    def _run_action(self, method: str, run_id: str, action: str, request: Received) -> Reply:
        run = self.runs[run_id]
        match method, action:
            case "POST", "cancel":
                for task in run.tasks:
                    task.cancel()
                if run.fields["status"] not in FINAL_STATUSES:
                    self.finish(run_id, "CANCELED", isCancelled=True)
                return Reply(body={"id": run_id})
            case "POST", "replay":
                options = {
                    name: value
                    for name, value in run.request_body["options"].items()
                    if name not in {"delay", "idempotencyKey", "idempotencyKeyOptions"}
                }
                reply = self._trigger(run.fields["taskIdentifier"], {**run.request_body, "options": options}, None)
                body: Any = reply.body
                return Reply(body={"id": body["id"]})
            case "POST", "reschedule":
                if run.fields["status"] != "DELAYED":
                    return Reply(422, {"error": "Run is not delayed"})
                return Reply(body=run.fields)
            case "POST", "tags":
                run.fields["tags"] = [*run.fields["tags"], *request.json()["tags"]]
                return Reply(body={"message": "Successfully set tags."})
            case "PUT", "metadata":
                run.fields["metadata"] = request.json()["metadata"]
                return Reply(body={"metadata": run.fields["metadata"]})
            case "GET", "metadata":
                metadata = run.fields.get("metadata")
                text = None if metadata is None else json.dumps(metadata)
                return Reply(body={"metadata": text, "metadataType": "application/json"})
            case _:
                return _not_found("Route")

    def _answer_schedules(self, method: str, path: list[str], request: Received) -> Reply:
        match method, path:
            case "POST", []:
                body = request.json()
                existing = next(
                    (
                        schedule
                        for schedule in self.schedules.values()
                        if schedule["deduplicationKey"] == body["deduplicationKey"]
                    ),
                    None,
                )
                schedule_id = existing["id"] if existing else f"sched_{self.name}{next(self._count)}"
                self.schedules[schedule_id] = _schedule_object(schedule_id, body, existing)
                return Reply(body=self.schedules[schedule_id])
            case "GET", []:
                query = _query(request)
                size, page = int(query.get("perPage", "20")), int(query.get("page", "1"))
                schedules = list(self.schedules.values())
                page_count = max(math.ceil(len(schedules) / size), 1)
                pagination = {"currentPage": page, "totalPages": page_count, "count": len(schedules)}
                return Reply(body={"data": schedules[(page - 1) * size : page * size], "pagination": pagination})
            case _, [schedule_id, *action] if schedule_id in self.schedules:
                schedule = self.schedules[schedule_id]
                if method == "DELETE":
                    del self.schedules[schedule_id]
                    return Reply(body={"id": schedule_id})
                if method == "PUT":
                    schedule |= _schedule_object(schedule_id, request.json(), schedule)
                if action:
                    schedule["active"] = action == ["activate"]
                return Reply(body=schedule)
            case _:
                return _not_found("Schedule")

    def _answer_store(self, request: Received) -> Reply:
        """Answer requests to presigned addresses, which belong to another server and must not carry the key."""
        if "authorization" in request.headers:
            return Reply(400, b"InvalidArgument: only one auth mechanism allowed")
        if self.store_faults:
            return self.store_faults.pop(0)
        name = request.path.removeprefix("/store/")
        if request.method == "PUT":
            self.store[name] = (request.body, request.headers["content-type"])
            return Reply()
        content, media_type = self.store[name]
        return Reply(body=content, headers={"content-type": media_type})


class FakeTriggerDevServer(HttpServer):
    """Server with one fake of Trigger.dev per environment."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self._environments: dict[str, FakeTriggerDev] = {}
        self._numbers = itertools.count(1)

    def environment(self, name: str) -> FakeTriggerDev:
        """Return an environment by name, and create it on first use."""
        if name not in self._environments:
            self._environments[name] = FakeTriggerDev(self, name)
        return self._environments[name]

    def new_environment(self) -> FakeTriggerDev:
        """Return a new environment."""
        return self.environment(f"env{next(self._numbers)}")

    def _answer(self, request: Received) -> Reply:
        _, name, rest = request.target.split("/", 2)
        return self.environment(name).answer(replace(request, target=f"/{rest}"))


def _query(request: Received) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.target.partition("?")[2]).items()}


def _matches(fields: dict[str, Any], query: dict[str, str]) -> bool:
    expected = {
        "filter[batch]": fields.get("batchId"),
        "filter[taskIdentifier]": fields["taskIdentifier"],
        "filter[status]": fields["status"],
    }
    if "filter[tag]" in query and not set(query["filter[tag]"].split(",")) & set(fields["tags"]):
        return False
    return all(value in query[name].split(",") for name, value in expected.items() if name in query)


def _schedule_object(schedule_id: str, body: dict[str, Any], existing: dict[str, Any] | None) -> dict[str, Any]:
    properties = {
        "id": schedule_id, "type": "IMPERATIVE", "task": existing["task"] if existing else body["task"],
        "active": existing["active"] if existing else True, "externalId": body.get("externalId"),
        "deduplicationKey": body.get("deduplicationKey") or (existing or {}).get("deduplicationKey"),
        "generator": {"type": "CRON", "expression": body["cron"], "description": "x"},
        "timezone": body.get("timezone", "UTC"), "nextRun": _now(),
        "environments": [{"id": "env_1", "type": "PRODUCTION"}],
    }  # fmt: skip
    return {name: value for name, value in properties.items() if value is not None}


def _delay_seconds(delay: str | None) -> float:
    if delay is None:
        return 0
    if delay.endswith("Z"):
        return max((datetime.fromisoformat(delay) - datetime.now(UTC)).total_seconds(), 0)
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    return timedelta(**{units[delay[-1]]: int(delay[:-1])}).total_seconds()


def _unauthorized() -> Reply:
    return Reply(401, {"error": "Invalid or Missing API key"})


def _not_found(resource: str) -> Reply:
    # The server asks to try again because a new run may not be visible yet.
    headers = {"x-should-retry": "true"} if resource == "Run" else {}
    return Reply(404, {"error": f"{resource} not found"}, headers)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
