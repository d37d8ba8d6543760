"""Schedules: their due times, their handlers, and the job of each tenant."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from cgk_runtime import (
    AbortTask,
    ConfigurationError,
    HandlerDefinitionError,
    JobClient,
    JobMessage,
    NoTenantError,
    RetryAfter,
    Sdk,
    UnknownScheduleError,
    current_tenant,
)
from cgk_runtime.catalog import ScheduleDefinition
from cgk_runtime.execution.scheduler import Scheduler
from cgk_runtime.execution.timers import Timers
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.schedules.definitions import ScheduleContext
from cgk_runtime.schedules.due_times import next_runs
from cgk_runtime.schedules.fan_out import FanOutError, fan_out
from shop import CATALOG, TaxComputedPayload, TaxComputedResult

pytestmark = pytest.mark.anyio


class VirtualClock:
    """Clock that a test advances; its timers fire when they are due."""

    def __init__(self, start: datetime) -> None:
        self.now = start.timestamp()
        self.timers = Timers(clock=lambda: self.now)

    async def advance(self, **duration: float) -> None:
        end = self.now + timedelta(**duration).total_seconds()
        while (due := self.timers.next_due()) is not None and due <= end:
            self.now = max(self.now, due)
            self.timers.fire_due()
            await asyncio.sleep(0)
        self.now = end
        for _ in range(20):  # lets the handlers run
            await asyncio.sleep(0)


def due_times(cron: str, timezone: str, start: str, count: int) -> list[str]:
    schedule = ScheduleDefinition("s", "schedule-s", cron, timezone)
    runs = next_runs(schedule, datetime.fromisoformat(start))
    return [next(runs).isoformat() for _ in range(count)]


async def test_unbound_timers_do_not_fire() -> None:
    timers, fired = Timers(), asyncio.Event()
    timers.bind(asyncio.get_running_loop())
    timers.after(0, fired.set)
    timers.bind(None)
    await asyncio.sleep(0.05)
    assert not fired.is_set()


async def test_skipped_local_time_runs_after_the_gap() -> None:
    # Berlin, 2026-03-29: 02:00 becomes 03:00.
    assert due_times("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00+00:00", 2) == [
        "2026-03-29T03:00:00+02:00",
        "2026-03-30T02:30:00+02:00",
    ]


async def test_local_time_that_is_repeated_runs_once() -> None:
    # New York, 2026-11-01: 02:00 becomes 01:00.
    assert due_times("30 1 * * *", "America/New_York", "2026-10-31T12:00:00+00:00", 2) == [
        "2026-11-01T01:30:00-04:00",
        "2026-11-02T01:30:00-05:00",
    ]


async def test_daily_schedule_keeps_its_local_hour() -> None:
    assert due_times("0 8 * * *", "America/New_York", "2026-03-07T00:00:00+00:00", 2) == [
        "2026-03-07T08:00:00-05:00",
        "2026-03-08T08:00:00-04:00",
    ]


@pytest.mark.parametrize(
    ("cron", "timezone"), [("* * *", "UTC"), ("61 * * * *", "UTC"), ("0 2 * * *", "Europe/Berlim")]
)
async def test_invalid_schedules_are_refused(cron: str, timezone: str) -> None:
    with pytest.raises(ConfigurationError, match='Schedule "s"'):
        due_times(cron, timezone, "2026-01-01T00:00:00+00:00", 1)


async def test_handlers_serve_catalog_and_cron(sdk: Sdk) -> None:
    @sdk.schedule("order.sweep")
    async def sweep(context: ScheduleContext) -> None: ...

    @sdk.schedule("*/5 * * * *", name="own.one", timezone="Europe/Paris")
    def every_five() -> None: ...

    handlers = sdk.registry.schedules
    assert handlers["order.sweep"].definition is CATALOG.schedules["order.sweep"]
    own = handlers["own.one"].definition
    assert (own.cron, own.timezone, own.task_id) == ("*/5 * * * *", "Europe/Paris", "schedule-own-one")
    assert (handlers["order.sweep"].needs_context, handlers["own.one"].needs_context) == (True, False)


async def test_wrong_declarations_are_refused(sdk: Sdk) -> None:
    def handler() -> None: ...

    def two_parameters(first: object, second: object) -> None: ...

    with pytest.raises(UnknownScheduleError, match='did you mean "order.sweep"'):
        sdk.schedule("order.swep")(handler)
    with pytest.raises(ConfigurationError, match="which does not have five fields; write minute, hour, day of month"):
        sdk.schedule("every day")(handler)
    with pytest.raises(ConfigurationError, match='whose hour "25" is invalid; write the hour as a number from 0 to 23'):
        sdk.schedule("0 25 * * *")(handler)
    with pytest.raises(ConfigurationError, match='whose day of month "31" does not exist in its months; write a day'):
        sdk.schedule("0 0 31 2 *")(handler)
    with pytest.raises(HandlerDefinitionError, match="nothing else"):
        sdk.schedule("order.sweep")(cast("Any", two_parameters))  # type checkers refuse it

    def dry_run_by_position(dry_run: bool = False) -> None: ...

    def any_arguments(*arguments: object) -> None: ...
    def another_context(context: int = 0) -> None: ...

    with pytest.raises(HandlerDefinitionError, match="annotate it with ScheduleContext"):
        sdk.schedule("order.sweep")(cast("Any", another_context))  # type checkers refuse it
    with pytest.raises(HandlerDefinitionError, match='gets nothing for its parameter "dry_run"'):
        sdk.schedule("order.sweep")(dry_run_by_position)
    with pytest.raises(HandlerDefinitionError, match="does not show its parameters"):
        sdk.schedule("order.sweep")(any_arguments)
    with pytest.raises(HandlerDefinitionError, match="the catalog defines"):
        sdk.schedule("order.sweep", timezone="UTC")(handler)
    sdk.schedule("order.sweep")(handler)
    with pytest.raises(HandlerDefinitionError, match="has two handlers"):
        sdk.schedule("order.sweep")(lambda: None)


async def test_due_handler_runs_outside_any_tenant(sdk: Sdk) -> None:
    clock = VirtualClock(datetime(2026, 6, 1, 12, tzinfo=UTC))
    contexts: list[ScheduleContext] = []

    @sdk.schedule("order.sweep")
    async def sweep(context: ScheduleContext) -> None:
        with pytest.raises(NoTenantError):
            current_tenant()
        contexts.append(context)

    with sdk.with_tenant("rawdog"):
        async with Scheduler(sdk.runner, sdk, timers=clock.timers, clock=lambda: clock.now):
            await clock.advance(hours=11)
            assert contexts == []
            await clock.advance(days=2)
    assert [context.scheduled_at.isoformat() for context in contexts] == [
        "2026-06-02T02:00:00+02:00",
        "2026-06-03T02:00:00+02:00",
    ]


async def test_sending_schedule_reaches_every_tenant(sdk: Sdk, client: JobClient) -> None:
    clock = VirtualClock(datetime(2026, 6, 1, 3, tzinfo=UTC))
    calls: list[tuple[str, Any]] = []

    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        calls.append((current_tenant(), payload.amount))
        return TaxComputedResult(tax=0)

    @sdk.tenant_source
    async def tenants() -> AsyncIterator[str]:
        for tenant_id in ("a", "b"):
            yield tenant_id

    async with Scheduler(sdk.runner, sdk, timers=clock.timers, clock=lambda: clock.now) as scheduler:
        await clock.advance(hours=1)
        assert sorted(calls) == [("a", 1), ("b", 1)]
        # Another process fires the same due time: no second run starts.
        await scheduler.fire(CATALOG.schedules["tax.daily"], datetime(2026, 6, 1, 3, 30, tzinfo=UTC))
        assert len(calls) == 2


@pytest.mark.parametrize("source", [lambda: ["a"], lambda: iter(("a",))])
async def test_tenant_source_may_be_plain(sdk: Sdk, client: JobClient, source: Callable[[], Any]) -> None:
    sdk.tenant_source(source)
    async with Scheduler(sdk.runner, sdk, timers=Timers()) as scheduler:
        await scheduler.fire(CATALOG.schedules["tax.daily"], datetime(2026, 6, 1, tzinfo=UTC))


async def test_failing_tenant_does_not_stop_others(sdk: Sdk) -> None:
    @sdk.around_send
    async def refuse_locked(message: JobMessage, send: Callable[[JobMessage], Awaitable[str]]) -> str:
        if message.tenant_id == "locked":
            raise ValueError("no sends today")
        return await send(message)

    tenants = ["a", "Bad Tenant", "locked", "b"]
    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        with pytest.raises(FanOutError, match="2 tenants did not get a job, 2 did:") as failed:
            await fan_out(client, CATALOG.schedules["tax.daily"], tenants, datetime(2026, 6, 1, tzinfo=UTC))
    assert list(failed.value.failed) == ["Bad Tenant", "locked"]
    assert str(failed.value).endswith("\n  locked: ValueError: no sends today")


async def test_missing_tenant_source_is_explained(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    clock = VirtualClock(datetime(2026, 6, 1, 3, tzinfo=UTC))
    with caplog.at_level(logging.WARNING):
        async with Scheduler(sdk.runner, sdk, timers=clock.timers, clock=lambda: clock.now) as scheduler:
            assert scheduler.active_schedules == []
            for _ in range(3):
                await clock.advance(days=1)
                await asyncio.sleep(0.01)
    (record,) = caplog.records
    assert record.message == (
        "[Schedule] Nothing is sent by 1 schedule (tax.daily), because no function lists the tenants; decorate one "
        "with @tenant_source"
    )
    assert record.exc_info is None


async def test_failing_handler_is_logged_and_kept(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    clock = VirtualClock(datetime(2026, 6, 1, tzinfo=UTC))
    due_hours: list[int] = []

    @sdk.schedule("0 * * * *")
    async def hourly(context: ScheduleContext) -> None:
        due_hours.append(context.scheduled_at.hour)
        raise RetryAfter(0) if context.scheduled_at.hour == 1 else AbortTask("broken")

    async with Scheduler(sdk.runner, sdk, timers=clock.timers, clock=lambda: clock.now):
        for _ in range(3):
            await clock.advance(minutes=20)
        for _ in range(3):
            await clock.advance(minutes=20)
    assert due_hours == [1, 1, 1, 2]
    run = '[Schedule] Run due at 2026-06-01T0{}:00:00+00:00 of "hourly": attempt 1 of 3 failed'
    assert f"{run.format(1)}, retrying in 0 s: RetryAfter: " in caplog.text
    assert f"{run.format(2)}: AbortTask: broken" in caplog.text


@pytest.mark.parametrize("fails_at_the_end", [False, True])
async def test_retry_does_not_delay_the_end(sdk: Sdk, caplog: pytest.LogCaptureFixture, fails_at_the_end: bool) -> None:
    clock = VirtualClock(datetime(2026, 6, 1, tzinfo=UTC))
    may_fail = asyncio.Event()

    @sdk.schedule("0 * * * *")
    async def hourly() -> None:
        await may_fail.wait()
        raise RetryAfter(600)

    async with asyncio.timeout(60), Scheduler(sdk.runner, sdk, timers=clock.timers, clock=lambda: clock.now):
        if not fails_at_the_end:
            may_fail.set()
        await clock.advance(hours=1)
        asyncio.get_running_loop().call_later(0.1, may_fail.set)
    assert clock.timers.next_due() is None
    text = "attempt 1 of 3 failed: RetryAfter: " if fails_at_the_end else "is not retried, because the scheduler stops"
    assert text in caplog.text


async def test_interrupted_handler_can_clean_up(sdk: Sdk) -> None:
    clock = VirtualClock(datetime(2026, 6, 1, tzinfo=UTC))
    is_cleaned_up = False

    @sdk.schedule("0 * * * *")
    async def hourly() -> None:
        nonlocal is_cleaned_up
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.01)
            is_cleaned_up = True

    async with Scheduler(sdk.runner, sdk, timers=clock.timers, clock=lambda: clock.now, drain_seconds=0):
        await clock.advance(hours=1)
    assert is_cleaned_up


async def test_clock_jump_skips_missed_runs(sdk: Sdk) -> None:
    clock = VirtualClock(datetime(2026, 6, 1, tzinfo=UTC))
    handled: list[str] = []

    @sdk.schedule("0 * * * *")
    async def hourly(context: ScheduleContext) -> None:
        handled.append(context.scheduled_at.isoformat())

    async with Scheduler(sdk.runner, sdk, timers=clock.timers, clock=lambda: clock.now):
        clock.now += timedelta(hours=5, minutes=30).total_seconds()
        await clock.advance(hours=1)
    assert handled == ["2026-06-01T01:00:00+00:00", "2026-06-01T06:00:00+00:00"]


async def test_jump_into_a_repeated_hour_skips_runs(sdk: Sdk) -> None:
    clock = VirtualClock(datetime(2026, 10, 25, 0, 40, tzinfo=UTC))  # 02:40 in Berlin, summer time
    handled: list[str] = []

    @sdk.schedule("*/15 * * * *", timezone="Europe/Berlin")
    async def every_quarter_hour(context: ScheduleContext) -> None:
        handled.append(context.scheduled_at.isoformat())

    async with Scheduler(sdk.runner, sdk, timers=clock.timers, clock=lambda: clock.now):
        clock.now += timedelta(minutes=40).total_seconds()  # 02:20, winter time
        await clock.advance(minutes=12)
    assert handled == ["2026-10-25T02:45:00+02:00", "2026-10-25T02:30:00+01:00"]


async def test_clock_set_back_repeats_no_due_time(sdk: Sdk) -> None:
    clock = VirtualClock(datetime(2026, 6, 1, tzinfo=UTC))
    handled: list[str] = []

    @sdk.schedule("0 * * * *")
    async def hourly(context: ScheduleContext) -> None:
        handled.append(context.scheduled_at.isoformat())

    set_back = 0.0
    async with Scheduler(sdk.runner, sdk, timers=clock.timers, clock=lambda: clock.now - set_back):
        await clock.advance(hours=1, minutes=10)
        set_back = timedelta(minutes=70).total_seconds()
        await clock.advance(hours=2)
        assert handled == ["2026-06-01T01:00:00+00:00", "2026-06-01T02:00:00+00:00"]
        set_back = timedelta(days=365).total_seconds()  # more than a correction, so due times repeat
        await clock.advance(hours=2)
    assert handled[2:] == ["2025-06-01T05:00:00+00:00"]
