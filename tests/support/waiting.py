"""Waits for a condition."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

WAIT_TIMEOUT: Final = 120.0
"""Seconds after which a wait fails; even a busy machine needs fewer."""


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition is true."""
    deadline = time.monotonic() + WAIT_TIMEOUT
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def until_sync(condition: Callable[[], object]) -> None:
    """Block until a condition is true."""
    deadline = time.monotonic() + WAIT_TIMEOUT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
