"""Requests that another process sends to `cgk dev`."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from cgk_runtime import Sdk
from cgk_runtime.client.limits import LOCAL
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.providers.local.dev.server import DevServer
from option_values import INVALID
from shop import ORDER, OrderCreatedPayload

pytestmark = pytest.mark.anyio


@pytest.fixture
async def dev(sdk: Sdk) -> AsyncIterator[TestClient[Any, Any]]:
    """Client of a `cgk dev` with a handler of orders."""

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None: ...

    provider = LocalProvider(sdk.runner, announce=False)
    server = TestServer(DevServer(sdk, provider, "token").application())
    async with TestClient(server, headers={"Authorization": "Bearer token"}) as client:
        yield client
    await provider.close()


@pytest.mark.parametrize("seconds", ["-1", "1e999", "NaN", "1e300"])
async def test_invalid_wait_is_refused(dev: TestClient[Any, Any], seconds: str) -> None:
    job = {"event": "order.created", "payload": ORDER, "options": {"delay": 3600}}
    sent = await (await dev.post("/v1/jobs", json={"jobs": [job]})).json()
    path = f"/v1/jobs/{sent['results'][0]['id']}/wait"
    async with asyncio.timeout(60):
        response = await dev.post(path, data=f'{{"timeout": {seconds}}}')
    assert response.status == 422
    assert "timeout" in (await response.json())["error"]["message"]


async def test_batch_of_large_jobs_is_accepted(dev: TestClient[Any, Any]) -> None:
    # 200 bytes are enough for the rest of the payload.
    job = {"event": "order.created", "payload": {**ORDER, "orderId": "o" * (LOCAL.payload_bytes - 200)}}
    response = await dev.post("/v1/jobs", data=io.BytesIO(json.dumps({"jobs": [job] * 6}).encode()))
    assert [result["error"] for result in (await response.json())["results"]] == [None] * 6


async def test_invalid_option_is_refused_by_name(dev: TestClient[Any, Any]) -> None:
    for option, values in INVALID.items():
        for value, _javascript in values:
            try:
                job = {"event": "order.created", "payload": ORDER, "options": {option: value}}
                body = json.dumps({"jobs": [job]})
            except TypeError:
                continue  # JSON has no such value
            response_document = await (await dev.post("/v1/jobs", data=body)).json()
            error = response_document.get("error") or response_document["results"][0]["error"]
            assert error is not None, (option, value)
            text = error["message"]
            # A lone surrogate is not valid JSON; both packages refuse it before they send.
            assert (r"\ud800" in body and "Invalid JSON" in text) or option in text, (option, value)
            assert "secret" not in text
