"""Fixtures: an SDK, its client with a local provider, one PostgreSQL server, and an environment without settings."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
from cgk_runtime.client.client import JobClient
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.sdk import Sdk
from shop import make_sdk
from shop_database import Server, running_server


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run every test in an empty folder, without the machine's settings of providers."""
    for name in list(os.environ):
        if name.startswith(("JOBS_", "TRIGGER_", "INNGEST_")) and not name.startswith("INNGEST_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def server() -> Generator[Server]:
    """A running PostgreSQL, one per test process."""
    with running_server() as server:
        yield server


@pytest.fixture
def sdk() -> Sdk:
    """An SDK without handlers."""
    return make_sdk()


@pytest.fixture
async def client(sdk: Sdk) -> AsyncIterator[JobClient]:
    """The SDK's default client, with a local provider; closed after the test."""
    async with JobClient(sdk.catalog, LocalProvider(sdk.runner)) as client:
        sdk.set_job_client(client)
        yield client
