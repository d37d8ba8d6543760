"""Versions of cgk-runtime that a generated SDK supports."""

from __future__ import annotations

from typing import Final

RUNTIME_FROM: Final = (0, 1)
RUNTIME_BELOW: Final = (0, 2)

RUNTIME_RANGE: Final = f">={RUNTIME_FROM[0]}.{RUNTIME_FROM[1]},<{RUNTIME_BELOW[0]}.{RUNTIME_BELOW[1]}"
"""The versions as a pip requirement."""
