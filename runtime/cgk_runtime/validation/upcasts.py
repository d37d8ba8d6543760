"""Reading the jobs of older producers: what they lack is filled in, and functions read them anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import from_json, to_json

from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition

Upcast = Callable[[dict[str, Any], str | None], Mapping[str, Any]]
"""Takes a payload's fields by wire name and the version of the catalog that made it; gives today's fields."""


class UpcastError(JobsError):
    """An upcast gave something that cannot be the job's payload; retrying is pointless."""

    component = "Task"


def apply_arrival_defaults(event: EventDefinition, document: bytes) -> bytes:
    """Fill in what a job of an older producer lacks, as the catalog says: `arrival: {default: ...}`.

    Args:
        event: The event.
        document: The payload as it arrived, JSON.
    """
    if not event.arrival:
        return document
    fields = _fields(document)
    if fields is None:
        return document
    missing = {name: value for name, value in event.arrival.items() if name not in fields}
    return to_json({**fields, **missing}) if missing else document


def upcast_document(event: EventDefinition, upcast: Upcast, document: bytes, made_by: str | None) -> bytes:
    """Bring a payload up to date by the application's function.

    Args:
        event: The event.
        upcast: The function.
        document: The payload as it arrived, JSON.
        made_by: The version of the catalog that made it, None where the job does not say.

    Raises:
        UpcastError: The function gave no fields, or another tenant's.
    """
    fields = _fields(document)
    if fields is None:
        return document
    tenant_id = fields.get("tenantId")
    made = upcast(dict(fields), made_by)
    if not isinstance(made, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # an application's function may
        given = type(made).__name__
        raise UpcastError(f'The upcast of "{event.name}" gave {given}, it must give the payload\'s fields')
    if made.get("tenantId") != tenant_id:
        raise UpcastError(f'The upcast of "{event.name}" changed tenantId; a job stays with its tenant')
    return to_json(made)


def _fields(document: bytes) -> dict[str, Any] | None:
    try:
        read: object = from_json(document)
    except ValueError:
        return None
    return cast("dict[str, Any]", read) if isinstance(read, dict) else None
