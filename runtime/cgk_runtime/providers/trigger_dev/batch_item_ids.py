"""Job ids of batch items.

The API returns the run ids of a batch only later, so a job id names its batch and item. The run is identified by its
idempotency key and never by its position: a wrong run could belong to another tenant.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

_SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class BatchItemId:
    """Id of one job in a batch.

    Attributes:
        batch_id: Id of the batch.
        index: Position in the batch, from 0.
        key: Idempotency key of the run, 64 hexadecimal characters.

    Example:
        >>> str(BatchItemId("batch_abc", 7, derive_item_key("batch_abc", 7)))
        'batch_abc:7'
    """

    batch_id: str
    index: int
    key: str

    def __str__(self) -> str:
        """Return the id, without the key if the key derives from batch and position."""
        short = derive_item_id(self.batch_id, self.index)
        return short if self.key == derive_item_key(self.batch_id, self.index) else f"{short}{_SEPARATOR}{self.key}"

    @classmethod
    def parse(cls, job_id: str) -> BatchItemId | None:
        """Parse a job id; return None if it is a run's own id."""
        batch_id, *rest = job_id.split(_SEPARATOR)
        if not batch_id.startswith("batch_") or not rest or not rest[0].isdecimal():
            return None
        index = int(rest[0])
        return cls(batch_id, index, rest[1] if len(rest) > 1 else derive_item_key(batch_id, index))


def derive_item_id(batch_id: str, index: int) -> str:
    """Return the job id of an item without an idempotency key of its own."""
    return f"{batch_id}{_SEPARATOR}{index}"


def derive_item_key(batch_id: str, index: int) -> str:
    """Return the idempotency key of an item without one of its own."""
    return hashlib.sha256(f"{batch_id}-{index}".encode()).hexdigest()


def item_key_options(batch_id: str, index: int) -> dict[str, Any]:
    """Return the options that give an item its derived idempotency key."""
    return {"idempotencyKey": derive_item_key(batch_id, index)}
