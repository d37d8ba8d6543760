"""Conversion of payloads of other catalog versions: defaults for missing fields, and upcast functions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import to_json

from cgk_runtime._internal.calls import settle
from cgk_runtime.errors import JobsError
from cgk_runtime.validation.problems import as_mapping, read_json

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition

Upcast = Callable[[dict[str, Any], str | None], "Mapping[str, Any] | Awaitable[Mapping[str, Any]]"]
"""Function, async or plain. It receives a payload's fields by wire name and the catalog version that made the payload,
and returns the fields of the current version."""


class UpcastError(JobsError):
    """An upcast returned an invalid payload; a retry is pointless."""

    component = "Task"


def apply_arrival_defaults(event: EventDefinition, document: bytes) -> bytes:
    """Add the defaults of `arrival: {default: ...}` for fields that a payload of an older producer lacks.

    A payload that is not a JSON object stays as it is.

    Args:
        event: The event.
        document: The received payload, JSON.
    """
    fields = as_mapping(read_json(document))
    if fields is None:
        return document
    missing = {name: value for name, value in event.arrival.items() if name not in fields}
    return to_json({**fields, **missing}) if missing else document


async def upcast_document(event: EventDefinition, upcast: Upcast, document: bytes, made_by: str | None) -> bytes:
    """Convert a payload with the application's upcast; one that is not a JSON object stays as it is.

    Args:
        event: The event.
        upcast: The upcast function.
        document: The received payload, JSON.
        made_by: The catalog version that made the payload, or None if it is unknown.

    Raises:
        UpcastError: The upcast did not return a mapping of JSON values, or changed the tenant.
    """
    fields = as_mapping(read_json(document))
    if fields is None:
        return document
    tenant_id = fields.get(event.tenant_field)
    result: object = await settle(upcast(dict(fields), made_by))
    if not isinstance(result, Mapping):
        class_name = type(result).__name__
        raise UpcastError(f'The upcast of "{event.name}" returned {class_name}; it must return the payload\'s fields')
    current_fields = cast("Mapping[str, object]", result)
    if current_fields.get(event.tenant_field) != tenant_id:
        raise UpcastError(f'The upcast of "{event.name}" changed {event.tenant_field}; a job must keep its tenant')
    try:
        return to_json(current_fields)
    except ValueError as error:  # a value of another type, or one that contains itself
        raise UpcastError(
            f'The upcast of "{event.name}" returned a value that JSON cannot represent: {error}'
        ) from None
