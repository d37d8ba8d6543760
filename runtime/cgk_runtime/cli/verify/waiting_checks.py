"""Whether jobs are taken but not handled: the guide's "jobs not processing", seen from the runs that wait."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, cast

from cgk_runtime.cli.verify.report import CheckResult
from cgk_runtime.cli.verify.troubleshooting import KNOWN_PROBLEMS
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.providers.http.response import HttpResponse
    from cgk_runtime.providers.trigger_dev.runs import TriggerDevRun
    from cgk_runtime.settings import Settings

_PERIOD: Final = timedelta(hours=1)
_PATIENCE: Final = timedelta(minutes=1)
_MOST: Final = 100
_SECONDS: Final = 10.0
_FIX: Final = next(problem.fix for problem in KNOWN_PROBLEMS if problem.name == "Jobs not processing")


def check_waiting_runs(settings: Settings) -> CheckResult:
    """Look at the last hour's runs at Trigger.dev: those that wait for a worker, or have expired waiting."""
    try:
        waiting = asyncio.run(_waiting(settings))
    except JobsError as error:  # a scoped key may send without being allowed to list
        return CheckResult("ok", "waiting jobs", f"not known, for this key may not list runs ({error})")
    if not waiting:
        return CheckResult("ok", "waiting jobs", "none has waited for longer than a minute")
    oldest = min(run.created_at for run in waiting if run.created_at is not None)
    count = f"{len(waiting)}{' or more' if len(waiting) == _MOST else ''}"
    tasks = ", ".join(dict.fromkeys(run.task_identifier for run in waiting))
    text = f"{count} of the last hour wait for a worker or have expired, the oldest since {oldest:%H:%M} UTC: {tasks}"
    return CheckResult("warning", "waiting jobs", text, _FIX)


def check_registered_functions(settings: Settings) -> CheckResult | None:
    """Ask an Inngest dev server which functions it has; None where it is no dev server, or does not say."""
    from cgk_runtime.providers.inngest.settings import InngestSettings

    inngest = InngestSettings.read(settings)
    if inngest.mode != "dev":
        return None
    answer = asyncio.run(_get(f"{inngest.api_origin}/dev"))
    document: object = None if answer is None else answer.data
    known = cast("dict[str, object]", document).get("functions") if isinstance(document, dict) else None
    if not isinstance(known, list):
        return None
    count = len(cast("list[object]", known))
    if count:
        return CheckResult("ok", "functions", f"{count} are registered at the dev server")
    text = "none is registered at the dev server: jobs would be taken, and nobody handles them"
    return CheckResult(
        "warning", "functions", text, "serve your handlers and let the dev server find them; see its terminal"
    )


async def _get(address: str) -> HttpResponse | None:
    from cgk_runtime.providers.http import HttpClient, RequestFailed, RetryPolicy

    client = HttpClient("cgk", policy=RetryPolicy(attempts=1, deadline=_SECONDS))
    try:
        return await client.request("GET", address, operation="functions", headers={})
    except RequestFailed:
        return None
    finally:
        await client.close()


async def _waiting(settings: Settings) -> list[TriggerDevRun]:
    from cgk_runtime.providers.trigger_dev import TriggerDevClient, TriggerDevSettings

    found: list[TriggerDevRun] = []
    now = datetime.now(UTC)
    async with TriggerDevClient(TriggerDevSettings.read(settings)) as client:
        states = ("QUEUED", "PENDING_VERSION", "EXPIRED")
        async for run in client.runs.list(status=states, created_from=now - _PERIOD, page_size=_MOST):
            if run.created_at is not None and now - run.created_at > _PATIENCE:
                found.append(run)
            if len(found) == _MOST:
                break
    return found
