"""Limits of each provider that a catalog can exceed.

The runtime has these limits and more in `cgk_runtime.client.limits`; a test compares them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB

NO_LIMIT: Final = sys.maxsize
"""Value of a limit that the provider does not have."""
TENANT_PREFIX: Final = "tenant:"
"""Prefix of the tag that holds a run's tenant on Trigger.dev."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLimits:
    """Limits of one provider; `NO_LIMIT` if it does not have a limit.

    Attributes:
        name: Name under the catalog's key `providers`.
        title: Name in messages.
        payload_bytes: Largest payload, in bytes of JSON as UTF-8.
        payload_bytes_by_plan: Largest payload of the smaller plans.
        output_bytes: Largest result of a handler.
        attempts: Most attempts of a run, the first one included.
        retry_wait_ms: Longest wait between two attempts.
        delay_days: Longest delay before a run begins.
        tag_characters: Longest tag, in UTF-16 code units.
        schedules_by_plan: Most schedules of each plan.
        reserved_fields: Top-level fields of a payload that the provider removes.
        cron_refused: Rejected forms of cron expressions, as named by `cron_forms`.
        cron_days_either: True if a cron expression with a day step, such as `*/2`, and a weekday matches the days that
            match at least one of them; False if a day must match both.
        alternates_tenants: Whether waiting jobs of all tenants take turns, unless the catalog sets `fairness: none`.
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
    alternates_tenants: bool = False


TRIGGER_DEV: Final = ProviderLimits(
    name="trigger.dev",
    title="Trigger.dev",
    payload_bytes=3 * _MIB,
    output_bytes=10 * _MIB,
    tag_characters=128,
    schedules_by_plan=(("Free", 10), ("Hobby", 100), ("Pro", 1000)),
    cron_refused=frozenset({"seconds", "nickname", "nearest weekday"}),
)
"""From its documentation (trigger.dev/docs/limits), its client and its server; cron forms of `cron-parser` 4."""

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
"""From its documentation (inngest.com/docs/durable-execution/limits) and the responses of a real server.

An event may have 3 MiB; 8 KiB of them are reserved for its name, id and trace.
"""

LOCAL: Final = ProviderLimits(
    name="local",
    title="the local provider",
    payload_bytes=TRIGGER_DEV.payload_bytes,
    cron_refused=frozenset({"nickname"}),
    cron_days_either=False,
    alternates_tenants=True,
)
"""The payload limit is that of Trigger.dev, so payloads that pass locally also pass there."""

POSTGRES: Final = replace(LOCAL, name="postgres", title="PostgreSQL")
"""The limits are those of the local provider, so payloads that pass here also pass on Trigger.dev."""

LIMITS: Final[Mapping[str, ProviderLimits]] = MappingProxyType(
    {limits.name: limits for limits in (TRIGGER_DEV, INNGEST, POSTGRES, LOCAL)}
)
"""By the provider's name."""
