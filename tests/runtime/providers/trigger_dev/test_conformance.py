"""Trigger.dev's provider in the public conformance suite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from cgk_runtime import JobProvider, NotSupportedError, Sdk
from cgk_runtime.providers.trigger_dev import TriggerDevOptions, TriggerDevProvider, TriggerDevSettings
from cgk_runtime.testing.conformance import ProviderConformance
from cgk_runtime.testing.echo import EchoError
from trigger_dev_server import FakeTriggerDev


async def echo(_task: str, payload: Any) -> Any:
    """Run the suite's handler in place of the deployed task."""
    await asyncio.sleep(payload.get("seconds", 0))
    if payload.get("where") is not None or payload.get("unwritable"):
        raise NotSupportedError("context.step", component="Task")
    if payload.get("fail"):
        raise EchoError(payload["text"])
    return {"text": payload["text"], "tenant": payload["tenantId"]}


class TestTriggerDevProvider(ProviderConformance):
    is_fair = False  # the fake server runs jobs in the order of their arrival

    @pytest.fixture
    async def provider(
        self, sdk: Sdk, trigger_dev: FakeTriggerDev, settings: TriggerDevSettings
    ) -> AsyncIterator[JobProvider]:
        trigger_dev.run_task = echo
        provider = TriggerDevProvider(settings, sdk.catalog, TriggerDevOptions(poll_first=0.02, poll_longest=0.1))
        yield provider
        await provider.close()
