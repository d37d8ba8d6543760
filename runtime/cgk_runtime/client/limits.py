"""The limits of each provider, defined once for sends, builds and `cgk lint`.

The compiler does not import the runtime, so it has its own table of the limits that a catalog can exceed; a test
compares both.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final, NamedTuple

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB
_DAY: Final = 24 * 3600

NO_LIMIT: Final = sys.maxsize
"""Value of a limit that the provider does not have."""


class ProviderLimits(NamedTuple):
    """Limits of one provider; `NO_LIMIT` if it does not have a limit.

    Attributes:
        name: The provider's name in `JOBS_PROVIDER`.
        title: The provider's name in messages.
        payload_bytes: Largest payload, in bytes of JSON as UTF-8; larger payloads are refused before they are sent.
        metadata_bytes: Largest metadata of a job.
        task_id_characters: Longest task id.
        attempts: Most attempts of a run, the first one included.
        retry_wait_ms: Longest wait between two attempts, in milliseconds.
        concurrency_limits: Most concurrency limits of a task.
        cancel_events: Most events in a task's `cancel_on`.
        debounce_days: Longest period of a debounce, in days.
        min_max_duration: Smallest `max_duration` of a task, in seconds.
        priority_seconds: Largest `priority` of a job, in seconds.
        tags: Most tags of a run.
        tag_characters: Longest tag, in UTF-16 code units.
        key_characters: Longest idempotency key, in UTF-16 code units.
        schedules_by_plan: Most schedules of each plan.
        functions_by_plan: Most functions of each plan; each handler and each schedule is one.
        cron_refused: Rejected forms of cron expressions, as named by `cron_forms`.
        cron_days_either: True if a cron expression with a day step, such as `*/2`, and a weekday matches the days that
            match at least one of them; False if a day must match both.
    """

    name: str
    title: str
    payload_bytes: int
    metadata_bytes: int = NO_LIMIT
    task_id_characters: int = NO_LIMIT
    attempts: int = NO_LIMIT
    retry_wait_ms: int = NO_LIMIT
    concurrency_limits: int = NO_LIMIT
    cancel_events: int = NO_LIMIT
    debounce_days: int = NO_LIMIT
    min_max_duration: int = 0
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
    min_max_duration=5,
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
    concurrency_limits=2,
    cancel_events=5,
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
