"""Rejection of calls whose event belongs to another function.

A call names its function in the query string, which Inngest's signature does not cover. Someone who records a signed
call could send it to another function of the application within the five minutes in which it is valid. The timers of
schedules name no function, so a schedule accepts that of another one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import inngest

from cgk_runtime.providers.inngest.envelope import INVOKED

if TYPE_CHECKING:
    from inngest import Event

TIMER: Final = "inngest/scheduled.timer"
FAILED: Final = "inngest/function.failed"


class ForeignEventError(inngest.NonRetriableError):
    """A function was called with another function's event; the response has no traceback."""

    include_stack = False

    def __init__(self, function_id: str, event: str) -> None:
        super().__init__(f'The function "{function_id}" does not handle "{event}"', quiet=True)


def require_own_event(app_id: str, function_id: str, names: Collection[str], event: Event) -> None:
    """Check that an event belongs to the function that is called with it.

    Args:
        app_id: Id of the application.
        function_id: Id of the function, without the application's.
        names: Events that trigger the function.
        event: Event of the call.

    Raises:
        ForeignEventError: The event belongs to another function.
    """
    if event.name == INVOKED:
        metadata = event.data.get("_inngest")
        invoked_id = str(metadata.get("fn_id")) if isinstance(metadata, dict) else ""
        # A manual invocation, which names no function of this application, is accepted too.
        if invoked_id == f"{app_id}-{function_id}" or not invoked_id.startswith(f"{app_id}-"):
            return
    elif event.name in names:
        return
    raise ForeignEventError(function_id, event.name)
