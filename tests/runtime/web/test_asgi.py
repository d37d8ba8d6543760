"""The ASGI middleware runs Starlette routes in the request's tenant context."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest
from cgk_jobs import with_tenant
from cgk_runtime.errors import InvalidTenantError
from cgk_runtime.tenant import current_tenant_or_none
from cgk_runtime.web.asgi import TenantMiddleware
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

pytestmark = pytest.mark.anyio

BACKGROUND_TENANTS: list[str | None] = []
"""Tenants of the background tasks that have run."""


def header_tenant(scope: Any) -> str | None:
    """Return the tenant in a header; a real application takes it from authenticated data."""
    return next((value.decode() for name, value in scope["headers"] if name == b"x-tenant"), None)


async def header_tenant_async(scope: Any) -> str | None:
    await asyncio.sleep(0)
    return header_tenant(scope)


async def async_route(_request: Request) -> PlainTextResponse:
    await asyncio.sleep(0.001)
    return PlainTextResponse(str(current_tenant_or_none()))


def sync_route(_request: Request) -> PlainTextResponse:
    task = BackgroundTask(lambda: BACKGROUND_TENANTS.append(current_tenant_or_none()))
    return PlainTextResponse(str(current_tenant_or_none()), background=task)


async def streaming_route(_request: Request) -> StreamingResponse:
    async def parts() -> AsyncGenerator[str]:
        for _ in range(2):
            await asyncio.sleep(0)
            yield f"{current_tenant_or_none()} "

    return StreamingResponse(parts())


async def websocket_route(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(str(current_tenant_or_none()))
    await websocket.close()


def create_application(resolve: Any) -> Starlette:
    return Starlette(
        routes=[
            Route("/async", async_route),
            Route("/sync", sync_route),
            Route("/stream", streaming_route),
            WebSocketRoute("/talk", websocket_route),
        ],
        middleware=[Middleware(TenantMiddleware, resolve=resolve, with_tenant=with_tenant)],
    )


@pytest.mark.parametrize("resolve", [header_tenant, header_tenant_async])
async def test_routes_run_for_the_requests_tenant(resolve: Any) -> None:
    transport = httpx2.ASGITransport(create_application(resolve))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
        for path, expected in (("/async", "rawdog"), ("/sync", "rawdog"), ("/stream", "rawdog rawdog ")):
            assert (await client.get(path, headers={"x-tenant": "rawdog"})).text == expected
        assert BACKGROUND_TENANTS[-1] == "rawdog"
        assert (await client.get("/async")).text == "None"
        tenants = [f"tenant-{index}" for index in range(50)]
        answers = await asyncio.gather(*(client.get("/async", headers={"x-tenant": tenant}) for tenant in tenants))
        assert [response.text for response in answers] == tenants
        with pytest.raises(InvalidTenantError):
            await client.get("/async", headers={"x-tenant": "Not A Tenant"})
    assert current_tenant_or_none() is None


def test_websocket_runs_for_its_tenant() -> None:
    headers = {"x-tenant": "rawdog"}
    with (
        TestClient(create_application(header_tenant)) as client,
        client.websocket_connect("/talk", headers=headers) as websocket,
    ):
        assert websocket.receive_text() == "rawdog"
