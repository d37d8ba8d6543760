"""The limits of each provider, defined once for sends, builds and `cgk lint`.

The compiler has its own table, with the limits of builds, because it does not import the runtime; a test compares both.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final, NamedTuple

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB
_DAY: Final = 24 * 3600

NO_LIMIT: Final = sys.maxsize
"""Larger than any value."""


class ProviderLimits(NamedTuple):
    """Limits of one provider; `NO_LIMIT` means that it does not limit something.

    Attributes:
        name: The provider's name in `JOBS_PROVIDER`.
        title: The provider's name in texts.
        payload_bytes: Size of a payload's JSON as UTF-8; larger payloads are refused before they are sent.
        metadata_bytes: Size of a job's metadata.
        task_id_characters: Length of a task id.
        attempts: Attempts of a run, including the first one.
        retry_wait_ms: Wait between two attempts, in milliseconds.
        concurrency_bounds: Number of concurrency limits of a task.
        cancellations: Number of events that cancel a task's runs.
        debounce_days: Period of a debounce, in days.
        duration_seconds: Smallest limit of a run's computing time, in seconds.
        priority_seconds: Largest priority, in seconds.
        tags: Number of tags of a run.
        tag_characters: Length of a tag, in UTF-16 units.
        key_characters: Length of an idempotency key, in UTF-16 units.
        schedules_by_plan: Number of schedules by plan.
        functions_by_plan: Number of functions by plan; each handler and each schedule is one.
        cron_refused: Unsupported forms of cron expressions, as `cron_forms` names them.
        cron_days_either: Whether a step such as `*/2` as day of month counts as a list of days, so together with a day
            of the week one match of the two is enough.
    """

    name: str
    title: str
    payload_bytes: int
    metadata_bytes: int = NO_LIMIT
    task_id_characters: int = NO_LIMIT
    attempts: int = NO_LIMIT
    retry_wait_ms: int = NO_LIMIT
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
    cron_refused: frozenset[str] = frozenset()
    cron_days_either: bool = True


TRIGGER_DEV: Final = ProviderLimits(
    name="trigger.dev",
    title="Trigger.dev",
    payload_bytes=3 * _MIB,
    metadata_bytes=262_144,
    task_id_characters=128,
    duration_seconds=5,
    tags=10,
    tag_characters=128,
    key_characters=2048,
    schedules_by_plan=(("Free", 10), ("Hobby", 100), ("Pro", 1000)),
    cron_refused=frozenset({"seconds", "nickname", "nearest weekday"}),
)
"""Source: its documentation (trigger.dev/docs/limits), its client and its server; cron as `cron-parser` 4 reads it."""

INNGEST_EVENT_BYTES: Final = 3 * _MIB
"""Largest event that a self-hosted server and the cloud's paid plans accept, in bytes."""
INNGEST_ENVELOPE_BYTES: Final = 8 * _KIB
"""Largest size of an event's name, id and trace, in bytes."""

INNGEST: Final = ProviderLimits(
    name="inngest",
    title="Inngest",
    payload_bytes=INNGEST_EVENT_BYTES - INNGEST_ENVELOPE_BYTES,
    attempts=21,
    retry_wait_ms=_DAY * 1000,
    concurrency_bounds=2,
    cancellations=5,
    debounce_days=7,
    priority_seconds=600,
    functions_by_plan=(("Free", 100), ("Pro", 500), ("Business", 500), ("Enterprise", 1000)),
    cron_refused=frozenset(
        {"seconds", "nickname", "last day", "last weekday", "nearest weekday", "nth weekday", "Sunday as 7"}
    ),
)
"""Source: its documentation (inngest.com/docs/durable-execution/limits) and responses of a real server."""

LOCAL: Final = ProviderLimits(
    name="local",
    title="the local provider",
    payload_bytes=TRIGGER_DEV.payload_bytes,
    cron_refused=frozenset({"nickname"}),
    cron_days_either=False,
)
"""Trigger.dev's payload limit, so a job that is sent locally can also be sent there."""

POSTGRES: Final = LOCAL._replace(name="postgres", title="PostgreSQL")
"""The same limits as the local provider's."""

LIMITS: Final[Mapping[str, ProviderLimits]] = {
    limits.name: limits for limits in (TRIGGER_DEV, INNGEST, POSTGRES, LOCAL)
}
"""Limits by provider name."""
