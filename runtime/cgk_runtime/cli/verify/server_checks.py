"""Checks that the provider's server answers and accepts the key."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.cli.secrets import redact_secrets
from cgk_runtime.cli.setup.providers import selects_dev_server
from cgk_runtime.cli.verify.report import CheckResult, Status
from cgk_runtime.cli.verify.troubleshooting import CONNECTION_TIMEOUT, find_known_problem, known_problem_of
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Health
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.settings import Settings

_SUBJECTS: Final = {"dev": "cgk dev", "postgres": "database"}
_CORRECT_SETTING: Final = "correct the setting it names, then run the check again"


def check_server(sdk: Sdk, provider: str, settings: Settings, stopped: Status) -> CheckResult:
    """Run and time the provider's own health check, which calls its server with the key.

    Args:
        sdk: The generated package.
        provider: The name of the provider.
        settings: The settings.
        stopped: Status of a dev server that is not running.
    """
    subject = _SUBJECTS.get(provider, "server")
    started_at = time.perf_counter()
    try:
        health = asyncio.run(_check_health(sdk, provider, settings))
    except JobsError as error:
        known = known_problem_of(error)
        return CheckResult("failed", subject, redact_secrets(error.detail), known.fix if known else _CORRECT_SETTING)
    milliseconds = (time.perf_counter() - started_at) * 1000
    detail = redact_secrets(health.detail)
    if health.healthy:
        return CheckResult("ok", subject, f"{detail}; answered in {milliseconds:.0f} ms")
    uses_dev_server = provider == "inngest" and selects_dev_server(settings.get("INNGEST_DEV"))
    is_stopped = uses_dev_server and find_known_problem(health.detail) == CONNECTION_TIMEOUT
    return CheckResult(stopped if is_stopped else "failed", subject, detail, _fix_of(health, provider))


def check_dev_process(directory: Path, provider: str, stopped: Status) -> CheckResult | None:
    """Check whether `cgk dev` runs, for the provider `local` or `dev`; return None if it runs and receives all jobs.

    Args:
        directory: The project.
        provider: The name of the provider.
        stopped: Status of the provider `dev` if `cgk dev` is not running.
    """
    from cgk_runtime.providers.local.dev.endpoint import find_endpoint

    start = "start `cgk dev app.tasks` with the modules of your handlers"
    try:
        is_running = find_endpoint(directory) is not None
    except JobsError as error:
        return CheckResult("failed", "cgk dev", error.detail, f"delete that file, then {start}")
    if provider == "dev":
        return None if is_running else CheckResult(stopped, "cgk dev", "not running for this project", start)
    if is_running:
        text = "receives jobs of TypeScript and of `cgk send`; other Python processes run their jobs themselves"
        fix = "set JOBS_PROVIDER=dev, unless each process is meant to run its own jobs"
        return CheckResult("warning", "cgk dev", text, fix)
    text = "not running; jobs run in the Python process that sends them, TypeScript and `cgk send` need `cgk dev`"
    return CheckResult("ok", "cgk dev", text)


def _fix_of(health: Health, provider: str) -> str:
    if provider == "dev":
        return "look at its terminal"
    if provider == "postgres":
        return "start the database, or correct JOBS_DATABASE_URL; `cgk db migrate` creates the queue and grants rights"
    known = find_known_problem(health.detail)
    if known == CONNECTION_TIMEOUT and re.search(r"127\.0\.0\.1|localhost", health.detail):
        return "start the server there (Inngest's is `npx inngest-cli dev`), or correct its address in .env.local"
    return known.fix if known else "look at the provider's dashboard"


async def _check_health(sdk: Sdk, provider: str, settings: Settings) -> Health:
    instance = sdk.find_provider(provider, settings)
    try:
        return await instance.check_health()
    finally:
        await instance.close()
