"""The Django middleware runs views and streaming responses in the request's tenant context."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncGenerator, Generator
from types import ModuleType
from typing import Any

import django
import pytest
from cgk_jobs import with_tenant
from cgk_runtime.errors import InvalidTenantError
from cgk_runtime.tenant import current_tenant_or_none
from cgk_runtime.web.django import tenant_middleware
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path

pytestmark = pytest.mark.anyio


def header_tenant(request: HttpRequest) -> str | None:
    """Return the tenant in a header; a real application takes it from authenticated data."""
    return request.headers.get("x-tenant")


async def header_tenant_async(request: HttpRequest) -> str | None:
    await asyncio.sleep(0)
    return header_tenant(request)


def sync_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(current_tenant_or_none()))


async def async_view(_request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0.001)
    return HttpResponse(str(current_tenant_or_none()))


def streaming_view(_request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(f"{current_tenant_or_none()} " for _ in range(2))


async def async_streaming_view(_request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncGenerator[str]:
        for _ in range(2):
            await asyncio.sleep(0)
            yield f"{current_tenant_or_none()} "

    return StreamingHttpResponse(parts())


@pytest.fixture(scope="module", autouse=True)
def _django_project() -> Generator[None]:
    """A Django project with the views, and with both middlewares as attributes, because settings name them."""
    project: Any = ModuleType("tenant_project")
    project.urlpatterns = [
        path("sync", sync_view),
        path("async", async_view),
        path("stream", streaming_view),
        path("stream-async", async_streaming_view),
    ]
    project.tenant = tenant_middleware(resolve=header_tenant, with_tenant=with_tenant)
    project.tenant_async = tenant_middleware(resolve=header_tenant_async, with_tenant=with_tenant)
    sys.modules["tenant_project"] = project
    if not settings.configured:  # once per process
        settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="x")  # noqa: S106
        django.setup()
    with override_settings(ROOT_URLCONF="tenant_project", MIDDLEWARE=["tenant_project.tenant"]):
        yield
    del sys.modules["tenant_project"]


def test_views_run_for_tenant_under_wsgi() -> None:
    client = Client(headers={"x-tenant": "rawdog"})
    assert client.get("/sync").content == b"rawdog"
    assert client.get("/async").content == b"rawdog"
    streamed: Any = client.get("/stream")
    with with_tenant("acme"):  # another middleware may read the parts in another tenant's context
        assert b"".join(streamed.streaming_content) == b"rawdog rawdog "
        assert current_tenant_or_none() == "acme"
    assert Client().get("/sync").content == b"None"
    with pytest.raises(InvalidTenantError):
        Client(headers={"x-tenant": "Not A Tenant"}).get("/sync")
    assert current_tenant_or_none() is None


@pytest.mark.parametrize("middleware", ["tenant", "tenant_async"])
async def test_views_run_for_tenant_under_asgi(middleware: str) -> None:
    with override_settings(MIDDLEWARE=[f"tenant_project.{middleware}"]):
        await check_requests_under_asgi()


async def check_requests_under_asgi() -> None:
    client, headers = AsyncClient(), {"x-tenant": "rawdog"}
    assert (await client.get("/sync", headers=headers)).content == b"rawdog"
    assert (await client.get("/async", headers=headers)).content == b"rawdog"
    streamed: Any = await client.get("/stream-async", headers=headers)
    with with_tenant("acme"):
        assert b"".join([part async for part in streamed.streaming_content]) == b"rawdog rawdog "
    answers = await asyncio.gather(
        *(client.get("/async", headers={"x-tenant": f"tenant-{index}"}) for index in range(20))
    )
    assert [response.content.decode() for response in answers] == [f"tenant-{index}" for index in range(20)]
    assert (await client.get("/async")).content == b"None"


def test_file_without_tenant_is_unchanged() -> None:
    file = io.BytesIO(b"file")

    def download(_request: HttpRequest) -> FileResponse:
        return FileResponse(file)

    middleware: Any = tenant_middleware(resolve=header_tenant, with_tenant=with_tenant)
    response: Any = middleware(download)(HttpRequest())
    assert response.file_to_stream is file
    assert b"".join(response.streaming_content) == b"file"


def test_async_resolve_under_wsgi_is_an_error() -> None:
    with (
        override_settings(MIDDLEWARE=["tenant_project.tenant_async"]),
        pytest.raises(TypeError, match="Django runs this request under WSGI"),
    ):
        Client(headers={"x-tenant": "rawdog"}).get("/sync")
