"""Runs of the fake server: calls functions step by step like a real one, with retries and cancellation."""

from __future__ import annotations

import asyncio
import json
import re
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import parse_qs, urlsplit

import aiohttp
import jcs  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]  it has no types
from cgk_runtime.providers.inngest.registration import sign

from fake_inngest.events import Event, new_ulid

if TYPE_CHECKING:
    from collections.abc import Callable

    from fake_inngest.server import FakeInngest

CONDITION = re.compile(r"""async\.data(?:\.(\w+)|\["([^"]+)"\]) == ("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^ &]+)""")
"""Comparison of a later event's field with a literal."""
EQUAL_FIELD = re.compile(r'== async\.data(?:\.(\w+)|\["([^"]+)"\])')
"""Comparison with a later event's field."""
FIELD = re.compile(r"event\.data\.(\w+)")
"""Field of the run's event."""
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
"""Seconds per unit of a duration."""


@dataclass(eq=False)
class FakeRun:
    """One run.

    Attributes:
        status: Status as the API shows it; after a step, it is "Completed" too early.
        memos: Recorded results of steps by the step's id, called memos as in Inngest's SDK.
        is_called: True while the handler runs.
        ended_at: Time of the end, or None; the reliable sign that the run has ended.
        result_after_cancel: Status and output of a canceled run's handler, which the API lists as a second row.
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
    result_after_cancel: tuple[str, Any] | None = None

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
        if self.result_after_cancel is None:
            return [row]
        status, output = self.result_after_cancel
        return [row, {**row, "status": status, "output": output}]


class EventWait(NamedTuple):
    """A run's wait for an event.

    Attributes:
        event: The event's name.
        condition: Expression over the fields of both events.
        received: Future of the event.
    """

    event: str
    condition: str
    received: asyncio.Future[Event]


class Executor:
    """Executor of runs.

    Attributes:
        server: Server that the runs belong to.
        runs: All runs by id.
        event_waits: Current waits for events.
    """

    def __init__(self, server: FakeInngest) -> None:
        self.server = server
        self.runs: dict[str, FakeRun] = {}
        self.event_waits: list[EventWait] = []
        self._session: aiohttp.ClientSession | None = None
        self._used_keys: set[tuple[str, str]] = set()
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
        if (key_expression := function.get("idempotency")) is not None:
            idempotency_key = (function["id"], value_of(key_expression, event.data))
            if idempotency_key in self._used_keys:
                return
            self._used_keys.add(idempotency_key)
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
                has_same_values = all(run.event.data.get(name) == event.data.get(name) for name in fields)
                if rule["event"] == event.name and has_same_values:
                    self.cancel(run)

    def resume_by(self, event: Event) -> None:
        """Resume the runs that wait for an event."""
        for wait in list(self.event_waits):
            if wait.event == event.name and _is_true(wait.condition, event.data):
                self.event_waits.remove(wait)
                if not wait.received.done():
                    wait.received.set_result(event)

    def cancel(self, run: FakeRun) -> None:
        """Cancel a run unless it has ended; a handler that currently runs is not stopped."""
        if run.ended_at is None and run.task is not None:
            if not run.is_called:
                run.task.cancel()
            self._end(run, "Cancelled", {})

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _run(self, run: FakeRun) -> None:
        run.started_at = _now()  # a real server sets it for delayed runs as well
        delay = start_time(run.event.ts / 1000) - time.time()
        if delay > 0:
            await asyncio.sleep(delay)
        run.started_at = _now()
        run.status = "Running"
        step = next(iter(run.function["steps"].values()))
        retries: dict[str, int] = step.get("retries") or {}
        max_attempts = retries.get("attempts", 4) + 1
        while True:
            async with AsyncExitStack() as acquired:
                for semaphore in self._semaphores_of(run):
                    await acquired.enter_async_context(semaphore)
                run.is_called = True
                status, headers, body = await self._call(run, step["runtime"]["url"], max_attempts)
                run.is_called = False
            if run.ended_at is not None:
                run.result_after_cancel = ("Completed" if status == 200 else "Failed", body)
                return
            if status == 200:
                self._end(run, "Completed", body)
                return
            if status == 206:
                # Trap: after a step the API already reports the run as completed.
                run.status = "Completed"
                if await self._record_steps(run, body, headers, max_attempts):
                    continue
                return
            run.status = "Failed"
            run.attempt += 1
            if headers.get("x-inngest-no-retry") == "true" or run.attempt >= max_attempts:
                self._fail(run, body)
                return
            await asyncio.sleep(self._retry_after(headers))

    def _semaphores_of(self, run: FakeRun) -> list[asyncio.Semaphore]:
        """Return the semaphores of a run's concurrency limits; a run holds them while its handler is called."""
        limits: list[dict[str, Any]] = run.function.get("concurrency") or []
        semaphores: list[asyncio.Semaphore] = []
        for limit in limits:
            expression = limit.get("key") or ""
            key = (f"{run.function['id']} {expression}", value_of(expression, run.event.data))
            semaphores.append(self._semaphores.setdefault(key, asyncio.Semaphore(limit["limit"])))
        return semaphores

    async def _record_steps(self, run: FakeRun, steps: list[dict[str, Any]], headers: Any, max_attempts: int) -> bool:
        """Execute the steps that a handler reported, and record their results; return False if the run failed."""
        for step in steps:
            step_id: str = step["id"]
            kind: str = step["op"]
            options: dict[str, Any] = step.get("opts") or {}
            if kind == "StepRun":
                run.memos[step_id] = {"data": step.get("data")}
            elif kind == "StepFailed" or (kind == "StepError" and headers.get("x-inngest-no-retry") == "true"):
                run.memos[step_id] = {"error": step["error"]}
            elif kind == "StepError":
                run.attempt += 1
                if run.attempt >= max_attempts:
                    run.memos[step_id] = {"error": step["error"]}
                else:
                    await asyncio.sleep(self.server.retry_interval)
                    continue
            elif kind == "Sleep":
                ends_at = start_time(datetime.fromisoformat(step["name"]).timestamp())
                self.server.slept_until.append(ends_at)
                await asyncio.sleep(max(0.0, ends_at - time.time()) * self.server.time_scale)
                run.memos[step_id] = None
            elif kind == "WaitForEvent":
                run.memos[step_id] = await self._wait(step["name"], options)
            elif kind == "InvokeFunction":
                run.memos[step_id] = await self._invoke(options)
            else:
                self._fail(run, {"name": "Error", "message": f"unknown op {kind}"})
                return False
            run.attempt = 0
        return True

    async def _wait(self, name: str, options: dict[str, Any]) -> Any:
        wait = EventWait(name, options.get("if") or "", asyncio.get_running_loop().create_future())
        self.event_waits.append(wait)
        try:
            event = await asyncio.wait_for(wait.received, _seconds(options["timeout"]) * self.server.time_scale)
        except TimeoutError:
            self.event_waits.remove(wait)
            return None
        return event.for_functions()

    async def _invoke(self, options: dict[str, Any]) -> Any:
        function = self.server.functions.get(options["function_id"])
        if function is None:
            return {"error": {"name": "Error", "message": "could not find function with ID: " + options["function_id"]}}
        data = {**options["payload"]["data"], "_inngest": {"fn_id": function["id"]}}
        event = Event(new_ulid(), "inngest/function.invoked", data, "", time.time_ns() // 1_000_000, None)
        self.server.ingest(event)
        run = self.start(function, event)
        try:
            await asyncio.wait_for(run.ended.wait(), _seconds(options["timeout"]) if options.get("timeout") else None)
        except TimeoutError:
            return {"error": {"name": "InngestInvokeTimeoutError", "message": "Timed out waiting for invoked function"}}
        return {"data": run.output} if run.status == "Completed" else {"error": run.output}

    async def _call(self, run: FakeRun, url: str, max_attempts: int) -> tuple[int, Any, Any]:
        run.calls += 1
        if self._session is None:
            self._session = aiohttp.ClientSession()
        event = run.event.for_functions()
        body = {
            "ctx": {
                "run_id": run.id, "attempt": run.attempt, "max_attempts": max_attempts,
                "disable_immediate_execution": False, "stack": {"stack": list(run.memos), "current": len(run.memos)},
            },
            "event": event, "events": [event], "steps": run.memos, "use_api": False, "version": 1,
        }  # fmt: skip
        canonicalize = cast("Callable[[Any], bytes]", jcs.canonicalize)  # pyright: ignore[reportUnknownMemberType]
        document = canonicalize(body)
        if urlsplit(url).scheme == "wss":
            assert self.server.gateway is not None
            return await self.server.gateway.call(function_of(url), run.id, document)
        headers = {"content-type": "application/json", "x-inngest-server-kind": self.server.mode}
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
        self.server.retries_due.append(start_time(requested))
        return max(0.0, min(self.server.retry_afters[-1], self.server.retry_interval))

    def _fail(self, run: FakeRun, error: Any) -> None:
        self._end(run, "Failed", error)
        data = {"error": error, "function_id": run.function["id"], "run_id": run.id, "event": run.event.for_functions()}
        self.server.ingest(Event(new_ulid(), "inngest/function.failed", data, "", time.time_ns() // 1_000_000, None))

    def _end(self, run: FakeRun, status: str, output: Any) -> None:
        run.status, run.output, run.ended_at = status, output, _now()
        run.ended.set()


def is_triggered(function: dict[str, Any], event: Event) -> bool:
    """Return True if an event triggers a function."""
    for trigger in function["triggers"]:
        if trigger.get("event") != event.name:
            continue
        expression = trigger.get("expression")  # only the triggers of `on_failure` have one
        if expression is None or expression == f"event.data.function_id == '{event.data.get('function_id')}'":
            return True
    return False


def function_of(url: str) -> str:
    """Return the id of the function that a call's URL names."""
    return parse_qs(urlsplit(url).query)["fnId"][0]


def value_of(expression: str, data: dict[str, Any]) -> str:
    """Evaluate the expression of a key, which joins fields by " | "."""
    return " | ".join(str(data.get(name, "")) for name in dict.fromkeys(FIELD.findall(expression)))


def start_time(requested: float) -> float:
    """Return when a server starts or continues a run; a time within the next second becomes the next full second."""
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


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
