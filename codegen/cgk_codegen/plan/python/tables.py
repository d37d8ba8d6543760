"""The catalog as data: what the runtime is handed, and the names and time tables people import."""

from __future__ import annotations

from typing import NamedTuple

from cgk_codegen.load import Plain
from cgk_codegen.plan.outline import Outline
from cgk_codegen.plan.retries import numbered_retries
from cgk_codegen.plan.texts import Filled, Text
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.names import snake_case


class _Definition(NamedTuple):
    """An event as the runtime knows it; `retry` is the number of its figures."""

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


def emit_tables(catalog: Catalog, outline: Outline) -> dict[str, Text]:
    """Make `_catalog.py`, `events.py` and `schedules.py`."""
    retries = numbered_retries(catalog)
    definitions = {
        "tenant_pattern": catalog.tenant.pattern,
        "retries": [retry.figures for retry in retries],
        "definitions": [_definition(event, retries[event.retry]) for event in catalog.events.values()],
        "providers": catalog.providers,
    }
    return {
        f"{catalog.package}/_catalog.py": Filled("python/templates/_catalog.py.jinja", outline, definitions),
        f"{catalog.package}/events.py": Filled("python/templates/events.py.jinja", outline),
        f"{catalog.package}/schedules.py": Filled("python/templates/schedules.py.jinja", outline),
    }


def _definition(event: Event, number: int) -> _Definition:
    return _Definition(
        name=event.name,
        task_id=event.task_id,
        category=event.category,
        payload_type=event.payload_type,
        module=snake_case(event.category),
        retry=number,
        description=event.description,
        sensitive=tuple(field.name for field in event.fields if field.sensitive),
        result=event.result.name if event.result is not None else None,
        deprecated=event.deprecated.message if event.deprecated is not None else None,
        owner=event.owner,
        aliases=event.aliases,
        arrival=event.arrival,
    )
