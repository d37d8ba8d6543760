"""Replays: the retry policy, and the options of a replay with changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cgk_runtime.client.provider import CATALOG_VERSION
from cgk_runtime.providers.http import HttpResponse, RequestFailed, RetryPolicy
from cgk_runtime.providers.trigger_dev.job_options import HEADERS_KEY

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.options import TriggerOptions
    from cgk_runtime.providers.trigger_dev.run_model import TriggerDevRun


class ReplayPolicy(RetryPolicy):
    """Policy that retries only if the server did not execute the replay, because a replay has no idempotency key."""

    __slots__ = ()

    def allows_retry(self, outcome: HttpResponse | RequestFailed) -> bool:
        """Return whether there was no connection, or the server is busy (429) or does not know the run yet (404)."""
        if isinstance(outcome, RequestFailed):
            return outcome.reason == "refused"
        return outcome.status in {404, 429} and super().allows_retry(outcome)


def changed_options(run: TriggerDevRun, options: TriggerOptions, *, keeps_payload: bool) -> TriggerOptions:
    """Return the options of a run that replaces another one: old headers stay, old tags and metadata are defaults.

    Args:
        run: Run to replace.
        options: Options of the new run.
        keeps_payload: Whether the new run has the old payload, and with it the payload's catalog version.
    """
    metadata = dict(run.metadata or {})
    headers: dict[str, Any] | None = metadata.pop(HEADERS_KEY, None)
    if options.metadata is not None:
        metadata = dict(options.metadata)
    if headers is not None:
        metadata[HEADERS_KEY] = {name: headers[name] for name in headers if keeps_payload or name != CATALOG_VERSION}
    return replace(options, tags=options.tags or run.tags, metadata=metadata or None)
