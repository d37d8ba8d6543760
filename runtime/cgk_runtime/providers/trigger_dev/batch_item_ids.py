"""Job ids of batch items.

The API returns the run ids of a batch only later, so a job id names its batch and item. The run is identified by its
idempotency key and never by its position: a wrong run could belong to another tenant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.errors import JobsError
    from cgk_runtime.providers.trigger_dev.batches import BatchItem


@dataclass(frozen=True, slots=True)
class BatchItemId:
    """Id of one job in a batch.

    Attributes:
        batch_id: Id of the batch.
        index: Position in the batch, from 0.
        key: Idempotency key of the run, 64 hexadecimal characters.

    Example:
        >>> str(BatchItemId("batch_abc", 7, "7ec6f6bc"))
        'batch_abc:7:7ec6f6bc'
    """

    batch_id: str
    index: int
    key: str

    def __str__(self) -> str:
        """Return the id."""
        return f"{self.batch_id}:{self.index}:{self.key}"

    @classmethod
    def parse(cls, job_id: str) -> BatchItemId | None:
        """Parse a job id; return None if it is a run's own id."""
        match job_id.split(":"):
            case [batch_id, index, key] if batch_id.startswith("batch_") and index.isdecimal():
                return cls(batch_id, int(index), key)
            case _:
                return None


def item_ids(batch_id: str, items: Sequence[BatchItem]) -> list[str | JobsError]:
    """Return the job ids of a batch's items. Each item must have an idempotency key."""
    return [
        str(BatchItemId(batch_id, index, item.body["options"]["idempotencyKey"])) for index, item in enumerate(items)
    ]
