"""Replays: the retry policy, and the options of a replay with changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.provider import CATALOG_VERSION
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.http import HttpResponse, RequestFailed, RetryPolicy
from cgk_runtime.providers.trigger_dev.api import COMPONENT
from cgk_runtime.providers.trigger_dev.job_options import HEADERS_KEY, TENANT_PREFIX
from cgk_runtime.providers.trigger_dev.options import check_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def check_tenant(run: TriggerDevRun, document: bytes | None, payload: object) -> None:
    """Check that a new payload has the tenant of the run's tag, which the new run keeps.

    Args:
        run: Run to replace.
        document: Its payload; the field with the tag's tenant is that of the tenant.
        payload: The new payload.

    Raises:
        InvalidOptionError: The new payload has another tenant.
    """
    old: object = json.loads(document or b"null")
    new: Mapping[str, object] = cast("Mapping[str, object]", payload) if isinstance(payload, Mapping) else {}
    for tag in _tenant_tags(run.tags):
        tenant = tag.removeprefix(TENANT_PREFIX)
        for name, value in cast("dict[str, object]", old).items() if isinstance(old, dict) else ():
            if value == tenant and new.get(name) != tenant:
                raise InvalidOptionError(
                    f'Run "{run.id}" was not replayed: the new payload has another {name} than "{tenant}", the tenant '
                    "that the run is found by; send a new job",
                    component=COMPONENT,
                )


def changed_options(run: TriggerDevRun, options: TriggerOptions, *, keeps_payload: bool) -> TriggerOptions:
    """Return the options of a run that replaces another one: old headers stay, and the tenant's tag if there is room.

    Old tags and metadata are defaults.

    Args:
        run: Run to replace.
        options: Options of the new run.
        keeps_payload: Whether the new run has the old payload, and with it the payload's catalog version.

    Raises:
        InvalidOptionError: A tag cannot be sent, or is that of another tenant.
    """
    metadata = dict(run.metadata or {})
    headers: dict[str, Any] | None = metadata.pop(HEADERS_KEY, None)
    if options.metadata is not None:
        metadata = dict(options.metadata)
    if headers is not None:
        metadata[HEADERS_KEY] = {name: headers[name] for name in headers if keeps_payload or name != CATALOG_VERSION}
    tags = check_tags(options.tags) or list(run.tags)
    tenant_tags = _tenant_tags(run.tags)
    if tenant_tags and not set(_tenant_tags(tags)) <= set(tenant_tags):
        raise InvalidOptionError(
            f'Run "{run.id}" was not replayed: tags must not contain the tag of another tenant; the new run keeps '
            f'"{tenant_tags[0]}"',
            component=COMPONENT,
        )
    if len(tags) < TRIGGER_DEV.tags and not _tenant_tags(tags):
        tags += tenant_tags
    return replace(options, tags=tags, metadata=metadata or None)


def _tenant_tags(tags: Sequence[str]) -> list[str]:
    return [tag for tag in tags if tag.startswith(TENANT_PREFIX)]
