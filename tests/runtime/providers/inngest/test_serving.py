"""Tests of served functions in four frameworks and both modes, called like a server calls them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any

import httpx
import jcs  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]  it has no types
import pytest
from cgk_runtime import ConfigurationError, Sdk, TaskContext, current_tenant
from cgk_runtime.providers.inngest import inngest_app
from cgk_runtime.providers.inngest.registration import sign
from cgk_runtime.settings import Settings
from cgk_runtime.tenant import current_tenant_or_none
from django.conf import settings as django_settings
from fake_inngest import FakeInngest
from fastapi import FastAPI
from flask import Flask
from shop import ORDER, OrderCreatedPayload
from starlette.applications import Starlette

pytestmark = pytest.mark.anyio
KEY = "signkey-test-" + "0f" * 32
CLOUD = Settings(
    {"INNGEST_EVENT_KEY": "k", "INNGEST_SIGNING_KEY": KEY, "INNGEST_SERVE_ORIGIN": "https://app.example.com"}
)
DEV = Settings({"INNGEST_DEV": "1"})
ORDER_FUNCTION = "order-created"


def call_body(**changed: Any) -> bytes:
    """Build a server's call of a function, in canonical JSON."""
    event = {"name": "order.created", "data": ORDER, "id": "01M84R7PXDMNN1AGKQWZD2D08S", "ts": 1_795_455_967_682}
    call: dict[str, Any] = {
        "ctx": {"run_id": "01M84R7PXDMNN1AGKQWZD2D08T", "attempt": 0, "max_attempts": 3,
                "disable_immediate_execution": False, "stack": {"stack": [], "current": 0}},
        "event": event, "events": [event], "steps": {}, "use_api": False, "version": 1, **changed,
    }  # fmt: skip
    document: bytes = jcs.canonicalize(call)  # pyright: ignore[reportUnknownMemberType, reportAssignmentType]
    return document


def sign_headers(content: bytes, key: str = KEY) -> dict[str, str]:
    return {"content-type": "application/json", "x-inngest-signature": sign(content, key, int(time.time()))}


@pytest.fixture
def sdk(sdk: Sdk) -> Sdk:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> dict[str, str]:
        await asyncio.sleep(0)
        return {"order": payload.order_id, "tenant": current_tenant()}

    return sdk


Post = Callable[[bytes, Mapping[str, str], str], Awaitable[httpx.Response]]
"""Function that posts a body with headers to a function of Inngest."""


def function_url(function: str) -> str:
    return f"http://app/api/inngest?fnId=shop-jobs-{function}&stepId=step"


def through_asgi(app: Any) -> Post:
    async def post(content: bytes, headers: Mapping[str, str], function: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.post(function_url(function), content=content, headers=dict(headers))

    return post


def through_wsgi(app: Any) -> Post:
    async def post(content: bytes, headers: Mapping[str, str], function: str) -> httpx.Response:
        def call() -> httpx.Response:
            with httpx.Client(transport=httpx.WSGITransport(app)) as client:
                return client.post(function_url(function), content=content, headers=dict(headers))

        return await asyncio.to_thread(call)

    return post


def in_fastapi(sdk: Sdk, settings: Settings) -> Post:
    return through_asgi(inngest_app(FastAPI(), sdk, settings=settings))


def in_starlette(sdk: Sdk, settings: Settings) -> Post:
    return through_asgi(inngest_app(Starlette(), sdk, settings=settings))


def in_flask(sdk: Sdk, settings: Settings) -> Post:
    return through_wsgi(inngest_app(Flask("app"), sdk, settings=settings))


def in_django(sdk: Sdk, settings: Settings) -> Post:
    from django.core.asgi import get_asgi_application

    inngest_app(empty_urlpatterns(), sdk, settings=settings)
    return through_asgi(get_asgi_application())


def empty_urlpatterns() -> list[object]:
    """Configure Django for this process, and return its list of URL patterns without those of other tests."""
    import django
    from django.urls import clear_url_caches

    if not django_settings.configured:  # once per process
        django_settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="x")  # noqa: S106
        django.setup()
    django_settings.ROOT_URLCONF = "tests.runtime.providers.inngest.urls"
    from tests.runtime.providers.inngest import urls

    urls.urlpatterns.clear()
    clear_url_caches()
    return urls.urlpatterns


