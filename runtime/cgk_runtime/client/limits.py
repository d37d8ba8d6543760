"""What each provider takes: every figure once. What is checked at a send, at a start and by `cgk lint` reads it here.

The compiler has its own copy of what a catalog can cross, for it must not know the runtime; a test holds both together.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB
_DAY: Final = 24 * 3600

NO_LIMIT: Final = sys.maxsize
"""More than anything has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLimits:
    """The limits of one provider; `NO_LIMIT` where it has none.

    Attributes:
        name: What `JOBS_PROVIDER` says.
        title: How people call it.
        payload_bytes: Of a payload's JSON, as UTF-8; a larger one is refused before it is sent.
        payload_bytes_by_plan: What the smaller plans take.
        output_bytes: Of what a handler returns.
        metadata_bytes: Of the data beside a payload.
        task_id_characters: Of a task's id.
        attempts: Of a run, the first one included.
        retry_wait_ms: Between two attempts.
        delay_days: How long a run may wait before it begins.
        concurrency_bounds: How many a task may have.
        cancellations: How many events may cancel a task's runs.
        debounce_days: How long a debounce may last.
        duration_seconds: The least that may bound a run's computing.
        priority_seconds: How much earlier a job may count as sent.
        tags: How many a run may have.
        tag_characters: Of one tag, in UTF-16 units.
        key_characters: Of an idempotency key, in UTF-16 units.
        schedules_by_plan: How many schedules each plan has.
        functions_by_plan: How many functions each plan has; a handler is one, and so is a schedule.
        reserved_fields: Top-level fields of a payload that would be lost.
        cron_refused: Forms of cron expressions it does not take, as `cron_forms` names them.
        cron_days_either: Whether a step over all days, `*/2`, bounds as a list of days does: with a day of the week
            beside it, either may match.
    """

    name: str
    title: str
    payload_bytes: int
    payload_bytes_by_plan: tuple[tuple[str, int], ...] = ()
    output_bytes: int = NO_LIMIT
    metadata_bytes: int = NO_LIMIT
    task_id_characters: int = NO_LIMIT
    attempts: int = NO_LIMIT
    retry_wait_ms: int = NO_LIMIT
    delay_days: int = NO_LIMIT
    concurrency_bounds: int = NO_LIMIT
    cancellations: int = NO_LIMIT
    debounce_days: int = NO_LIMIT
    duration_seconds: int = NO_LIMIT
    priority_seconds: int = NO_LIMIT
    tags: int = NO_LIMIT
    tag_characters: int = NO_LIMIT
    key_characters: int = NO_LIMIT
    schedules_by_plan: tuple[tuple[str, int], ...] = ()
    functions_by_plan: tuple[tuple[str, int], ...] = ()
    reserved_fields: tuple[str, ...] = ()
    cron_refused: frozenset[str] = frozenset()
    cron_days_either: bool = True


TRIGGER_DEV: Final = ProviderLimits(
    name="trigger.dev",
    title="Trigger.dev",
    payload_bytes=3 * _MIB,
    output_bytes=10 * _MIB,
    metadata_bytes=262_144,
    task_id_characters=128,
    duration_seconds=5,
    tags=10,
    tag_characters=128,
    key_characters=2048,
    schedules_by_plan=(("Free", 10), ("Hobby", 100), ("Pro", 1000)),
    cron_refused=frozenset({"seconds", "nickname", "nearest weekday"}),
)
"""Of its documentation (trigger.dev/docs/limits), its client and its server; cron as `cron-parser` 4 reads it."""

INNGEST_EVENT_BYTES: Final = 3 * _MIB
"""What a server takes of one event, and the cloud's paid plans."""
INNGEST_ROOM_BESIDE: Final = 8 * _KIB
"""What name, id and trace of an event need at most."""

INNGEST: Final = ProviderLimits(
    name="inngest",
    title="Inngest",
    payload_bytes=INNGEST_EVENT_BYTES - INNGEST_ROOM_BESIDE,
    payload_bytes_by_plan=(("Free", 256 * _KIB),),
    output_bytes=4 * _MIB,
    attempts=21,
    retry_wait_ms=_DAY * 1000,
    delay_days=365,
    concurrency_bounds=2,
    cancellations=5,
    debounce_days=7,
    priority_seconds=600,
    functions_by_plan=(("Free", 100), ("Pro", 500), ("Business", 500), ("Enterprise", 1000)),
    reserved_fields=("_cgk", "_inngest"),
    cron_refused=frozenset(
        {"seconds", "nickname", "last day", "last weekday", "nearest weekday", "nth weekday", "Sunday as 7"}
    ),
)
"""Of its documentation (inngest.com/docs/durable-execution/limits) and of a real server's answers."""

LOCAL: Final = ProviderLimits(
    name="local",
    title="the local provider",
    payload_bytes=TRIGGER_DEV.payload_bytes,
    cron_refused=frozenset({"nickname"}),
    cron_days_either=False,
)
"""As much as Trigger.dev takes, so that what passes here passes there."""

LIMITS: Final[Mapping[str, ProviderLimits]] = MappingProxyType(
    {limits.name: limits for limits in (TRIGGER_DEV, INNGEST, LOCAL)}
)
"""By the provider's name."""
