"""Jobs inside the transactions of a database: written to an outbox, passed on by a relay after the commit."""

from cgk_runtime.db.outbox.batches import Passed
from cgk_runtime.db.outbox.migration import migration
from cgk_runtime.db.outbox.relay import Relay, RelayOptions
from cgk_runtime.db.outbox.store import OutboxEntry, OutboxStore
from cgk_runtime.db.outbox.table import ExpiredInOutboxError, OutboxError, OutboxTable
from cgk_runtime.db.outbox.writer import Outbox, OutboxProvider

__all__ = [
    "ExpiredInOutboxError",
    "Outbox",
    "OutboxEntry",
    "OutboxError",
    "OutboxProvider",
    "OutboxStore",
    "OutboxTable",
    "Passed",
    "Relay",
    "RelayOptions",
    "migration",
]
