"""The fields of a job that its catalog does not know, as a newer producer's jobs have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from pydantic_core import from_json

Location = tuple[int | str, ...]


def unknown_fields(arrived: bytes, read: bytes) -> tuple[Location, ...]:
    """Tell what a payload that was read lacks of what arrived, by its place, such as `("items", 0, "colour")`.

    Validation cannot tell: where one of several types may stand, it refuses every type's fields in the name of another.

    Args:
        arrived: The payload as it arrived, JSON.
        read: The payload as it was read, JSON.
    """
    return tuple(_left_out(from_json(arrived), from_json(read), ()))


def _left_out(arrived: Any, read: Any, path: Location) -> Iterator[Location]:  # Any: JSON
    match arrived, read:
        case dict(), dict():
            for name, value in cast("dict[str, Any]", arrived).items():
                where = (*path, name)
                if name in read:
                    yield from _left_out(value, read[name], where)
                else:
                    yield where
        case list(), list():
            items = enumerate(zip(cast("Sequence[Any]", arrived), cast("Sequence[Any]", read), strict=True))
            for at, (value, kept) in items:
                yield from _left_out(value, kept, (*path, at))
        case _:
            pass
