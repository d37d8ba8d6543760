"""Ids of jobs that were sent in a batch: the API gives their runs' ids only later, so an id says how to find the run.

A run is recognised by its idempotency key, never by its place: a wrong one could be another tenant's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

_SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class ItemId:
    """One job of a batch.

    Attributes:
        batch_id: The batch.
        index: Its place, from 0.
        key: The idempotency key that its run has, 64 hexadecimal characters.

    Example:
        >>> str(ItemId("batch_abc", 7, derived_key("batch_abc", 7)))
        'batch_abc:7'
    """

    batch_id: str
    index: int
    key: str

    def __str__(self) -> str:
        """Write it; a key that the batch and the place give is left out."""
        short = derived_id(self.batch_id, self.index)
        return short if self.key == derived_key(self.batch_id, self.index) else f"{short}{_SEPARATOR}{self.key}"

    @classmethod
    def read(cls, job_id: str) -> ItemId | None:
        """Read a job's id; None where it is a run's own."""
        batch_id, *rest = job_id.split(_SEPARATOR)
        if not batch_id.startswith("batch_") or not rest or not rest[0].isdecimal():
            return None
        index = int(rest[0])
        return cls(batch_id, index, rest[1] if len(rest) > 1 else derived_key(batch_id, index))


def derived_id(batch_id: str, index: int) -> str:
    """Write the id of an item that has no idempotency key of its own."""
    return f"{batch_id}{_SEPARATOR}{index}"


def derived_key(batch_id: str, index: int) -> str:
    """Make the idempotency key of an item that has none of its own."""
    return hashlib.sha256(f"{batch_id}-{index}".encode()).hexdigest()


def item_options(batch_id: str, index: int) -> dict[str, Any]:
    """Give the options by which an item's run is found."""
    return {"idempotencyKey": derived_key(batch_id, index)}