FRAMEWORKS = [in_fastapi, in_starlette, in_flask, in_django]


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_signed_call_gets_a_signed_response(sdk: Sdk, framework: Callable[[Sdk, Settings], Post]) -> None:
    post = framework(sdk, CLOUD)
    content = call_body()
    response = await post(content, sign_headers(content), ORDER_FUNCTION)
    assert (response.status_code, response.json()) == (200, {"order": "order_123", "tenant": "rawdog"})
    assert response.headers["x-inngest-signature"].startswith("t=")
    assert current_tenant_or_none() is None


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_cloud_mode_refuses_unsigned_calls(sdk: Sdk, framework: Callable[[Sdk, Settings], Post]) -> None:
    post = framework(sdk, CLOUD)
    content = call_body()
    for headers in (
        {"content-type": "application/json"},
        sign_headers(content, "signkey-test-" + "ab" * 32),
        sign_headers(call_body(version=2)),
        {**sign_headers(content), "x-inngest-signature": "nonsense"},
    ):
        response = await post(content, headers, ORDER_FUNCTION)
        assert (response.status_code, response.json()) == (401, {"message": "Unauthorized"})


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_dev_mode_signs_nothing(sdk: Sdk, framework: Callable[[Sdk, Settings], Post]) -> None:
    response = await framework(sdk, DEV)(call_body(), {"content-type": "application/json"}, ORDER_FUNCTION)
    assert response.json() == {"order": "order_123", "tenant": "rawdog"}


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_steps_work_in_every_framework(sdk: Sdk, framework: Callable[[Sdk, Settings], Post]) -> None:
    threads: list[str] = []

    async def read_tenant() -> str:
        threads.append(threading.current_thread().name)
        return current_tenant()

    @sdk.task("order.created", name="stepping")
    async def stepping(payload: OrderCreatedPayload, context: TaskContext) -> str:
        threads.append(threading.current_thread().name)
        return await context.step.run("read tenant", read_tenant)

    post = framework(sdk, CLOUD)
    content = call_body()
    response = await post(content, sign_headers(content), "stepping")
    assert response.status_code == 206
    (step,) = response.json()
    assert (step["op"], step["data"], step["displayName"]) == ("StepRun", "rawdog", "read tenant")
    content = call_body(steps={step["id"]: {"data": "rawdog"}})
    response = await post(content, sign_headers(content), "stepping")
    assert (response.status_code, response.json()) == (200, "rawdog")
    assert len(set(threads)) == 1


async def test_fallback_key_is_accepted(sdk: Sdk, monkeypatch: pytest.MonkeyPatch) -> None:
    # `inngest_app` sets the variable for the SDK; these calls let monkeypatch delete it after the test.
    monkeypatch.setenv("INNGEST_SIGNING_KEY_FALLBACK", "")
    monkeypatch.delenv("INNGEST_SIGNING_KEY_FALLBACK")
    old = "signkey-test-" + "cd" * 32
    settings = Settings({**CLOUD.variables, "INNGEST_SIGNING_KEY_FALLBACK": old})
    post = in_fastapi(sdk, settings)
    content = call_body()
    assert (await post(content, sign_headers(content, old), ORDER_FUNCTION)).status_code == 200


