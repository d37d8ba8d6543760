"""An engine with a local provider for every test, and no word of the machine's own environment."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from cgk_runtime.client.client import JobClient
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.sdk import Sdk
from cgk_runtime.testing import SentJobs
from shop import make_sdk


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("JOBS_PROVIDER", "TRIGGER_SECRET_KEY", "INNGEST_EVENT_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def sdk() -> Sdk:
    """An engine without handlers."""
    return make_sdk()


@pytest.fixture
async def client(sdk: Sdk) -> AsyncIterator[JobClient]:
    """The engine's default client, with a local provider; closed after the test."""
    async with JobClient(sdk.catalog, LocalProvider(sdk.runner)) as client:
        sdk.set_job_client(client)
        yield client


@pytest.fixture
def sent_steps(sdk: Sdk) -> Iterator[SentJobs]:
    """Jobs on a virtual clock."""
    with SentJobs(sdk) as sent:
        yield sent
