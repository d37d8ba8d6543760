"""The conformance suite, with a worker in the process of the tests."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from cgk_runtime.client.provider import JobProvider
from cgk_runtime.providers.postgres.provider import PostgresProvider
from cgk_runtime.sdk import Sdk
from cgk_runtime.testing.conformance import ProviderConformance
from queue_database import QueueDatabase


class TestPostgresProvider(ProviderConformance):
    """The provider passes the suite."""

    @pytest.fixture
    async def provider(self, sdk: Sdk, queue: QueueDatabase) -> AsyncGenerator[JobProvider]:
        """The provider, with a worker."""
        provider = PostgresProvider(sdk.catalog, queue.settings())
        async with queue.running_worker(sdk):
            yield provider
        await provider.close()
