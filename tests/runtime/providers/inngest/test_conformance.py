"""Conformance of the Inngest provider with the fake server."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator

import pytest
from cgk_runtime import JobProvider, Sdk
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.testing import ProviderConformance
from fake_inngest import FakeInngest

from .conftest import serving


class InngestConformance(ProviderConformance):
    is_fair = False  # the fake server starts jobs in the order of sending

    @pytest.fixture
    def fake(self) -> Iterator[FakeInngest]:
        """Fake server; subclasses choose its mode."""
        raise NotImplementedError

    @pytest.fixture
    async def provider(self, sdk: Sdk, fake: FakeInngest) -> AsyncGenerator[JobProvider]:
        settings = fake.settings()
        with serving(sdk, settings):
            provider = InngestProvider(sdk.catalog, InngestSettings.read(settings))
            yield provider
            await provider.close()


class TestCloudMode(InngestConformance):
    @pytest.fixture
    def fake(self, server: FakeInngest) -> FakeInngest:
        return server


class TestDevMode(InngestConformance):
    @pytest.fixture
    def fake(self, dev_server: FakeInngest) -> FakeInngest:
        return dev_server
