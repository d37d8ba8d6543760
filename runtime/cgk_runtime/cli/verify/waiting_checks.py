"""Checks for jobs that are accepted but not handled."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cgk_runtime.cli.verify.report import CheckResult
from cgk_runtime.cli.verify.troubleshooting import NOT_PROCESSING
from cgk_runtime.errors import JobsError
from cgk_runtime.providers.http.client import HttpClient
from cgk_runtime.providers.http.retry import RetryPolicy
from cgk_runtime.validation.problems import as_list, as_mapping

if TYPE_CHECKING:
    from cgk_runtime.providers.http.response import HttpResponse
    from cgk_runtime.providers.trigger_dev.run_model import TriggerDevRun
    from cgk_runtime.settings import Settings

_PERIOD: Final = timedelta(hours=1)
_ACCEPTABLE_WAIT: Final = timedelta(minutes=1)
_MAX_RUNS: Final = 100
_TIMEOUT_SECONDS: Final = 10.0


def check_waiting_runs(settings: Settings) -> CheckResult:
    """Check the last hour's runs on Trigger.dev for those that wait for a worker or expired while waiting."""
    try:
        waiting = asyncio.run(_find_waiting_runs(settings))
    except JobsError as error:  # a scoped key may be allowed to send, but not to list
        return CheckResult("ok", "waiting jobs", f"unknown, because this key cannot list runs ({error.detail})")
    if not waiting:
        return CheckResult("ok", "waiting jobs", "none has waited longer than a minute")
    oldest = min(run.created_at for run in waiting if run.created_at is not None)
    count = f"{len(waiting)}{' or more' if len(waiting) == _MAX_RUNS else ''}"
    tasks = ", ".join(dict.fromkeys(run.task_identifier for run in waiting))
    text = f"{count} from the last hour wait for a worker or have expired, the oldest since {oldest:%H:%M} UTC: {tasks}"
    return CheckResult("warning", "waiting jobs", text, NOT_PROCESSING.fix)


def check_registered_functions(settings: Settings) -> list[CheckResult]:
    """Check that functions are registered at Inngest's dev server; another server is not checked."""
    from cgk_runtime.providers.inngest.settings import InngestSettings

    inngest = InngestSettings.read(settings)
    if inngest.mode != "dev":
        return []
    try:
        response = asyncio.run(_fetch(f"{inngest.api_origin}/dev"))
    except JobsError:
        return []
    functions = as_list((as_mapping(response.data) or {}).get("functions"))
    if functions is None:
        return []
    if functions:
        return [CheckResult("ok", "functions", f"{len(functions)} registered at the dev server")]
    text = "none is registered at the dev server, so jobs would be accepted and not handled"
    fix = "serve your handlers and let the dev server find them; its terminal shows what it finds"
    return [CheckResult("warning", "functions", text, fix)]


async def _fetch(address: str) -> HttpResponse:
    client = HttpClient("cgk", policy=RetryPolicy(attempts=1, deadline=_TIMEOUT_SECONDS))
    try:
        return await client.request("GET", address, operation="functions", headers={}, expects_json=False)
    finally:
        await client.close()


async def _find_waiting_runs(settings: Settings) -> list[TriggerDevRun]:
    from cgk_runtime.providers.trigger_dev import TriggerDevClient, TriggerDevSettings

    waiting: list[TriggerDevRun] = []
    now = datetime.now(UTC)
    async with TriggerDevClient(TriggerDevSettings.read(settings)) as client:
        states = ("QUEUED", "PENDING_VERSION", "EXPIRED")
        async for run in client.runs.list(status=states, created_from=now - _PERIOD, page_size=_MAX_RUNS):
            if run.created_at is not None and now - run.created_at > _ACCEPTABLE_WAIT:
                waiting.append(run)
            if len(waiting) == _MAX_RUNS:
                break
    return waiting
