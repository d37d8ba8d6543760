"""Serving handlers to Inngest in a web application: `inngest_app(app)`."""

from __future__ import annotations

import asyncio
import logging
import os
import warnings
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from urllib.parse import urlsplit

from cgk_runtime._internal.event_loop import background_loop
from cgk_runtime._internal.optional_deps import require
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.inngest.settings import InngestSettings

if TYPE_CHECKING:
    import inngest
    from fastapi import FastAPI
    from flask import Flask

    from cgk_runtime.providers.inngest.functions import Function
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.settings import Settings

AppT = TypeVar("AppT")
Logger = logging.Logger | logging.LoggerAdapter[logging.Logger]
DEFAULT_PATH: Final = "/api/inngest"
_logger: Final = logging.getLogger("cgk_jobs.inngest")


@dataclass(frozen=True, slots=True)
class Served:
    """What is served.

    Attributes:
        client: The SDK's client.
        functions: The SDK's functions.
        settings: Where Inngest is and with which keys.
    """

    client: inngest.Inngest
    functions: list[Function]
    settings: InngestSettings


def inngest_app(
    app: AppT,
    sdk: Sdk | None = None,
    *,
    settings: Settings | None = None,
    path: str = DEFAULT_PATH,
    origin: str | None = None,
) -> AppT:
    """Serve every handler and schedule of this process to Inngest, in an application that serves other things as well.

    Import the modules with handlers before.

    Args:
        app: A FastAPI, Starlette or Flask application; for Django its `urlpatterns`, or what its
            `get_asgi_application()` or `get_wsgi_application()` gave.
        sdk: The generated package's `sdk`; the only one that is installed otherwise.
        settings: Instead of the environment and `.env.local`.
        path: Where to serve.
        origin: The address Inngest reaches this application by, where it is not the one requests name.

    Returns:
        The application.

    Raises:
        ConfigurationError: INNGEST_SIGNING_KEY is missing in cloud mode, a variable makes no sense, or this is no
            application that can serve.
        InngestLimitError: Inngest does not take some handlers; everything is named at once.

    Example:
        app = inngest_app(FastAPI())
    """
    from cgk_runtime.sdk import choose_sdk

    chosen = sdk or choose_sdk()
    kind = _kind(app)
    if kind == "fastapi":
        _in_fastapi(cast("FastAPI", app), chosen, prepare(chosen, settings), path, origin)
    elif kind == "starlette":
        _in_starlette(app, chosen, prepare(chosen, settings), path, origin)
    elif kind == "flask":
        _in_flask(cast("Flask", app), chosen, settings, path, origin)
    elif kind == "django":
        _in_django(app, chosen, settings, path, origin)
    else:
        raise ConfigurationError(
            "inngest_app wants a FastAPI, Starlette or Flask application, or Django's urlpatterns, "
            f"not {type(app).__name__}"
        )
    return app


def prepare(
    sdk: Sdk, settings: Settings | None = None, *, own_loop: bool = False, logger: Logger | None = None
) -> Served:
    """Make the SDK's client and functions.

    Args:
        sdk: Whose handlers.
        settings: Instead of the environment and `.env.local`.
        own_loop: Whether handlers run on a loop of their own, for frameworks that give each request another one.
        logger: Where the SDK logs.

    Raises:
        ConfigurationError: As `inngest_app`.
    """
    require("inngest", "inngest", "Serving handlers to Inngest")
    from cgk_runtime.providers.inngest.functions import FunctionMaker
    from cgk_runtime.settings import Settings

    read = InngestSettings.read(settings or Settings.read())
    client = _client(sdk, read, logger or _logger)
    functions = FunctionMaker(sdk, client, _on_background_loop if own_loop else None).make()
    if not functions:
        raise ConfigurationError("There is nothing to serve: import the modules with @task and @schedule before")
    _logger.info("[InngestProvider] %d functions are served as %s", len(functions), client.app_id)
    return Served(client, functions, read)


def counted(served: Served) -> str:
    """Say how many functions of which app are served."""
    count = len(served.functions)
    return f"{count} function{'s' if count != 1 else ''} of {served.client.app_id}"


