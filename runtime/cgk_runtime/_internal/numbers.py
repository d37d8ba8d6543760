"""Limits of numbers in JSON and in options."""

from __future__ import annotations

from typing import Final, TypeGuard

LARGEST_EXACT: Final = 2**53 - 1
"""ECMAScript's Number.MAX_SAFE_INTEGER; JavaScript rounds larger integers."""
LARGEST_COUNT: Final = 2**31 - 1
"""The largest whole number that an option accepts; every provider and database can store it."""


def is_whole(value: object, least: int, most: int) -> TypeGuard[int]:
    """Return whether a value is a whole number, not a boolean, within two bounds."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
