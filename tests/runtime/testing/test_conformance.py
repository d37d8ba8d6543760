"""Conformance of the local provider and of `cgk dev`."""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from aiohttp import web
from cgk_runtime import JobProvider, Sdk
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.providers.local.dev.client import DevProvider
from cgk_runtime.providers.local.dev.endpoint import DevEndpoint, write_endpoint
from cgk_runtime.providers.local.dev.server import DevServer
from cgk_runtime.testing import ProviderConformance


class TestLocalProvider(ProviderConformance):
    @pytest.fixture
    async def provider(self, sdk: Sdk) -> AsyncGenerator[JobProvider]:
        provider = LocalProvider(sdk.runner)
        yield provider
        await provider.close()


class TestDevProvider(ProviderConformance):
    @pytest.fixture
    async def provider(self, sdk: Sdk, tmp_path: Path) -> AsyncGenerator[JobProvider]:
        local = LocalProvider(sdk.runner)
        runner = web.AppRunner(DevServer(sdk, local, "token").application(), shutdown_timeout=0.1)
        await runner.setup()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            await web.SockSite(runner, listener.dup()).start()
            write_endpoint(DevEndpoint(listener.getsockname()[1], "token", pid=0), tmp_path)
            provider = DevProvider(tmp_path)
            yield provider
            await provider.close()
        await runner.cleanup()
        await local.close()
