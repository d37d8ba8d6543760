"""Sends from requests of FastAPI, Flask and Django, and on uvloop."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from cgk_runtime import JobClient, Sdk
from cgk_runtime.providers.local import LocalProvider
from shop import ORDER, OrderCreatedPayload


@pytest.fixture
def handled_orders(sdk: Sdk) -> list[str]:
    """Ids of the orders that the handler has received."""
    order_ids: list[str] = []

    async def order(payload: OrderCreatedPayload) -> str:
        order_ids.append(payload.order_id)
        return payload.order_id

    sdk.task("order.created")(order)
    return order_ids


def local_client(sdk: Sdk) -> JobClient:
    return sdk.create_job_client(LocalProvider(sdk.runner, announce=False))


def test_fastapi_request_sends(sdk: Sdk, handled_orders: list[str]) -> None:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    app, client = FastAPI(), local_client(sdk)

    @app.post("/orders")
    async def create() -> str:
        handle = await client.send_job_dynamic("order.created", ORDER)
        return str(await handle.wait(20))

    with TestClient(app) as browser:
        assert browser.post("/orders").json() == "order_123"
    assert handled_orders == ["order_123"]


def test_flask_request_sends(sdk: Sdk, handled_orders: list[str]) -> None:
    from flask import Flask

    app = Flask("shop")
    with local_client(sdk) as client:

        @app.post("/orders")
        def create() -> str:
            return str(client.send_job_dynamic_sync("order.created", ORDER).wait_sync(20))

        assert app.test_client().post("/orders").text == "order_123"
    assert handled_orders == ["order_123"]


@pytest.fixture
def django_client(sdk: Sdk, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobClient]:
    """A client for the views of a Django project, which send jobs with it."""
    import django
    from django.conf import settings
    from django.http import HttpRequest, HttpResponse
    from django.test import override_settings
    from django.urls import path

    with local_client(sdk) as client:

        def create(_request: HttpRequest) -> HttpResponse:
            return HttpResponse(str(client.send_job_dynamic_sync("order.created", ORDER).wait_sync(20)))

        async def create_async(_request: HttpRequest) -> HttpResponse:
            handle = await client.send_job_dynamic("order.created", ORDER)
            return HttpResponse(str(await handle.wait(20)))

        project: Any = ModuleType("sending_project")
        project.urlpatterns = [path("sync", create), path("async", create_async)]
        monkeypatch.setitem(sys.modules, "sending_project", project)
        if not settings.configured:  # once per process
            settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="x")  # noqa: S106
            django.setup()
        with override_settings(ROOT_URLCONF="sending_project", MIDDLEWARE=[]):
            yield client


@pytest.mark.usefixtures("django_client")
def test_django_request_sends(handled_orders: list[str]) -> None:
    from django.test import AsyncClient, Client

    assert Client().get("/sync").content == b"order_123"
    assert asyncio.run(AsyncClient().get("/async")).content == b"order_123"
    assert handled_orders == ["order_123"] * 2


def test_uvloop_sends_and_runs(sdk: Sdk, handled_orders: list[str]) -> None:
    import uvloop

    async def send() -> str:
        async with local_client(sdk) as client:
            handle = await client.send_job_dynamic("order.created", ORDER)
            return str(await handle.wait(20))

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(send()) == "order_123"
    assert handled_orders == ["order_123"]
