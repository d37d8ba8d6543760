"""Runs of the fake server: calls functions step by step like a real one, with retries and cancellation."""

from __future__ import annotations

import asyncio
import json
import re
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

import aiohttp
import jcs  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]  it has no types
from cgk_runtime.providers.inngest.registration import sign

from fake_inngest.events import Event, new_ulid

if TYPE_CHECKING:
    from collections.abc import Callable

    from fake_inngest.server import FakeInngest

CONDITION = re.compile(r"""async\.data(?:\.(\w+)|\["([^"]+)"\]) == ("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^ &]+)""")
EQUAL_FIELD = re.compile(r'== async\.data(?:\.(\w+)|\["([^"]+)"\])')
FIELD = re.compile(r"event\.data\.(\w+)")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclass(eq=False)
class FakeRun:
    """One run.

    Attributes:
        status: Status as the API shows it; after a step, it is "Completed" too early.
        memos: Recorded results of steps by the step's id.
        is_called: True while the handler runs.
        ended_at: Time of the end, or None; the reliable sign that the run has ended.
        late_end: Status and output that the handler of a canceled run returned, which the API lists as a second row.
    """

    function: dict[str, Any]
    event: Event
    id: str = field(default_factory=new_ulid)
    status: str = "Scheduled"
    output: Any = None
    attempt: int = 0
    started_at: str | None = None
    ended_at: str | None = None
    memos: dict[str, Any] = field(default_factory=dict[str, Any])
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    calls: int = 0
    is_called: bool = False
    late_end: tuple[str, Any] | None = None

    def described(self) -> dict[str, Any]:
        """Return the run as the REST API shows it."""
        return {
            "run_id": self.id,
            "status": self.status,
            "run_started_at": self.started_at,
            "ended_at": self.ended_at,
            "output": self.output,
            "event_id": self.event.internal_id,
            "function_id": "00000000-0000-4000-8000-000000000000",
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return the run as the API lists it, with a row for each end."""
        row = self.described()
        if self.late_end is None:
            return [row]
        status, output = self.late_end
        return [row, {**row, "status": status, "output": output}]


class Executor:
    """Runs of functions."""

    def __init__(self, server: FakeInngest) -> None:
        self.server = server
        self.runs: dict[str, FakeRun] = {}
        self.waiting: list[tuple[str, str, asyncio.Future[Event]]] = []
        self._session: aiohttp.ClientSession | None = None
        self._seen: set[tuple[str, str]] = set()
        self._debounced: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._semaphores: dict[tuple[str, str], asyncio.Semaphore] = {}

    def start(self, function: dict[str, Any], event: Event) -> FakeRun:
        """Start a run."""
        run = FakeRun(function, event)
        self.runs[run.id] = run
        run.task = asyncio.get_running_loop().create_task(self._run(run))
        return run

    def trigger(self, function: dict[str, Any], event: Event) -> None:
        """Start a function's run for an event, subject to its idempotency and debounce."""
        if (by := function.get("idempotency")) is not None:
            idempotency_key = (function["id"], value_of(by, event.data))
            if idempotency_key in self._seen:
                return
            self._seen.add(idempotency_key)
        debounce: dict[str, str] | None = function.get("debounce")
        if debounce is None:
            self.start(function, event)
            return
        key = (function["id"], value_of(debounce["key"], event.data))
        if key in self._debounced:
            self._debounced[key].cancel()
        period = _seconds(debounce["period"]) * self.server.time_scale
        loop = asyncio.get_running_loop()
        self._debounced[key] = loop.call_later(period, lambda: (self._debounced.pop(key), self.start(function, event)))

    def cancel_by(self, event: Event) -> None:
        """Cancel the runs that an event cancels."""
        for run in self.runs.values():
            cancels: list[dict[str, str]] = run.function.get("cancel") or []
            for rule in cancels:
                fields = [name or quoted for name, quoted in EQUAL_FIELD.findall(rule.get("if", ""))]
                if rule["event"] == event.name and all(run.event.data.get(f) == event.data.get(f) for f in fields):
                    self.cancel(run)

    def handle_event(self, event: Event) -> None:
        """Resume the runs that wait for an event."""
        for waiting in list(self.waiting):
            name, condition, future = waiting
            if name == event.name and _is_true(condition, event.data):
                self.waiting.remove(waiting)
                if not future.done():
                    future.set_result(event)

    def cancel(self, run: FakeRun) -> None:
        """Cancel a run unless it has ended. A handler that is being called over HTTP is not stopped."""
        if run.ended_at is None and run.task is not None:
            if not run.is_called:
                run.task.cancel()
            self._end(run, "Cancelled", {})

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _run(self, run: FakeRun) -> None:
        run.started_at = _now()  # shown for delayed runs as well
        delay = due(run.event.ts / 1000) - time.time()
        if delay > 0:
            await asyncio.sleep(delay)
        run.started_at = _now()
        run.status = "Running"
        step = next(iter(run.function["steps"].values()))
        retries: dict[str, int] = step.get("retries") or {}
        attempts = retries.get("attempts", 4) + 1
        while True:
            async with AsyncExitStack() as limits:
                for semaphore in self._semaphores_of(run):
                    await limits.enter_async_context(semaphore)
                run.is_called = True
                status, headers, body = await self._call(run, step["runtime"]["url"], attempts)
                run.is_called = False
            if run.ended_at is not None:
                run.late_end = ("Completed" if status == 200 else "Failed", body)
                return
            if status == 200:
                self._end(run, "Completed", body)
                return
            if status == 206:
                # Trap: after a step the API already reports the run as completed.
                run.status = "Completed"
                if await self._record_steps(run, body, headers, attempts):
                    continue
                return
            run.status = "Failed"
            run.attempt += 1
            if headers.get("x-inngest-no-retry") == "true" or run.attempt >= attempts:
                self._fail(run, body)
                return
            await asyncio.sleep(self._retry_after(headers))

    def _semaphores_of(self, run: FakeRun) -> list[asyncio.Semaphore]:
        """Return the semaphores of a run's concurrency limits; a run holds them while its handler is called."""
        bounds: list[dict[str, Any]] = run.function.get("concurrency") or []
        semaphores: list[asyncio.Semaphore] = []
        for bound in bounds:
            expression = bound.get("key") or ""
            key = (f"{run.function['id']} {expression}", value_of(expression, run.event.data))
            semaphores.append(self._semaphores.setdefault(key, asyncio.Semaphore(bound["limit"])))
        return semaphores

    async def _record_steps(self, run: FakeRun, ops: list[dict[str, Any]], headers: Any, attempts: int) -> bool:
        """Execute the steps that a handler reported, and record their results; return False if the run failed."""
        for op in ops:
            kind: str = op["op"]
            opts: dict[str, Any] = op.get("opts") or {}
            if kind == "StepRun":
                run.memos[op["id"]] = {"data": op.get("data")}
            elif kind == "StepFailed" or (kind == "StepError" and headers.get("x-inngest-no-retry") == "true"):
                run.memos[op["id"]] = {"error": op["error"]}
            elif kind == "StepError":
                run.attempt += 1
                if run.attempt >= attempts:
                    run.memos[op["id"]] = {"error": op["error"]}
                else:
                    await asyncio.sleep(self.server.retry_interval)
                    continue
            elif kind == "Sleep":
                until = due(datetime.fromisoformat(op["name"]).timestamp())
                self.server.slept_until.append(until)
                await asyncio.sleep(max(0.0, until - time.time()) * self.server.time_scale)
                run.memos[op["id"]] = None
            elif kind == "WaitForEvent":
                run.memos[op["id"]] = await self._wait(op["name"], opts)
            elif kind == "InvokeFunction":
                run.memos[op["id"]] = await self._invoke(opts)
            else:
                self._fail(run, {"name": "Error", "message": f"unknown op {kind}"})
                return False
            run.attempt = 0
        return True

    async def _wait(self, name: str, opts: dict[str, Any]) -> Any:
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        waiting = (name, opts.get("if") or "", future)
        self.waiting.append(waiting)
        try:
            event = await asyncio.wait_for(future, _seconds(opts["timeout"]) * self.server.time_scale)
        except TimeoutError:
            self.waiting.remove(waiting)
            return None
        return event.for_functions()

    async def _invoke(self, opts: dict[str, Any]) -> Any:
        function = next(
            (candidate for candidate in self.server.functions.values() if candidate["id"] == opts["function_id"]), None
        )
        if function is None:
            return {"error": {"name": "Error", "message": "could not find function with ID: " + opts["function_id"]}}
        data = {**opts["payload"]["data"], "_inngest": {"fn_id": function["id"]}}
        event = Event(new_ulid(), "inngest/function.invoked", data, "", time.time_ns() // 1_000_000, None)
        run = self.start(function, event)
        try:
            await asyncio.wait_for(run.ended.wait(), _seconds(opts["timeout"]) if opts.get("timeout") else None)
        except TimeoutError:
            return {"error": {"name": "InngestInvokeTimeoutError", "message": "Timed out waiting for invoked function"}}
        return {"data": run.output} if run.status == "Completed" else {"error": run.output}

    async def _call(self, run: FakeRun, url: str, attempts: int) -> tuple[int, Any, Any]:
        run.calls += 1
        if self._session is None:
            self._session = aiohttp.ClientSession()
        event = run.event.for_functions()
        body = {
            "ctx": {
                "run_id": run.id, "attempt": run.attempt, "max_attempts": attempts,
                "disable_immediate_execution": False, "stack": {"stack": list(run.memos), "current": len(run.memos)},
            },
            "event": event, "events": [event], "steps": run.memos, "use_api": False, "version": 1,
        }  # fmt: skip
        canonicalize = cast("Callable[[Any], bytes]", jcs.canonicalize)  # pyright: ignore[reportUnknownMemberType]
        document = canonicalize(body)
        if urlsplit(url).scheme == "wss":
            assert self.server.gateway is not None
            return await self.server.gateway.call(function_of(url), run.id, document)
        headers = {"content-type": "application/json", "x-inngest-server-kind": self.server.kind}
        if self.server.mode == "cloud" and self.server.signing_key:
            headers["x-inngest-signature"] = sign(document, self.server.signing_key, int(time.time()))
        try:
            async with self._session.post(url, data=document, headers=headers) as response:
                return response.status, response.headers, await response.json(content_type=None)
        except aiohttp.ClientError as error:  # such as a process that ended during the call
            return 502, {}, {"message": str(error)}

    def _retry_after(self, headers: Any) -> float:
        retry_after = headers.get("retry-after")
        if retry_after is None:
            return self.server.retry_interval
        requested = datetime.fromisoformat(retry_after).timestamp()
        self.server.retry_afters.append(requested - time.time())
        self.server.retries_due.append(due(requested))
        return max(0.0, min(self.server.retry_afters[-1], self.server.retry_interval))

    def _fail(self, run: FakeRun, error: Any) -> None:
        self._end(run, "Failed", error)
        data = {"error": error, "function_id": run.function["id"], "run_id": run.id, "event": run.event.for_functions()}
        self.server.ingest(Event(new_ulid(), "inngest/function.failed", data, "", time.time_ns() // 1_000_000, None))

    def _end(self, run: FakeRun, status: str, output: Any) -> None:
        run.status, run.output, run.ended_at = status, output, _now()
        run.ended.set()


def triggered(function: dict[str, Any], event: Event) -> bool:
    """Return True if an event triggers a function."""
    for trigger in function["triggers"]:
        if trigger.get("event") != event.name:
            continue
        expression = trigger.get("expression")
        if expression is None or expression == f"event.data.function_id == '{event.data.get('function_id')}'":
            return True
    return False


def function_of(url: str) -> str:
    """Return the id of the function that a call's URL names."""
    return parse_qs(urlsplit(url).query)["fnId"][0]


def value_of(expression: str, data: dict[str, Any]) -> str:
    """Evaluate a key's expression, in the forms that our adapter writes: fields joined by " | "."""
    return " | ".join(str(data.get(name, "")) for name in dict.fromkeys(FIELD.findall(expression)))


def due(requested: float) -> float:
    """Return when a server continues a run; an instant within the next second is moved to the next full second."""
    now = time.time()
    return float(int(now) + 1) if now < requested < now + 1 else requested


def _is_true(condition: str, data: dict[str, Any]) -> bool:
    matches = CONDITION.findall(condition)
    return bool(matches) and all(data.get(name or quoted) == _literal(value) for name, quoted, value in matches)


def _literal(text: str) -> Any:
    """Return the value of a literal; the server leaves the escapes of a text as they are."""
    return text[1:-1] if text[0] in "\"'" else json.loads(text)


def _seconds(text: str) -> float:
    return float(text[:-1]) * UNITS[text[-1]]


def _now(seconds: float | None = None) -> str:
    return datetime.fromtimestamp(time.time() if seconds is None else seconds, UTC).isoformat().replace("+00:00", "Z")
