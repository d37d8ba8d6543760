"""The health check: the server is there, takes the keys, and is in the same mode as this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cgk_runtime.client.provider import Health
from cgk_runtime.errors import ApiError, JobsError
from cgk_runtime.providers.inngest.sending import COMPONENT
from cgk_runtime.providers.inngest.settings import CLOUD_EVENTS

if TYPE_CHECKING:
    from cgk_runtime.providers.inngest.runs import RunReader
    from cgk_runtime.providers.inngest.sending import EventSender
    from cgk_runtime.providers.inngest.settings import InngestSettings

_NAME: Final = "inngest"


async def health_of(settings: InngestSettings, sender: EventSender, runs: RunReader) -> Health:
    """Check everything that can be checked without a side effect, and say the first thing that is wrong."""
    try:
        kind = await runs.server_kind()
        wrong = mismatch(settings, kind)
        if wrong is not None:
            return Health(_NAME, healthy=False, detail=f"[{COMPONENT}] {wrong}")
        await _check_event_key(settings, sender)
        if settings.signing_key is not None and settings.mode == "cloud":
            await runs.check_key()
    except JobsError as error:
        return Health(_NAME, healthy=False, detail=str(error))
    server = "dev server" if settings.mode == "dev" else "server"
    detail = f"The {server} at {settings.event_origin} takes jobs"
    if settings.mode == "cloud":
        detail += (
            ", and both keys"
            if settings.signing_key is not None
            else "; INNGEST_SIGNING_KEY is not set, so nothing can be served here and no run asked for"
        )
    return Health(_NAME, healthy=True, detail=detail)


def mismatch(settings: InngestSettings, kind: str | None) -> str | None:
    """Say what is wrong where a server and this process are in different modes.

    Args:
        settings: This process's.
        kind: What the server calls itself, or None where it does not say.
    """
    if kind == "dev" and settings.mode == "cloud":
        return (
            f"The server at {settings.api_origin} is a dev server, which signs no requests, and this "
            "process is in cloud mode, which refuses unsigned ones: every run would end with 401. Set INNGEST_DEV=1"
        )
    if kind == "cloud" and settings.mode == "dev":
        return (
            f"The server at {settings.api_origin} is no dev server, and this process is in dev mode, "
            "which checks no signatures and sends no key. Remove INNGEST_DEV, and set INNGEST_EVENT_KEY and "
            "INNGEST_SIGNING_KEY"
        )
    return None


async def _check_event_key(settings: InngestSettings, sender: EventSender) -> None:
    try:
        await sender.check_key()
    except ApiError as error:
        # Nobody has measured what the cloud says to an empty list; that it does not say 401 or 403 is enough.
        if settings.event_origin != CLOUD_EVENTS or error.status != 400:
            raise
