"""Checks that the provider's server answers and accepts the key."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.cli.secrets import SECRET_VARIABLES, redact_secrets
from cgk_runtime.cli.verify.report import CheckResult
from cgk_runtime.cli.verify.troubleshooting import (
    CONNECTION_TIMEOUT,
    find_known_problem,
    known_problem_of,
)
from cgk_runtime.errors import JobsError
from cgk_runtime.providers.http.response import HttpResponse, status_name
from cgk_runtime.providers.http.retry import RetryPolicy

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Health
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.settings import Settings

_TIMEOUT: Final = 10.0
_HEALTH_SUBJECTS: Final = {"dev": "cgk dev", "postgres": "database"}
_CORRECT_SETTING: Final = "correct the setting it names, then run the check again"


def health_address(provider: str, settings: Settings) -> str | None:
    """Return the address of a provider's health endpoint, or None if it has none.

    Raises:
        ConfigurationError: A setting is invalid.
    """
    if provider == "trigger.dev":
        from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings

        return f"{TriggerDevSettings.read(settings).base_url}/healthcheck"
    if provider == "inngest":
        from cgk_runtime.providers.inngest.settings import InngestSettings

        return f"{InngestSettings.read(settings).api_origin}/health"
    return None


def check_server(provider: str, settings: Settings) -> list[CheckResult]:
    """Call the server's health endpoint once and measure the round trip."""
    try:
        address = health_address(provider, settings)
    except JobsError as error:
        return [CheckResult("failed", "server", error.detail, _CORRECT_SETTING)]
    if address is None:
        return []
    origin = address.rpartition("/")[0]
    response, milliseconds = asyncio.run(get_once(address))
    if isinstance(response, JobsError):
        return [CheckResult("failed", "server", f"{origin}: {response.detail}", _unreachable_fix(origin))]
    if response.status >= 500:
        text = f"{origin} answers {response.status} {status_name(response.status)}"
        return [CheckResult("failed", "server", text, CONNECTION_TIMEOUT.fix)]
    return [CheckResult("ok", "server", f"{origin} answers, round trip {milliseconds:.0f} ms")]


def check_provider_health(sdk: Sdk, provider: str, settings: Settings) -> CheckResult:
    """Run the provider's own health check, which uses the key."""
    subject = _HEALTH_SUBJECTS.get(provider, "key")
    try:
        health = asyncio.run(_health(sdk, provider, settings))
        healthy, detail, fix = health.healthy, health.detail, _fix_of(health, provider)
    except JobsError as error:
        known = known_problem_of(error)
        healthy, detail, fix = False, error.detail, known.fix if known else _CORRECT_SETTING
    detail = redact_secrets(detail, filter(None, (settings.get(name) for name in SECRET_VARIABLES)))
    if healthy:
        return CheckResult("ok", subject, detail)
    return CheckResult("failed", subject, detail, fix)


def check_dev_process(directory: Path, provider: str) -> CheckResult | None:
    """Check whether `cgk dev` runs, as the provider `local` or `dev` needs; return None if it receives all jobs."""
    from cgk_runtime.providers.local.dev.endpoint import find_endpoint

    start = "start `cgk dev app.tasks` with the modules of your handlers"
    try:
        is_running = find_endpoint(directory) is not None
    except JobsError as error:
        return CheckResult("failed", "cgk dev", error.detail, f"delete that file, then {start}")
    if provider == "dev":
        return None if is_running else CheckResult("failed", "cgk dev", "not running for this project", start)
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
    return known.fix if known else "look at the provider's dashboard"


async def _health(sdk: Sdk, provider: str, settings: Settings) -> Health:
    instance = sdk.find_provider(provider, settings)
    try:
        return await instance.check_health()
    finally:
        await instance.close()


async def get_once(address: str) -> tuple[HttpResponse | JobsError, float]:
    """Send one GET request; return the response or the error, and the duration in milliseconds."""
    from cgk_runtime.providers.http.client import HttpClient, Timeouts

    client = HttpClient("cgk", policy=RetryPolicy(attempts=1, deadline=_TIMEOUT), timeouts=Timeouts(_TIMEOUT, _TIMEOUT))
    started_at = time.perf_counter()
    try:
        response = await client.request("GET", address, operation="health", headers={}, expects_json=False)
    except JobsError as error:
        return error, 0.0
    finally:
        await client.close()
    return response, (time.perf_counter() - started_at) * 1000


def _unreachable_fix(origin: str) -> str:
    if "//127.0.0.1" in origin or "//localhost" in origin:
        return "start the server there (Inngest's is `npx inngest-cli dev`), or correct its address in .env.local"
    return CONNECTION_TIMEOUT.fix
