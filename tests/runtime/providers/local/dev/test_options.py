"""Options that another process sends to `cgk dev`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from cgk_runtime import Sdk
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.providers.local.dev.server import DevServer
from shop import ORDER

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "options",
    [
        '{"delay": 1e999}',
        '{"ttl": -1}',
        '{"maxAttempts": 0}',
        '{"tags": ["a\\u0000"]}',
        '{"queue": " "}',
        '{"metadata": {"note": "secret\\u0000"}}',
    ],
)
async def test_senseless_option_is_refused(sdk: Sdk, options: str) -> None:
    @sdk.task("order.created")
    async def handle(payload: object) -> None: ...

    provider = LocalProvider(sdk.runner, announce=False)
    names = {"maxAttempts": "max_attempts"}
    fields: Any = {names.get(name, name): value for name, value in json.loads(options).items()}
    body = json.dumps({"jobs": [{"event": "order.created", "payload": ORDER, "options": fields}]})
    async with TestClient(TestServer(DevServer(sdk, provider, "token").application())) as client:
        headers = {"Authorization": "Bearer token"}
        response = await client.post("/v1/jobs", data=body, headers=headers)
        answer = await response.json()
    await provider.close()
    (result,) = answer["results"]
    assert result["error"]["type"] == "InvalidOptionError"
    assert "secret" not in result["error"]["message"]
