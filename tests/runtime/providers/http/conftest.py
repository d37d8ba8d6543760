"""Scripted HTTP server, and a client that records its waits instead of sleeping."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cgk_runtime.providers.http import HttpClient, RetryPolicy, Timeouts
from http_server import HttpServer, Script


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def server(script: Script) -> Iterator[HttpServer]:
    with HttpServer(script) as server:
        yield server


@pytest.fixture
def waits() -> list[float]:
    """Seconds that the client would have slept."""
    return []


@pytest.fixture
def http(waits: list[float]) -> HttpClient:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return HttpClient(
        "TestProvider",
        policy=RetryPolicy(attempts=4, deadline=600),
        timeouts=Timeouts(connect=2, read=0.3),
        secrets=("s3cret-key",),
        sleep=sleep,
    )
