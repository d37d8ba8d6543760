"""Serving of handlers to Inngest within a web application."""

from __future__ import annotations

import asyncio
import logging
import os
import warnings
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from cgk_runtime._internal.event_loop import background_loop
from cgk_runtime._internal.optional_deps import require
from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.addresses import is_address
from cgk_runtime.providers.inngest.settings import InngestSettings

if TYPE_CHECKING:
    import inngest

    from cgk_runtime.providers.inngest.functions import Function
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.settings import Settings

AppT = TypeVar("AppT")
Logger = logging.Logger | logging.LoggerAdapter[logging.Logger]
DEFAULT_PATH: Final = "/api/inngest"
_logger: Final = logging.getLogger("cgk_runtime.providers.inngest")


@dataclass(frozen=True, slots=True)
class ServedFunctions:
    """Functions to serve.

    Attributes:
        client: The client of Inngest's SDK.
        functions: The functions of Inngest's SDK.
        settings: Addresses and keys.
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
    """Add the handlers and schedules of this process to a web application, for Inngest to call.

    Import the modules with handlers first.

    Args:
        app: A FastAPI, Starlette or Flask application; for Django its `urlpatterns`, or the result of
            `get_asgi_application()` or `get_wsgi_application()`.
        sdk: The generated package's `sdk`; the installed one by default.
        settings: Settings; the environment and `.env.local` by default.
        path: Path of the functions.
        origin: Origin at which Inngest reaches this application; INNGEST_SERVE_ORIGIN by default. Cloud mode requires
            one, because Inngest's SDK would otherwise register the application, with its own key, at the address of
            any PUT request's Host header.

    Returns:
        The application.

    Raises:
        ConfigurationError: INNGEST_SIGNING_KEY or the origin is missing in cloud mode, a variable or the origin is
            invalid, or the application is of another framework.
        InngestLimitError: Handlers exceed Inngest's limits; every violation is listed.

    Example:
        app = inngest_app(FastAPI(), origin="https://app.example.com")
    """
    from cgk_runtime.installed_sdk import choose_sdk

    sdk = sdk or choose_sdk()
    framework = _framework_of(app)
    if framework is None:
        raise ConfigurationError(
            "inngest_app() requires a FastAPI, Starlette or Flask application, or Django's urlpatterns; it got "
            f"{type(app).__name__}"
        )
    starts_loops = framework in {"flask", "django"}
    served = prepare_functions(sdk, settings, uses_background_loop=starts_loops)
    origin = origin or served.settings.serve_origin
    is_missing = origin is None and served.settings.mode == "cloud"
    if is_missing or (origin is not None and not is_address(origin, allows_path=False)):
        raise ConfigurationError(
            "Set INNGEST_SERVE_ORIGIN, origin= of inngest_app() or --url of `cgk serve` to the address at which "
            "Inngest reaches this application, such as https://app.example.com, without a path",
            component="InngestProvider",
        )
    _ADD_FUNCTIONS[framework](app, served, path, origin)
    if starts_loops:
        background_loop.on_exit(sdk.runner.resources.close)
    else:
        _close_at_shutdown(app, sdk)
    return app


def prepare_functions(
    sdk: Sdk, settings: Settings | None = None, *, uses_background_loop: bool = False, logger: Logger | None = None
) -> ServedFunctions:
    """Build the client and functions of Inngest's SDK.

    Args:
        sdk: The generated package whose handlers are served.
        settings: Settings; the environment and `.env.local` by default.
        uses_background_loop: Whether handlers run on the background loop, for frameworks with a loop per request.
        logger: Logger of the SDK.

    Raises:
        ConfigurationError: A setting is missing or invalid, or no module with handlers is imported.
        InngestLimitError: Handlers exceed Inngest's limits; every violation is listed.
    """
    require("inngest", "inngest", "Serving handlers to Inngest")
    from cgk_runtime.providers.inngest.functions import FunctionBuilder
    from cgk_runtime.settings import Settings

    inngest_settings = InngestSettings.read(settings or Settings.read())
    client = _create_client(sdk, inngest_settings, logger or _logger)
    functions = FunctionBuilder(sdk, client, _run_on_background_loop if uses_background_loop else None).build()
    if not functions:
        raise ConfigurationError("Nothing to serve; import the modules with @task and @schedule first")
    _logger.info("[InngestProvider] %d functions are served as %s", len(functions), client.app_id)
    return ServedFunctions(client, functions, inngest_settings)


def describe_functions(served: ServedFunctions) -> str:
    """Return the number of functions and their app."""
    return f"{pluralize(len(served.functions), 'function')} of {served.client.app_id}"


def _create_client(sdk: Sdk, settings: InngestSettings, logger: Logger) -> inngest.Inngest:
    import inngest

    from cgk_runtime.providers.inngest.stale_requests import RejectStaleRequests

    signing_key = settings.require_signing_key("Serving functions")
    if urlsplit(settings.api_origin).path.strip("/"):
        raise ConfigurationError(
            f"Functions cannot be registered at {settings.api_origin}, because Inngest's SDK ignores the path. Set "
            "INNGEST_API_BASE_URL to an address of the server without a path"
        )
    if settings.fallback_key is not None:
        # The SDK has no argument for it and reads only the environment.
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
        middleware=[RejectStaleRequests] if settings.mode == "cloud" else [],
    )


def _with_port(origin: str) -> str:
    """Add the default port to a host without a dot, which the SDK would not accept as an address."""
    parts = urlsplit(origin)
    if parts.port is not None or "." in (parts.hostname or ""):
        return origin
    port = 443 if parts.scheme == "https" else 80
    return f"{parts.scheme}://{parts.netloc}:{port}{parts.path}"


async def _run_on_background_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return await asyncio.wrap_future(background_loop.submit(coroutine))


def import_quietly(module: str) -> ModuleType:
    """Import a module of the SDK and ignore its deprecation warnings from pydantic, which may be set to raise."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return import_module(module)


