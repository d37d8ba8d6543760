"""A job in Trigger.dev's terms: its options as they travel, with the tenant's tag and what goes beside the payload."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.options import MAX_TAG, MAX_TAGS, length, of_send

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage

COMPONENT: Final = "TriggerDevProvider"
HEADERS_KEY: Final = "cgkHeaders"
"""The run's metadata carry under it what travels beside the payload, such as `traceparent`."""
TENANT_TAG: Final = "tenant:"
"""The tag of a tenant's runs begins so."""


def wire_options(message: JobMessage, *, tenant_tag: bool = True) -> dict[str, Any]:
    """Give the `options` of a job's trigger.

    Args:
        message: The job.
        tenant_tag: Whether its run gets the tag `tenant:<id>` where there is room for one.

    Raises:
        InvalidOptionError: Options that Trigger.dev would refuse, drop or misread; all of them are named.
    """
    options = message.options
    tags = _tags(message) if tenant_tag else list(options.tags)
    if options is NO_OPTIONS and not message.headers:
        return {"tags": tags} if tags else {}
    try:
        return of_send(options, _metadata(message), tags).on_the_wire()
    except InvalidOptionError as error:
        problem = error.detail
    raise InvalidOptionError(f'Event "{message.event.name}" was not sent: {problem}', component=COMPONENT)


def _tags(message: JobMessage) -> list[str]:
    given = message.options.tags
    own = _tenant_tag(message.tenant_id)
    return [*given, *own] if len(given) < MAX_TAGS and own and own[0] not in given else [*given]


@lru_cache(maxsize=10_000)
def _tenant_tag(tenant_id: str) -> tuple[str, ...]:
    tag = f"{TENANT_TAG}{tenant_id}"
    return (tag,) if length(tag) <= MAX_TAG else ()


def _metadata(message: JobMessage) -> Mapping[str, Any] | None:
    if not message.headers:
        return message.options.metadata
    return {**(message.options.metadata or {}), HEADERS_KEY: dict(message.headers)}
