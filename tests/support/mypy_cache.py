"""Caches of mypy that persist between test runs, so mypy checks the SDK's imports once."""

from __future__ import annotations

from pathlib import Path

_CACHES = Path(__file__).parents[2] / ".mypy_cache" / "tests"


def mypy_cache(options: str) -> Path:
    """Return the cache folder for runs with these options; mypy discards a cache of other options."""
    return _CACHES / options
