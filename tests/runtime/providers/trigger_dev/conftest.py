"""Fake Trigger.dev server, and a provider that sends to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from cgk_runtime import JobClient, JobItem
from cgk_runtime.providers.http import RetryPolicy, Timeouts
from cgk_runtime.providers.trigger_dev import TriggerDevOptions, TriggerDevProvider, TriggerDevSettings
from shop import CATALOG, ORDER
from trigger_dev_server import KEY, FakeTriggerDev, FakeTriggerDevServer

SHORT_WAITS = TriggerDevOptions(
    timeouts=Timeouts(connect=5, read=0.5),
    policy=RetryPolicy(first_wait=0.001, longest_wait=0.01, deadline=20),
    poll_first=0.01,
    poll_longest=0.05,
)


@pytest.fixture(scope="session")
def server() -> Iterator[FakeTriggerDevServer]:
    with FakeTriggerDevServer() as server:
        yield server


@pytest.fixture
def trigger_dev(server: FakeTriggerDevServer) -> FakeTriggerDev:
    """A separate environment for each test."""
    return server.new_environment()


@pytest.fixture
def settings(trigger_dev: FakeTriggerDev) -> TriggerDevSettings:
    return TriggerDevSettings(KEY, trigger_dev.url)


@pytest.fixture
async def provider(settings: TriggerDevSettings) -> AsyncIterator[TriggerDevProvider]:
    provider = TriggerDevProvider(settings, CATALOG, SHORT_WAITS)
    yield provider
    await provider.close()


@pytest.fixture
def client(provider: TriggerDevProvider) -> JobClient:
    return JobClient(CATALOG, provider)


def make_items(count: int, **options: Any) -> list[JobItem[Any]]:
    """Return jobs with the order ids "0", "1" and so on."""
    return [JobItem("order.created", {**ORDER, "orderId": str(index)}, {**options}) for index in range(count)]  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]  options of every kind
