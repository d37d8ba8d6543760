"""Splitting of many items into requests that a server accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

ItemT = TypeVar("ItemT")


def split_batches(
    items: Sequence[ItemT], size_of: Callable[[ItemT], int], *, max_items: int, max_bytes: int
) -> Iterator[Sequence[ItemT]]:
    """Split items into batches within two limits; an item larger than `max_bytes` is a batch of its own.

    Args:
        items: Items in the order to send them.
        size_of: Function that returns an item's size in bytes.
        max_items: Maximum number of items in a batch.
        max_bytes: Maximum bytes of a batch.

    Example:
        >>> [*split_batches(["a", "bb", "c"], len, max_items=2, max_bytes=2)]
        [['a'], ['bb'], ['c']]
    """
    start = size = 0
    for index, item in enumerate(items):
        item_bytes = size_of(item)
        if index - start >= max_items or (index > start and size + item_bytes > max_bytes):
            yield items[start:index]
            start, size = index, 0
        size += item_bytes
    if start < len(items):
        yield items[start:]
