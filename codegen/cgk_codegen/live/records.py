"""A job as a log records it, and helpers that the log formats share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from cgk_codegen.provider_limits import TENANT_PREFIX

_TENANT_NAMES: Final = frozenset({"tenantid", "tenant-id", "tenant_id", "x-tenant-id", "tenant"})
VERSION_HEADER: Final = "catalog-version"

Json = Mapping[str, Any]
"""A JSON object. Any: a log can hold any value."""


@dataclass(frozen=True, slots=True)
class Record:
    """A job that was sent or run.

    Attributes:
        event: The event's name, None if the log has only a task id or neither.
        task: The id of its task, None if the log has none.
        payload: The payload. Any: JSON, valid or not.
        has_payload: Whether the log has the payload.
        tenants: Tenants named outside the payload, each with its source, such as "the tag".
        catalog_version: Catalog version of the producer, None if the log has none.
        is_internal: Whether it is an internal event of the provider.
    """

    event: str | None = None
    task: str | None = None
    payload: Any = None
    has_payload: bool = False
    tenants: tuple[tuple[str, str], ...] = ()
    catalog_version: str | None = None
    is_internal: bool = False


def records_of_all(values: Iterable[object], read: Callable[[object], list[Record] | None]) -> list[Record] | None:
    """Return the records of several values, None if one of them has an unknown format."""
    results = [read(value) for value in values]
    return None if None in results else [record for records in results for record in records or ()]


def as_object(value: object) -> Json:
    """Return a value if it is a JSON object, otherwise an empty one."""
    return cast("Json", value) if isinstance(value, Mapping) else {}


def text_of(value: object) -> str | None:
    """Return a value if it is text, otherwise None."""
    return value if isinstance(value, str) else None


def tenants_of(
    *, envelope_tenant: object = None, tags: object = None, headers: object = None, metadata: object = None
) -> tuple[tuple[str, str], ...]:
    """Return the tenants named outside the payload, each with its source."""
    tenants = [("the envelope", envelope_tenant)] if isinstance(envelope_tenant, str) else []
    listed: list[object] = cast("list[object]", tags) if isinstance(tags, list) else [tags]
    tenant_tags = [tag for tag in listed if isinstance(tag, str) and tag.startswith(TENANT_PREFIX)]
    tenants += [("the tag", tag.removeprefix(TENANT_PREFIX)) for tag in tenant_tags]
    for source, entries in (("a header", as_object(headers)), ("the metadata", as_object(metadata))):
        for name, value in entries.items():
            if name.lower() in _TENANT_NAMES and isinstance(value, str):
                tenants.append((source, value))
    return tuple(tenants)


def version_of(headers: object) -> str | None:
    """Return the catalog version of a job's producer."""
    return text_of(as_object(headers).get(VERSION_HEADER))
