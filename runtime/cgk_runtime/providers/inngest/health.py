"""Health check: the server responds, accepts the keys and is in the same mode as this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cgk_runtime.client.provider import Health
from cgk_runtime.errors import ConfigurationError, JobsError, ProviderError
from cgk_runtime.providers.http.client import HttpClient
from cgk_runtime.providers.http.retry import RetryPolicy
from cgk_runtime.providers.inngest.runs import RunReader
from cgk_runtime.providers.inngest.sending import COMPONENT, EventSender

if TYPE_CHECKING:
    from cgk_runtime.providers.inngest.settings import InngestSettings

_NAME: Final = "inngest"
_ONE_ATTEMPT: Final = RetryPolicy(attempts=1, deadline=10.0)


async def check_health(settings: InngestSettings) -> Health:
    """Check everything that has no side effect, and report the first problem."""
    try:
        await check_server(settings, checks_event_key=True)
    except JobsError as error:
        status = error.status if isinstance(error, ProviderError) else None
        return Health(_NAME, healthy=False, detail=str(error), status=status)
    server = "dev server" if settings.mode == "dev" else "server"
    detail = f"The {server} at {settings.event_origin} accepts jobs"
    if settings.mode == "cloud":
        detail += (
            " and both keys"
            if settings.signing_key is not None
            else "; INNGEST_SIGNING_KEY is not set, so this process cannot serve handlers or read runs"
        )
    return Health(_NAME, healthy=True, detail=detail)


async def check_server(settings: InngestSettings, *, checks_event_key: bool) -> None:
    """Check that the server responds, accepts the keys and is in the same mode as this process; try once.

    Args:
        settings: Settings of this process.
        checks_event_key: Whether this process sends, so its event key is checked as well.

    Raises:
        ConfigurationError: This process and the server are in different modes.
        ApiError: The server cannot be reached, or refuses a key.
    """
    http = HttpClient(COMPONENT, policy=_ONE_ATTEMPT, secrets=settings.secrets)
    try:
        reader = RunReader(http, settings)
        _check_mode(settings, await reader.server_mode())
        if checks_event_key:
            await EventSender(http, settings).check_key()
        if settings.signing_key is not None and settings.mode == "cloud":
            await reader.events_page({"limit": "1"})
    finally:
        await http.close()


def _check_mode(settings: InngestSettings, server_mode: str | None) -> None:
    """Raise an error if the server reports another mode than that of this process."""
    if server_mode == "dev" and settings.mode == "cloud":
        raise ConfigurationError(
            f"The server at {settings.api_origin} is a dev server, which does not sign requests, but this process is "
            "in cloud mode and refuses unsigned ones with 401. Set INNGEST_DEV=1",
            component=COMPONENT,
        )
    if server_mode == "cloud" and settings.mode == "dev":
        raise ConfigurationError(
            f"The server at {settings.api_origin} is not a dev server, but this process is in dev mode: it checks no "
            "signatures and sends no key. Remove INNGEST_DEV, and set INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY",
            component=COMPONENT,
        )
