"""Options of relays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cgk_runtime.catalog import Retry
from cgk_runtime.db.outbox.rows import OutboxTable

DEFAULT_RETRY: Final = Retry(max_attempts=20, factor=2, min_timeout_ms=1_000, max_timeout_ms=900_000)
"""Retries for nearly three hours, so jobs survive a provider outage of an hour."""


@dataclass(frozen=True, slots=True)
class RelayOptions:
    """Options of a relay.

    Attributes:
        batch_size: Maximum number of jobs that are locked, sent and deleted together.
        retry: Retry policy of jobs that fail; after the last attempt a job is dead.
        poll_interval: Maximum seconds between two looks at the table, if no notification arrives.
        table: Schema and name of the outbox.
    """

    batch_size: int = 100
    retry: Retry = DEFAULT_RETRY
    poll_interval: float = 5.0
    table: OutboxTable = field(default_factory=OutboxTable)
