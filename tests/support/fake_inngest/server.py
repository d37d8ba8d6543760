"""Routes of the fake server: events, registration, REST with its caches, health."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from cgk_runtime.providers.inngest.settings import bare_key
from cgk_runtime.providers.inngest.ulids import is_ulid
from cgk_runtime.settings import Settings
from http_server import HttpServer, Received, Reply

from fake_inngest.events import Event, accept_events, new_ulid
from fake_inngest.runs import Executor, FakeRun, is_triggered

if TYPE_CHECKING:
    from fake_inngest.gateway import FakeGateway

T = TypeVar("T")
Fault = Callable[[Received], "Reply | Literal['lost'] | None"]
"""Function that returns a response to send instead, "lost" to execute the request and lose its response, or None."""
EVENT_KEY = "deadbeefcafe0123"
SIGNING_KEY = "signkey-test-" + "0f" * 32


class FakeInngest(HttpServer):
    """Fake server in dev or cloud mode.

    Args:
        mode: "dev" accepts any key and signs nothing.
        retry_interval: Seconds before a retry, even if a function requests a longer wait.
        time_scale: Factor for the durations of sleeps and timeouts.
        lag: Seconds until the API shows an accepted event.
        prefix: Prefix of every path.

    Attributes:
        fault: Function that simulates faults, or None.
        retry_afters: Waits that functions requested before a retry, in seconds.
        retries_due: Times at which a real server would have retried, in seconds since 1970.
        slept_until: Ends of sleeps at a real server, in seconds since 1970.
        hides_cancellations: Delayed runs appear as scheduled after they were canceled.
        torn_reads: Number of rows with an end time that the API will still list with the status "Running".
    """

    def __init__(
        self,
        mode: Literal["dev", "cloud"] = "cloud",
        *,
        retry_interval: float = 0.02,
        time_scale: float = 1.0,
        lag: float = 0.0,
        prefix: str = "",
    ) -> None:
        super().__init__(self._answer)
        self.mode = mode
        self.retry_interval = retry_interval
        self.time_scale = time_scale
        self.lag = lag
        self.prefix = prefix
        self.event_key = EVENT_KEY
        self.signing_key = SIGNING_KEY
        self.fault: Fault | None = None
        self.events: list[Event] = []
        self.functions: dict[str, dict[str, Any]] = {}
        self.retry_afters: list[float] = []
        self.retries_due: list[float] = []
        self.slept_until: list[float] = []
        self.hides_cancellations = False
        self.torn_reads = 0
        self.executor = Executor(self)
        self.gateway: FakeGateway | None = None
        self._used_ids: set[tuple[str, str]] = set()
        self._visible_at: dict[str, float] = {}
        self._cache: dict[str, tuple[float, Reply]] = {}

    def settings(self, **overrides: str) -> Settings:
        """Return the settings of a process that uses this server."""
        variables = {
            "JOBS_PROVIDER": "inngest",
            "INNGEST_BASE_URL": self.url + self.prefix,
            "INNGEST_EVENT_KEY": self.event_key,
            "INNGEST_SIGNING_KEY": self.signing_key,
        }
        if self.mode == "dev":
            variables["INNGEST_DEV"] = "1"
        return Settings({name: value for name, value in {**variables, **overrides}.items() if value})

    @property
    def runs(self) -> list[FakeRun]:
        """All runs in order of their start."""
        return list(self.executor.runs.values())

    def fire(self, function_id: str, scheduled_at: str) -> None:
        """Fire a schedule."""

        def start_run() -> None:
            data = {"cron": "", "fireAt": scheduled_at, "scheduledAt": scheduled_at}
            event = Event(new_ulid(), "inngest/scheduled.timer", data, scheduled_at, time.time_ns() // 1_000_000, None)
            self.executor.start(self.functions[function_id], event)

        self._loop.call_soon_threadsafe(start_run)

    def receive(self, name: str, data: dict[str, Any]) -> None:
        """Accept an event from another program."""
        event = Event(new_ulid(), name, data, "", time.time_ns() // 1_000_000, None)
        self._loop.call_soon_threadsafe(self.ingest, event)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the server's event loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    def __enter__(self) -> Self:
        """Start the server."""
        super().__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the connections, then stop the server."""
        self.run(self.executor.close())
        super().__exit__(*exception)

    def ingest(self, event: Event) -> None:
        """Accept an event: resume, cancel and start the runs that depend on it."""
        if event.internal_id in self._visible_at:
            return  # sent again with the same seed
        self.events.append(event)
        self._visible_at[event.internal_id] = time.monotonic() + self.lag
        self.executor.resume_by(event)
        self.executor.cancel_by(event)
        for function in self.functions.values():
            if not is_triggered(function, event):
                continue
            if event.sender_id is not None:
                if (function["id"], event.sender_id) in self._used_ids:
                    continue
                self._used_ids.add((function["id"], event.sender_id))
            self.executor.trigger(function, event)

    def _answer(self, request: Received) -> Reply:
        fault = self.fault(request) if self.fault is not None else None
        if isinstance(fault, Reply):
            return fault
        reply = self._route(request)
        headers = {"x-inngest-server-kind": self.mode, **reply.headers}
        return Reply(reply.status, reply.body, headers, "reset" if fault == "lost" else reply.fault)

    def _route(self, request: Received) -> Reply:
        path = unquote(request.path).removeprefix(self.prefix)
        if path == "/health":
            return Reply(body={"status": 200, "message": "OK"})
        if path.startswith("/e/") and request.method == "POST":
            return self._events(path.removeprefix("/e/"), request)
        if path == "/fn/register":
            return self._register(request)
        if path.startswith("/v0/connect/") and self.gateway is not None:
            return self._connect(self.gateway, path, request)
        if path.startswith("/v1/"):
            if not self._is_authorized(request):
                return _text(401, "Authentication failed")
            if request.method == "DELETE":
                return self._cancel(path.removeprefix("/v1/runs/"))
            return self._get_cached(request.target, path)
        return _text(404, "404 page not found")

    def _events(self, key: str, request: Received) -> Reply:
        if not key:
            return Reply(303, b"", {"location": "/e"})
        if self.mode == "cloud" and key != self.event_key:
            return Reply(401, {"status": 401, "message": "", "error": "Event key not found"})
        status, body = accept_events(request.body, request.headers.get("x-inngest-event-id-seed"), self.ingest)
        document = json.dumps(body, separators=(",", ":")).encode()
        return Reply(status, document, {"content-type": "text/plain; charset=utf-8"})

    def _register(self, request: Received) -> Reply:
        if self.mode == "cloud" and not self._is_authorized(request):
            return _text(401, "Authentication failed")
        refusal = self.register(request.json()["functions"])
        if refusal is not None:
            return Reply(200, {"error": refusal[1], "data": None, "status": 400})
        # The SDK would keep the connection open, and close it only after its event loop.
        body = {"ok": True, "modified": True, "sync_id": "s", "app_id": "a"}
        return Reply(body=body, headers={"connection": "close"})

    def register(self, functions: Sequence[dict[str, Any]]) -> tuple[str, str] | None:
        """Accept an app's functions, or return code and text of an error."""
        if not all(_is_valid(function) for function in functions):
            return "config_invalid", "At least one function is invalid"
        self.functions = {function["id"]: function for function in functions}
        return None

    def _connect(self, gateway: FakeGateway, path: str, request: Received) -> Reply:
        if not self._is_authorized(request):
            return Reply(401, {"error": "authentication failed", "status": 401})
        if path == "/v0/connect/start":
            body = gateway.start(request.headers.get("authorization", ""))
        else:
            body = gateway.flush(request.body)
        return Reply(body=body, headers={"content-type": "application/octet-stream"})

    def _is_authorized(self, request: Received) -> bool:
        if self.mode == "dev":
            return True
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        bare = bare_key(self.signing_key)
        hashed = hashlib.sha256(bytes.fromhex(bare)).hexdigest()
        return bare_key(key) in {bare, hashed} or key.endswith(hashed)

    def _cancel(self, run_id: str) -> Reply:
        run = self.executor.runs.get(run_id)
        if run is None:
            error = f"Unable to load function run: {run_id}"
            return Reply(404, {"error": error, "data": None, "status": 404})
        self.executor.cancel(run)
        return Reply(200, b"")

    def _get_cached(self, target: str, path: str) -> Reply:
        cached = self._cache.get(target)
        # A real server caches responses for these times.
        seconds = 15 if path.endswith("/runs") else 3 if "/runs/" in path else 5
        if cached is None or time.monotonic() - cached[0] > seconds:
            cached = self._cache[target] = (time.monotonic(), self._get(path, target))
        return cached[1]

    def _get(self, path: str, target: str) -> Reply:
        if path == "/v1/events":
            query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
            events = sorted(self.events, key=lambda event: event.internal_id, reverse=True)
            # Without a cursor, all match, because "~" sorts after every id.
            matching = [
                event
                for event in events
                if query.get("name") in {None, event.name} and event.internal_id < query.get("cursor", "~")
            ]
            return _data([self._described(event) for event in matching[: int(query.get("limit", "50"))]])
        resource, _, subpath = path.removeprefix("/v1/").partition("/")
        identifier, _, action = subpath.partition("/")
        if resource == "runs":
            if not is_ulid(identifier):
                return _error(f"Invalid run ID: {identifier}", 400)
            run = self.executor.runs.get(identifier)
            if run is None:
                return _error(f"Unable to load function run: {identifier}", 500)
            described = run.described()
            if run.ended_at is None and run.status != "Scheduled":
                described["status"] = "Running"
            return _data(described)
        if not is_ulid(identifier):
            return _error(f"Invalid event ID: {identifier}", 400)
        is_visible = time.monotonic() >= self._visible_at.get(identifier, float("inf"))
        if action == "runs":
            runs = [run for run in self.runs if run.event.internal_id == identifier] if is_visible else []
            return _data([self._listed(run, row) for run in runs for row in run.rows()])
        event = next((event for event in self.events if event.internal_id == identifier), None)
        return _data(self._described(event)) if event and is_visible else _error("Event not found", 404)

    def _listed(self, run: FakeRun, row: dict[str, Any]) -> dict[str, Any]:
        if self.hides_cancellations and run.status == "Cancelled" and run.calls == 0:
            return {**row, "status": "Scheduled", "ended_at": None, "output": None}
        if self.torn_reads > 0 and run.ended_at is not None:
            self.torn_reads -= 1
            return {**row, "status": "Running", "output": None}
        return row

    def _described(self, event: Event) -> dict[str, Any]:
        return {
            "internal_id": event.internal_id,
            **event.for_functions(),
            "received_at": "2026-11-23T17:46:16.27573322Z",
        }


def _is_valid(function: dict[str, Any]) -> bool:
    """Return whether cron expressions and concurrency limits are valid; only the mistakes of tests are detected."""
    crons = [trigger["cron"] for trigger in function["triggers"] if "cron" in trigger]
    fields = [cron.split()[1:] if "TZ=" in cron else cron.split() for cron in crons]
    limits: list[dict[str, Any]] = function.get("concurrency") or []
    keys = [str(limit.get("key", "")) for limit in limits]
    return len(keys) <= 2 and not any("((" in key for key in keys) and all(len(field) == 5 for field in fields)


def _data(data: Any) -> Reply:
    return Reply(body={"data": data, "metadata": {"fetched_at": "2026-11-23T17:46:19.18715716Z"}})


def _error(text: str, status: int) -> Reply:
    """Return an error with HTTP 200 and the real status in the body, a trap of the real server."""
    return Reply(200, {"error": text, "data": None, "status": status})


def _text(status: int, text: str) -> Reply:
    return Reply(status, f"{text}\n".encode(), {"content-type": "text/plain; charset=utf-8"})
