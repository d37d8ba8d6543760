"""A job as a log records it, and helpers that the log formats share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

TENANT_TAG: Final = "tenant:"
"""The tag of a tenant's runs begins so at Trigger.dev."""
_TENANT_NAMES: Final = frozenset({"tenantid", "tenant-id", "tenant_id", "x-tenant-id", "tenant"})
VERSION_HEADER: Final = "catalog-version"

Json = Mapping[str, Any]
"""A JSON object. Any: whatever a log holds."""


@dataclass(frozen=True, slots=True)
class Record:
    """A job that was sent or run.

    Attributes:
        event: The event's name, None where only a task's id is known, or nothing.
        task: The id of the task that ran it, where the log says.
        payload: The payload. Any: JSON, valid or not.
        has_payload: Whether the log has it.
        tenants: Who else names a tenant, and which: "the tag", "the envelope".
        concurrency_key: Its key, which may be a tenant.
        made_by: The version of the catalog that made it, where the log says.
        is_own: Whether it is the provider's own, and no job of a catalog's.
    """

    event: str | None = None
    task: str | None = None
    payload: Any = None
    has_payload: bool = False
    tenants: tuple[tuple[str, str], ...] = ()
    concurrency_key: str | None = None
    made_by: str | None = None
    is_own: bool = False


def as_object(value: object) -> Json:
    """Return a JSON object, an empty one where the value is none."""
    return cast("Json", value) if isinstance(value, Mapping) else {}


def text_of(value: object) -> str | None:
    """Return a text, None where the value is none."""
    return value if isinstance(value, str) else None


def tenants_of(
    *, envelope: object = None, tags: object = None, headers: object = None, metadata: object = None
) -> tuple[tuple[str, str], ...]:
    """Return the tenants that are named outside the payload."""
    return tuple(_claims(envelope, tags, as_object(headers), as_object(metadata)))


def _claims(envelope: object, tags: object, headers: Json, metadata: Json) -> Iterator[tuple[str, str]]:
    if isinstance(envelope, str):
        yield "the envelope", envelope
    listed: list[object] = cast("list[object]", tags) if isinstance(tags, list) else [tags]
    for tag in listed:
        if isinstance(tag, str) and tag.startswith(TENANT_TAG):
            yield "the tag", tag.removeprefix(TENANT_TAG)
    for what, named in (("a header", headers), ("the metadata", metadata)):
        for name, value in named.items():
            if name.lower() in _TENANT_NAMES and isinstance(value, str):
                yield what, value


def version_of(headers: object) -> str | None:
    """Return the version of the catalog that made a job."""
    return text_of(as_object(headers).get(VERSION_HEADER))