def _framework_of(app: object) -> str | None:
    if isinstance(app, list):
        return "django"
    modules = [base.__module__.partition(".")[0] for base in type(app).__mro__]
    return next((module for module in modules if module in _ADD_FUNCTIONS), None)


def _add_to_fastapi(app: Any, served: ServedFunctions, path: str, origin: str | None) -> None:
    module = import_quietly("inngest.fast_api")
    module.serve(app, served.client, served.functions, serve_path=path, serve_origin=origin)


def _add_to_starlette(app: Any, served: ServedFunctions, path: str, origin: str | None) -> None:
    """Mount a FastAPI application at the path, because the SDK supports FastAPI but not Starlette."""
    from fastapi import FastAPI
    from starlette.routing import Route

    mounted = FastAPI(openapi_url=None)
    _add_to_fastapi(mounted, served, path, origin)
    app.router.routes.append(Route(path, endpoint=mounted))


def _add_to_flask(app: Any, served: ServedFunctions, path: str, origin: str | None) -> None:
    module = import_quietly("inngest.flask")
    module.serve(app, served.client, served.functions, serve_path=path, serve_origin=origin)


def _add_to_django(app: Any, served: ServedFunctions, path: str, origin: str | None) -> None:
    module = import_quietly("inngest.django")
    from django.conf import settings as django_settings

    urlpatterns: Any = app
    if not isinstance(app, list):
        urlpatterns = import_module(django_settings.ROOT_URLCONF).urlpatterns
    urlpatterns.append(module.serve(served.client, served.functions, serve_path=path, serve_origin=origin))


_ADD_FUNCTIONS: Final[dict[str, Callable[[Any, ServedFunctions, str, str | None], None]]] = {
    "fastapi": _add_to_fastapi,
    "starlette": _add_to_starlette,
    "flask": _add_to_flask,
    "django": _add_to_django,
}
"""Function for each web framework that adds the functions to an application; applications have no common type."""


def _close_at_shutdown(app: Any, sdk: Sdk) -> None:
    """Close the resources of handlers when the application ends."""
    original_lifespan = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(application: Any) -> AsyncGenerator[Any]:
        async with original_lifespan(application) as state:
            try:
                yield state
            finally:
                await sdk.runner.resources.close()

    app.router.lifespan_context = lifespan
