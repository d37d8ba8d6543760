"""Checks of what is at the other end: the server reached, and how fast; the key accepted."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.cli.secrets import SECRET_VARIABLES, redact_secrets
from cgk_runtime.cli.verify.report import CheckResult
from cgk_runtime.cli.verify.troubleshooting import KNOWN_PROBLEMS, find_known_problem
from cgk_runtime.errors import JobsError
from cgk_runtime.providers.http.response import HttpResponse, RequestFailed, status_name
from cgk_runtime.providers.http.retry import RetryPolicy

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Health
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.settings import Settings

_SECONDS: Final = 10.0
_NETWORK: Final = next(problem.fix for problem in KNOWN_PROBLEMS if problem.name == "Connection timeout")


def health_address(provider: str, settings: Settings) -> str | None:
    """Give the address that says how a provider's server is, or None for one that has none or is another package's.

    Raises:
        ConfigurationError: A setting is wrong.
    """
    if provider == "trigger.dev":
        from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings

        return f"{TriggerDevSettings.read(settings).base_url}/healthcheck"
    if provider == "inngest":
        from cgk_runtime.providers.inngest.settings import InngestSettings

        return f"{InngestSettings.read(settings).api_origin}/health"
    return None


def check_server(provider: str, settings: Settings) -> list[CheckResult]:
    """Ask the provider's server how it is, once, and measure the round trip."""
    try:
        address = health_address(provider, settings)
    except JobsError as error:
        return [CheckResult("failed", "server", str(error), "mend the setting it names, then verify again")]
    if address is None:
        return []
    origin = address.rpartition("/")[0]
    answer, milliseconds = asyncio.run(_ask(address))
    if isinstance(answer, RequestFailed):
        return [CheckResult("failed", "server", f"{origin}: {answer}", _no_answer_fix(origin))]
    if answer.status >= 500:
        text = f"{origin} answers {answer.status} {status_name(answer.status)}"
        return [CheckResult("failed", "server", text, _NETWORK)]
    return [CheckResult("ok", "server", f"{origin} answers, round trip {milliseconds:.0f} ms")]


def check_provider_health(sdk: Sdk, provider: str, settings: Settings) -> CheckResult:
    """Let the provider say itself whether a job sent now would be taken: its key is tried."""
    subject = "cgk dev" if provider == "local" else "key"
    secrets = [settings.get(name) or "" for name in SECRET_VARIABLES]
    try:
        health = asyncio.run(_health(sdk, provider, settings))
    except JobsError as error:
        text = redact_secrets(str(error), [secret for secret in secrets if secret])
        problem = find_known_problem(text)
        return CheckResult(
            "failed", subject, text, problem.fix if problem else "mend the setting it names, then verify again"
        )
    detail = redact_secrets(health.detail, [secret for secret in secrets if secret])
    if not health.healthy:
        problem = find_known_problem(detail)
        return CheckResult("failed", subject, detail, problem.fix if problem else "look at the provider's dashboard")
    return CheckResult("ok", subject, detail)


def check_dev_process(directory: Path) -> CheckResult | None:
    """Say that this project's `cgk dev` does not run, or None where it does."""
    from cgk_runtime.providers.local.dev.endpoint import find_endpoint

    try:
        endpoint = find_endpoint(directory)
    except JobsError as error:
        return CheckResult("failed", "cgk dev", str(error), "delete that file, then start `cgk dev app.tasks`")
    if endpoint is not None:
        return None
    text = "does not run for this project: jobs run in the process that sends them, which needs the handlers"
    return CheckResult("warning", "cgk dev", text, "start `cgk dev app.tasks` with the modules that have your handlers")


async def _health(sdk: Sdk, provider: str, settings: Settings) -> Health:
    found = sdk.find_provider(provider, settings)
    try:
        return await found.check_health()
    finally:
        await found.close()


async def _ask(address: str) -> tuple[HttpResponse | RequestFailed, float]:
    """Ask once, and give the answer and the milliseconds it took."""
    from cgk_runtime.providers.http.client import HttpClient, Timeouts

    client = HttpClient("cgk", policy=RetryPolicy(attempts=1, deadline=_SECONDS), timeouts=Timeouts(_SECONDS, _SECONDS))
    began = time.perf_counter()
    try:
        answer = await client.request("GET", address, operation="health", headers={}, expects_json=False)
    except RequestFailed as error:
        return error, 0.0
    finally:
        await client.close()
    return answer, (time.perf_counter() - began) * 1000


def _no_answer_fix(origin: str) -> str:
    if "//127.0.0.1" in origin or "//localhost" in origin:
        return "start the server there (Inngest's is `npx inngest-cli dev`), or mend its address in .env.local"
    return _NETWORK
