"""Limits of numbers in JSON."""

from __future__ import annotations

from typing import Final

LARGEST_EXACT: Final = 2**53 - 1
"""ECMAScript's Number.MAX_SAFE_INTEGER; JavaScript rounds larger integers."""
