"""Detection of payload fields that the catalog does not define, as in jobs of newer producers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from pydantic_core import from_json

Location = tuple[int | str, ...]


def unknown_fields(arrived: bytes, read: bytes) -> tuple[Location, ...]:
    """Return the paths of fields that are missing from the parsed payload, such as `("items", 0, "colour")`.

    Validation errors do not show them: for a union, they list the unknown fields of every choice.

    Args:
        arrived: The received payload, JSON.
        read: The parsed payload, JSON.
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
