"""Conversion of a job's options to Trigger.dev's, with the tenant's tag and the headers in the run's metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.options import MAX_TAG, MAX_TAGS, from_send_options, utf16_length

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage

COMPONENT: Final = "TriggerDevProvider"
HEADERS_KEY: Final = "cgkHeaders"
"""Key in the run's metadata that holds the job's headers, such as `traceparent`."""
TENANT_TAG: Final = "tenant:"
"""Prefix of the tag that names a run's tenant."""


def wire_options(message: JobMessage, *, tenant_tag: bool = True) -> dict[str, Any]:
    """Return the `options` of a job's trigger.

    Args:
        message: The job.
        tenant_tag: Tag the run with `tenant:<id>` unless all tags are in use.

    Raises:
        InvalidOptionError: Trigger.dev would reject, drop or misread options; the error lists all of them.
    """
    options = message.options
    if message.event.fairness == "tenant" and options.concurrency_key is None:
        # Trigger.dev has a queue for each key, and takes jobs from all of them in turn.
        options = replace(options, concurrency_key=message.tenant_id)
    tags = _tags(message) if tenant_tag else list(options.tags)
    if options is NO_OPTIONS and not message.headers:
        return {"tags": tags} if tags else {}
    try:
        return from_send_options(options, _metadata(message), tags).to_wire()
    except InvalidOptionError as error:
        problem = error.detail
    raise InvalidOptionError(f'Event "{message.event.name}" was not sent: {problem}', component=COMPONENT)


def _tags(message: JobMessage) -> list[str]:
    tags = message.options.tags
    tenant = _tenant_tag(message.tenant_id)
    return [*tags, *tenant] if len(tags) < MAX_TAGS and tenant and tenant[0] not in tags else [*tags]


@lru_cache(maxsize=10_000)
def _tenant_tag(tenant_id: str) -> tuple[str, ...]:
    tag = f"{TENANT_TAG}{tenant_id}"
    return (tag,) if utf16_length(tag) <= MAX_TAG else ()


def _metadata(message: JobMessage) -> Mapping[str, Any] | None:
    if not message.headers:
        return message.options.metadata
    return {**(message.options.metadata or {}), HEADERS_KEY: dict(message.headers)}
