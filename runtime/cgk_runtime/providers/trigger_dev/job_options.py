"""Conversion of a job's options to Trigger.dev's, with the tenant's tag and the headers in the run's metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.client.provider import CATALOG_VERSION
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.api import COMPONENT
from cgk_runtime.providers.trigger_dev.options import encode_send_options, random_idempotency_key, utf16_length

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage

HEADERS_KEY: Final = "cgkHeaders"
"""Key in the run's metadata that holds the job's headers, such as `traceparent`."""
TENANT_PREFIX: Final = "tenant:"
"""Prefix of the tag that holds a run's tenant."""


def wire_options(message: JobMessage) -> dict[str, Any]:
    """Return the `options` of a job's trigger, with the tag `tenant:<id>` if Trigger.dev's limits allow it.

    Raises:
        InvalidOptionError: A tag is that of another tenant, the metadata contains the key of the headers, or
            Trigger.dev would reject, drop or misread options; the error lists all of the latter.
    """
    options = message.options
    if message.event.fairness == "tenant" and options.concurrency_key is None:
        # Trigger.dev has a queue for each key, and takes jobs from all of them in turn.
        options = replace(options, concurrency_key=message.tenant_id)
    tags, metadata = _tags(message), _metadata(message)
    if options is NO_OPTIONS and not (message.headers or {}).keys() - {CATALOG_VERSION}:
        # The runtime's own tag and header need no check, unlike a caller's options and the headers of middleware.
        return {name: value for name, value in (("tags", tags), ("metadata", metadata)) if value}
    try:
        return encode_send_options(options, metadata, tags)
    except InvalidOptionError as error:
        text = f'Event "{message.event.name}" was not sent: {error.detail}'
        raise InvalidOptionError(text, component=COMPONENT) from None


def keyed_options(message: JobMessage) -> dict[str, Any]:
    """Return `wire_options` with an idempotency key that identifies the run of a batch item.

    The key to show in the dashboard is left out because the API would report it as the run's idempotency key.

    Raises:
        InvalidOptionError: Trigger.dev would reject, drop or misread options; the error lists all of them.
    """
    options = wire_options(message)
    options.pop("idempotencyKeyOptions", None)
    options.setdefault("idempotencyKey", random_idempotency_key())
    return options


def _tags(message: JobMessage) -> list[str]:
    tags = [*message.options.tags]
    tenant_tag = f"{TENANT_PREFIX}{message.tenant_id}"
    if any(tag.startswith(TENANT_PREFIX) and tag != tenant_tag for tag in tags):
        raise InvalidOptionError(
            f'Event "{message.event.name}" was not sent: tags must not contain the tag of another tenant; runs of a '
            f'tenant are found by "{TENANT_PREFIX}" and its id',
            component=COMPONENT,
        )
    fits = len(tags) < TRIGGER_DEV.tags and utf16_length(tenant_tag) <= TRIGGER_DEV.tag_characters
    return [*tags, tenant_tag] if fits and tenant_tag not in tags else tags


def _metadata(message: JobMessage) -> Mapping[str, Any] | None:
    metadata = message.options.metadata
    if HEADERS_KEY in (metadata or {}):
        raise InvalidOptionError(
            f'Event "{message.event.name}" was not sent: metadata must not contain {HEADERS_KEY}, which holds the '
            "job's headers",
            component=COMPONENT,
        )
    return {**(metadata or {}), HEADERS_KEY: dict(message.headers)} if message.headers else metadata
