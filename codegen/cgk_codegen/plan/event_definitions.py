"""What a package tells its runtime of the catalog's events, in Python and TypeScript alike."""

from __future__ import annotations

from typing import Any, NamedTuple

from cgk_codegen.load import Plain
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.names import snake_case


class EventDefinition(NamedTuple):
    """An event as the runtime knows it.

    Attributes:
        module: Its category's module in Python.
        retry: The number of its retry figures.
    """

    name: str
    task_id: str
    category: str
    payload_type: str
    module: str
    retry: int
    description: str
    sensitive: tuple[str, ...]
    result: str | None
    deprecated: str | None
    owner: str | None
    aliases: tuple[str, ...]
    arrival: dict[str, Plain]


def definition_values(catalog: Catalog) -> dict[str, Any]:
    """Give what the templates of `_catalog.py` and `catalog.js` are filled with beside the outline.

    Most events share a few retry figures: these stand once, numbered from 1 in the order of their first events.
    """
    events = catalog.events.values()
    retries = dict.fromkeys(event.retry for event in events)
    number = {retry: at for at, retry in enumerate(retries, 1)}
    return {
        "tenant_pattern": catalog.tenant.pattern,
        "retries": [(each.max_attempts, each.factor, each.min_timeout_ms, each.max_timeout_ms) for each in retries],
        "definitions": [_definition(event, number[event.retry]) for event in events],
        "providers": catalog.providers,
    }


def _definition(event: Event, retry: int) -> EventDefinition:
    return EventDefinition(
        name=event.name,
        task_id=event.task_id,
        category=event.category,
        payload_type=event.payload_type,
        module=snake_case(event.category),
        retry=retry,
        description=event.description,
        sensitive=tuple(field.name for field in event.fields if field.sensitive),
        result=event.result.name if event.result is not None else None,
        deprecated=event.deprecated.message if event.deprecated is not None else None,
        owner=event.owner,
        aliases=event.aliases,
        arrival=event.arrival,
    )