async def test_recorded_call_reaches_its_function_only(sdk: Sdk) -> None:
    """The signature does not cover the query string, which names the function."""
    called: list[str] = []

    @sdk.task("review.submitted", on_failure=lambda _failure: called.append("failure"))
    def update(payload: dict[str, Any]) -> None:
        called.append("update")

    @sdk.schedule("order.sweep")
    def daily() -> None:
        called.append("daily")

    post = in_fastapi(sdk, CLOUD)
    order_event = {"name": "order.created", "data": ORDER, "id": "", "ts": 1}
    app_id = sdk.catalog.name
    invocation = {
        **order_event,
        "name": "inngest/function.invoked",
        "data": {**ORDER, "_inngest": {"fn_id": f"{app_id}-{ORDER_FUNCTION}"}},
    }
    # Another function of the event "review.submitted" failed.
    failure_data = {"function_id": f"{app_id}-review-mail", "event": {**order_event, "name": "review.submitted"}}
    failure = {**order_event, "name": "inngest/function.failed", "data": {**failure_data, "run_id": "r", "error": {}}}
    for event in (order_event, invocation, failure):
        content = call_body(event=event, events=[event])
        for function in ("review-submitted", "review-submitted-failure", "schedule-order-sweep"):
            response = await post(content, sign_headers(content), function)
            assert (response.status_code, response.headers["x-inngest-no-retry"]) == (500, "true"), (event, function)
            assert response.json()["name"] == "ForeignEventError"
            assert response.json()["stack"] is None
    assert called == []
    content = call_body(event=invocation, events=[invocation])
    assert (await post(content, sign_headers(content), ORDER_FUNCTION)).status_code == 200


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_stale_request_is_refused(sdk: Sdk, framework: Callable[[Sdk, Settings], Post]) -> None:
    post = framework(sdk, CLOUD)
    content = call_body()
    untimed = f"s={hmac.new(b'0f' * 32, content, hashlib.sha256).hexdigest()}"
    assert (
        await post(content, {**sign_headers(content), "x-inngest-signature": untimed}, ORDER_FUNCTION)
    ).status_code == 500
    old = {**sign_headers(content), "x-inngest-signature": sign(content, KEY, int(time.time()) - 301)}
    response = await post(content, old, ORDER_FUNCTION)
    assert (response.status_code, response.headers["x-inngest-no-retry"]) == (500, "true")
    assert response.json() == {
        "code": "non_retriable_error",
        "message": "The request was not signed within the last five minutes; it is old, or a clock is wrong",
        "name": "StaleRequestError",
        "stack": None,
    }


FOREIGN_HOST = {"host": "attacker.example", "content-type": "application/json"}


async def request_registration(app: Any, **headers: str) -> httpx.Response:
    """Ask an application to register itself, as anyone can."""
    url = "http://app/api/inngest"
    if isinstance(app, Flask):

        def call() -> httpx.Response:
            with httpx.Client(transport=httpx.WSGITransport(app)) as client:
                return client.put(url, headers={**FOREIGN_HOST, **headers})

        return await asyncio.to_thread(call)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        return await client.put(url, headers={**FOREIGN_HOST, **headers})


def serve_in(framework: str, sdk: Sdk, settings: Settings, origin: str | None = None) -> Any:
    """Add the functions to a new application of a framework."""
    if framework == "django":
        from django.core.asgi import get_asgi_application

        inngest_app(empty_urlpatterns(), sdk, settings=settings, origin=origin)
        return get_asgi_application()
    applications: dict[str, Any] = {"fastapi": FastAPI(), "starlette": Starlette(), "flask": Flask("app")}
    return inngest_app(applications[framework], sdk, settings=settings, origin=origin)


@pytest.mark.parametrize("framework", ["fastapi", "starlette", "flask", "django"])
def test_cloud_mode_requires_an_origin(sdk: Sdk, server: FakeInngest, framework: str) -> None:
    # Without it, the SDK would register the application at the Host header of anyone's PUT request.
    with pytest.raises(ConfigurationError, match="Set INNGEST_SERVE_ORIGIN, origin= of inngest_app"):
        serve_in(framework, sdk, server.settings())


