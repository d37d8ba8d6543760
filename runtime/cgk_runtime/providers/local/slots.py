"""Slots of runs: a limit on concurrency or on a rate has a number of slots, and a run starts once it gets one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.tasks.definition import TaskDefinition

Group = tuple[str, ...]
"""Key of the runs that share a limit, such as the task, the limit's number, and the values of the limit's fields."""


class Slot(NamedTuple):
    """Slot that a run occupies in the group of runs that share a limit.

    Attributes:
        group: The group.
        limit: Number of slots in the group.
        period: Seconds for which the start of a run occupies the slot of a rate limit; None for a concurrency limit,
            whose slot an attempt occupies until it ends.
    """

    group: Group
    limit: int
    period: float | None = None


def slots_of(message: JobMessage, task: TaskDefinition) -> tuple[Slot, ...]:
    """Return the slots of a run, one for each limit on its task's concurrency or rate."""
    options, constraints = message.options, task.constraints
    slots: list[Slot] = []
    if task.concurrency is not None:
        queue = options.queue or task.queue or task.name
        slots.append(Slot((queue, options.concurrency_key or ""), task.concurrency))
    for number, limit in enumerate(constraints.concurrency_limits):
        slots.append(Slot((task.name, str(number), field_values(limit.fields, message)), limit.limit))
    for number, rate in enumerate(constraints.rate_limits):
        group = ("rate", task.name, str(number), field_values(rate.fields, message))
        slots.append(Slot(group, rate.limit, rate.period))
    return tuple(slots)


def field_values(fields: Sequence[str], message: JobMessage) -> str:
    """Return the values of a payload's fields as text, for comparison with those of other payloads."""
    if not fields:
        return ""
    payload: Mapping[str, Any] = json.loads(message.payload)
    return json.dumps([payload.get(name) for name in fields])