def _client(sdk: Sdk, settings: InngestSettings, logger: Logger) -> inngest.Inngest:
    import inngest

    from cgk_runtime.providers.inngest.replays import RefuseOldRequests

    signing_key = settings.require_signing_key("Serving functions")
    if urlsplit(settings.api_origin).path.strip("/"):
        raise ConfigurationError(
            f"Functions cannot be registered at {settings.api_origin}: Inngest's SDK leaves out the path. Set "
            "INNGEST_API_BASE_URL to an address of the server without one"
        )
    if settings.fallback_key is not None:
        # The SDK has no argument for it and reads the environment alone.
        os.environ.setdefault("INNGEST_SIGNING_KEY_FALLBACK", settings.fallback_key)
    return inngest.Inngest(
        app_id=sdk.catalog.name,
        event_key=settings.event_key,
        signing_key=signing_key,
        is_production=settings.mode == "cloud",
        api_base_url=_with_port(settings.api_origin),
        event_api_base_url=_with_port(settings.event_origin),
        env=settings.environment,
        logger=logger,
        middleware=[RefuseOldRequests] if settings.mode == "cloud" else [],
    )


def _with_port(origin: str) -> str:
    """The SDK takes a host without dot and port for no address."""
    parts = urlsplit(origin)
    if parts.port is not None or "." in (parts.hostname or ""):
        return origin
    port = 443 if parts.scheme == "https" else 80
    return f"{parts.scheme}://{parts.netloc}:{port}{parts.path}"


async def _on_background_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return await asyncio.wrap_future(background_loop.submit(coroutine))


def import_quietly(module: str) -> None:
    """Import a module of the SDK without the warning it causes in pydantic, an error where warnings are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import_module(module)


def _kind(app: object) -> str | None:
    if isinstance(app, list):
        return "django"
    modules = [base.__module__.partition(".")[0] for base in type(app).__mro__]
    return next((module for module in modules if module in {"fastapi", "starlette", "flask", "django"}), None)


def _in_fastapi(app: FastAPI, sdk: Sdk, served: Served, path: str, origin: str | None) -> None:
    import_quietly("inngest.fast_api")
    from inngest import fast_api

    fast_api.serve(app, served.client, served.functions, serve_path=path, serve_origin=origin)
    _close_with(app, sdk)


def _in_starlette(app: Any, sdk: Sdk, served: Served, path: str, origin: str | None) -> None:
    """The SDK serves FastAPI: one inside answers this path."""
    import_quietly("inngest.fast_api")
    from fastapi import FastAPI
    from inngest import fast_api
    from starlette.routing import Route

    inside = FastAPI(openapi_url=None)
    fast_api.serve(inside, served.client, served.functions, serve_path=path, serve_origin=origin)
    app.router.routes.append(Route(path, endpoint=inside))
    _close_with(app, sdk)


def _close_with(app: Any, sdk: Sdk) -> None:
    """Close what handlers were given when the application ends."""
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(current: Any) -> AsyncGenerator[Any]:
        async with before(current) as state:
            try:
                yield state
            finally:
                await sdk.runner.close()

    app.router.lifespan_context = lifespan


def _in_flask(app: Flask, sdk: Sdk, settings: Settings | None, path: str, origin: str | None) -> None:
    import_quietly("inngest.flask")
    from inngest import flask

    served = prepare(sdk, settings, own_loop=True)
    flask.serve(app, served.client, served.functions, serve_path=path, serve_origin=origin)
    background_loop.on_exit(sdk.runner.close)


def _in_django(app: object, sdk: Sdk, settings: Settings | None, path: str, origin: str | None) -> None:
    import_quietly("inngest.django")
    from django.conf import settings as django_settings
    from inngest import django

    served = prepare(sdk, settings, own_loop=True)
    pattern = django.serve(served.client, served.functions, serve_path=path, serve_origin=origin)
    is_patterns = isinstance(app, list)
    urls = cast("list[object]", app if is_patterns else import_module(django_settings.ROOT_URLCONF).urlpatterns)
    urls.append(pattern)
    background_loop.on_exit(sdk.runner.close)