@pytest.mark.parametrize("framework", ["fastapi", "starlette", "flask", "django"])
@pytest.mark.parametrize("origin_source", ["argument", "setting"])
async def test_registration_ignores_the_host_header(
    sdk: Sdk, server: FakeInngest, framework: str, origin_source: str
) -> None:
    origin = "https://app.example.com:8443"
    settings = server.settings(**({"INNGEST_SERVE_ORIGIN": origin} if origin_source == "setting" else {}))
    app = serve_in(framework, sdk, settings, origin if origin_source == "argument" else None)
    response = await request_registration(app)
    assert (response.status_code, response.json()["ok"]) == (200, True)
    (function,) = [
        definition for definition in server.functions.values() if definition["id"] == "shop-jobs-order-created"
    ]
    url = function["steps"]["step"]["runtime"]["url"]
    assert url == f"{origin}/api/inngest?fnId=shop-jobs-order-created&stepId=step"
    registered = next(request for request in server.received if request.path == "/fn/register").json()
    assert registered["url"] == f"{origin}/api/inngest"
    assert "attacker" not in json.dumps(registered)


async def test_dev_mode_registers_at_the_host_header(sdk: Sdk, dev_server: FakeInngest) -> None:
    settings = dev_server.settings(INNGEST_SIGNING_KEY="")
    response = await request_registration(serve_in("fastapi", sdk, settings), host="host.docker.internal:8000")
    assert response.json()["ok"] is True
    registered = dev_server.received[-1].json()
    assert registered["url"] == "http://host.docker.internal:8000/api/inngest"


@pytest.mark.parametrize(
    "origin",
    ["app.example.com", "https://app.example.com/api", "https://u:p@app.example.com", "ftp://h", "https://h:x"],
)
def test_invalid_origin_is_refused(sdk: Sdk, origin: str) -> None:
    with pytest.raises(ConfigurationError, match="such as https://app.example.com, without a path"):
        inngest_app(FastAPI(), sdk, settings=CLOUD, origin=origin)


async def test_django_application_is_accepted(sdk: Sdk) -> None:
    from django.core.asgi import get_asgi_application

    empty_urlpatterns()
    app = inngest_app(get_asgi_application(), sdk, settings=CLOUD)
    content = call_body()
    assert (await through_asgi(app)(content, sign_headers(content), ORDER_FUNCTION)).status_code == 200


async def test_error_responses_match_the_sdk(sdk: Sdk) -> None:
    @sdk.task("order.created", name="failing")
    async def failing(payload: OrderCreatedPayload) -> None:
        raise LookupError("no stock")

    post = in_fastapi(sdk, CLOUD)
    response = await post(call_body(), sign_headers(call_body()), "failing")
    error = response.json()
    assert (response.status_code, error["name"], error["message"]) == (500, "LookupError", "no stock")
    assert "raise LookupError" in error["stack"]
    assert "retry-after" in response.headers
    last_call = json.loads(call_body())
    last_call["ctx"]["attempt"] = 2
    content = call_body(**last_call)
    response = await post(content, sign_headers(content), "failing")
    assert response.headers["x-inngest-no-retry"] == "true"
    assert "retry-after" not in response.headers


def test_unsupported_application_is_refused(sdk: Sdk) -> None:
    with pytest.raises(
        ConfigurationError, match="Starlette or Flask application, or Django's urlpatterns; it got dict"
    ):
        inngest_app({"no": "app"}, sdk, settings=CLOUD)


async def test_resources_close_with_the_application(sdk: Sdk) -> None:
    from contextlib import asynccontextmanager

    calls: list[str] = []

    @sdk.resource("pool")
    @asynccontextmanager
    async def pool() -> AsyncGenerator[str]:
        calls.append("opened")
        yield "pool"
        calls.append("closed")

    app = inngest_app(FastAPI(), sdk, settings=CLOUD)
    async with app.router.lifespan_context(app):
        for _ in range(2):
            content = call_body()
            assert (await through_asgi(app)(content, sign_headers(content), ORDER_FUNCTION)).status_code == 200
        assert calls == ["opened"]
    assert calls == ["opened", "closed"]
