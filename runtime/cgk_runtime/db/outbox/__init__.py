"""Transactional outbox: jobs are written in a database transaction, and a relay sends them after the commit."""

from cgk_runtime.db.outbox.batch_processor import RelayOptions, RelayResult
from cgk_runtime.db.outbox.migration import migration
from cgk_runtime.db.outbox.relay import Relay
from cgk_runtime.db.outbox.rows import ExpiredInOutboxError, OutboxError, OutboxTable, PayloadTenantError
from cgk_runtime.db.outbox.store import OutboxEntry, OutboxStore
from cgk_runtime.db.outbox.writer import Outbox, OutboxProvider

__all__ = [
    "ExpiredInOutboxError",
    "Outbox",
    "OutboxEntry",
    "OutboxError",
    "OutboxProvider",
    "OutboxStore",
    "OutboxTable",
    "PayloadTenantError",
    "Relay",
    "RelayOptions",
    "RelayResult",
    "migration",
]
