"""Conversion of a job's options to Trigger.dev's, with the tenant's tag and the headers in the run's metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.api import COMPONENT
from cgk_runtime.providers.trigger_dev.options import (
    MAX_TAG,
    MAX_TAGS,
    from_send_options,
    random_idempotency_key,
    utf16_length,
)

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage

HEADERS_KEY: Final = "cgkHeaders"
"""Key in the run's metadata that holds the job's headers, such as `traceparent`."""
TENANT_TAG: Final = "tenant:"
"""Prefix of the tag that holds a run's tenant."""


def wire_options(message: JobMessage) -> dict[str, Any]:
    """Return the `options` of a job's trigger, with the tag `tenant:<id>` unless all tags are in use.

    Raises:
        InvalidOptionError: Trigger.dev would reject, drop or misread options; the error lists all of them.
    """
    options = message.options
    if message.event.fairness == "tenant" and options.concurrency_key is None:
        # Trigger.dev has a queue for each key, and takes jobs from all of them in turn.
        options = replace(options, concurrency_key=message.tenant_id)
    tags, metadata = _tags(message), _metadata(message)
    if options is NO_OPTIONS:
        # The tenant's tag and the headers are valid; only options of a caller need a check.
        return {name: value for name, value in (("tags", tags), ("metadata", metadata)) if value}
    try:
        return from_send_options(options, metadata, tags).to_wire()
    except InvalidOptionError as error:
        text = f'Event "{message.event.name}" was not sent: {error.detail}'
        raise InvalidOptionError(text, component=COMPONENT) from None


def keyed_options(message: JobMessage) -> dict[str, Any]:
    """Return `wire_options` with an idempotency key that identifies the run of a batch item.

    The key to show in the dashboard is left out, because a run would report that one instead.

    Raises:
        InvalidOptionError: Trigger.dev would reject, drop or misread options; the error lists all of them.
    """
    options = wire_options(message)
    options.pop("idempotencyKeyOptions", None)
    options.setdefault("idempotencyKey", random_idempotency_key())
    return options


def _tags(message: JobMessage) -> list[str]:
    tags = [*message.options.tags]
    tenant_tag = f"{TENANT_TAG}{message.tenant_id}"
    if len(tags) < MAX_TAGS and tenant_tag not in tags and utf16_length(tenant_tag) <= MAX_TAG:
        tags.append(tenant_tag)
    return tags


def _metadata(message: JobMessage) -> Mapping[str, Any] | None:
    if not message.headers:
        return message.options.metadata
    return {**(message.options.metadata or {}), HEADERS_KEY: dict(message.headers)}
