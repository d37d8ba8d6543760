"""Limits of each provider that a catalog can exceed.

The runtime has the same ones and more in `cgk_runtime.client.limits`; a test holds both together.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB

NO_LIMIT: Final = sys.maxsize
"""More than anything has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLimits:
    """The limits of one provider; `NO_LIMIT` where it has none.

    Attributes:
        name: What the key `providers` says.
        title: How people call it.
        payload_bytes: Of a payload's JSON, as UTF-8.
        payload_bytes_by_plan: What the smaller plans take.
        output_bytes: Of what a handler returns.
        attempts: Of a run, the first one included.
        retry_wait_ms: Between two attempts.
        delay_days: How long a run may wait before it begins.
        tag_characters: Of one tag.
        schedules_by_plan: How many schedules each plan has.
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
    attempts: int = NO_LIMIT
    retry_wait_ms: int = NO_LIMIT
    delay_days: int = NO_LIMIT
    tag_characters: int = NO_LIMIT
    schedules_by_plan: tuple[tuple[str, int], ...] = ()
    reserved_fields: tuple[str, ...] = ()
    cron_refused: frozenset[str] = frozenset()
    cron_days_either: bool = True


TRIGGER_DEV: Final = ProviderLimits(
    name="trigger.dev",
    title="Trigger.dev",
    payload_bytes=3 * _MIB,
    output_bytes=10 * _MIB,
    tag_characters=128,
    schedules_by_plan=(("Free", 10), ("Hobby", 100), ("Pro", 1000)),
    cron_refused=frozenset({"seconds", "nickname", "nearest weekday"}),
)
"""Of its documentation (trigger.dev/docs/limits), its client and its server; cron as `cron-parser` 4 reads it."""

INNGEST: Final = ProviderLimits(
    name="inngest",
    title="Inngest",
    payload_bytes=3 * _MIB - 8 * _KIB,
    payload_bytes_by_plan=(("Free", 256 * _KIB),),
    output_bytes=4 * _MIB,
    attempts=21,
    retry_wait_ms=24 * 3600 * 1000,
    delay_days=365,
    reserved_fields=("_cgk", "_inngest"),
    cron_refused=frozenset(
        {"seconds", "nickname", "last day", "last weekday", "nearest weekday", "nth weekday", "Sunday as 7"}
    ),
)
"""Of its documentation (inngest.com/docs/durable-execution/limits) and of a real server's answers.

A payload leaves 8 KiB of an event's 3 MiB to its name, id and trace.
"""

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
