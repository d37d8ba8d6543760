"""Check of the events and payload fields that options of `@task` name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cgk_runtime.errors import HandlerDefinitionError, UnknownEventError
from cgk_runtime.validation.payloads import accepted_names

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.tasks.constraints import TaskConstraints
    from cgk_runtime.tasks.definition import TaskDefinition


def check_fields(catalog: Catalog, task: TaskDefinition) -> None:
    """Check that a handler's options name events of the catalog and fields of their payloads.

    An unknown field is absent in every job, which makes all jobs equal: with `idempotency`, a tenant's second job would
    count as a duplicate.

    Raises:
        HandlerDefinitionError: An event or a field is unknown; the error names all of them.
    """
    problems = dict.fromkeys(_problems(catalog, task))
    if problems:
        raise HandlerDefinitionError(f'"{task.name}" at {task.place}: {"; ".join(problems)}')


def _problems(catalog: Catalog, task: TaskDefinition) -> Iterator[str]:
    constraints, event = task.constraints, task.event.name
    for option, fields in own_fields(constraints):
        yield from _unknown_fields(catalog, event, option, fields)
    for rule in constraints.cancel_on:
        yield from _unknown_fields(catalog, event, "cancel_on", rule.fields)
        try:
            yield from _unknown_fields(catalog, catalog.event(rule.event).name, "cancel_on", rule.fields)
        except UnknownEventError as error:
            yield f"cancel_on: {error.detail}"


def own_fields(constraints: TaskConstraints) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the options that name fields of the handler's own event, with these fields; the tenant's comes first."""
    for limit in constraints.concurrency_limits:
        yield "concurrency", limit.fields
    for rate in constraints.rate_limits:
        yield "rate_limit", rate.fields
    yield "idempotency", constraints.idempotency
    if constraints.debounce is not None:
        yield "debounce", constraints.debounce.fields


def _unknown_fields(catalog: Catalog, event: str, option: str, fields: Sequence[str]) -> Iterator[str]:
    # The tenant's field comes first and always exists; without others, the payload's module need not be imported.
    if not fields[1:]:
        return
    names = accepted_names(catalog, event)
    if names is None:
        return
    for field in fields:
        if field not in names:
            yield f'{option}: "{field}" is not a field of {event}, which has {", ".join(sorted(names))}'
