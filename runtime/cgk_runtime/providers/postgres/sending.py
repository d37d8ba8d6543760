"""Messages as arguments of the queue's function `send`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.options import NO_OPTIONS

if TYPE_CHECKING:
    from cgk_runtime.client.options import ResolvedOptions
    from cgk_runtime.client.provider import JobMessage

SEND: Final = "SELECT unnest(cgk_jobs.send(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[]))"
"""Sends a batch in one round trip; it returns the ids in order."""


def send_arguments(messages: Sequence[JobMessage]) -> list[list[Any]]:
    """Return the arguments of `SEND` for some messages."""
    return [
        [message.event.name for message in messages],
        [message.tenant_id for message in messages],
        [message.payload.decode() for message in messages],
        [_options(message.options) for message in messages],
        [json.dumps(dict(message.headers)) if message.headers else None for message in messages],
    ]


def _options(options: ResolvedOptions) -> str | None:
    if options is NO_OPTIONS:
        return None
    named = {name: getattr(options, name) for name in options.used()}
    if options.at is not None:
        named["at"] = options.at.isoformat()
    return json.dumps(named, ensure_ascii=False)
