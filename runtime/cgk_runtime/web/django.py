"""Django middleware for async and sync views, under WSGI and ASGI."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from cgk_runtime.tenant import TenantContext, TenantRule

    View = Callable[[HttpRequest], Any]
    Resolve = Callable[[HttpRequest], str | Awaitable[str | None] | None]


def tenant_middleware(*, resolve: Resolve, with_tenant: TenantRule) -> Callable[[View], View]:
    """Create a middleware that runs views, and the parts of streaming responses, in the request's tenant context.

    Args:
        resolve: Function that returns the tenant id of a request, or None to run the request without a tenant. It may
            be async under ASGI. Take the id from authenticated data: nothing else checks that the client belongs to the
            tenant.
        with_tenant: The generated package's `with_tenant`, which validates tenant ids.

    Returns:
        A middleware for MIDDLEWARE; list it after the one that authenticates.

    Example:
        # shop/middleware.py, named in MIDDLEWARE as "shop.middleware.tenant"
        tenant = tenant_middleware(resolve=lambda request: request.user.tenant_id, with_tenant=with_tenant)
    """

    def middleware(get_response: View) -> View:
        if inspect.iscoroutinefunction(get_response):

            async def serve(request: HttpRequest) -> HttpResponseBase:
                tenant_id = resolve(request)
                if inspect.isawaitable(tenant_id):
                    tenant_id = await tenant_id
                context = None if tenant_id is None else with_tenant(tenant_id)
                with context or nullcontext():
                    return _bind_to_tenant(await get_response(request), context)

            return serve

        def serve_sync(request: HttpRequest) -> HttpResponseBase:
            tenant_id = resolve(request)
            if inspect.isawaitable(tenant_id):
                if inspect.iscoroutine(tenant_id):
                    tenant_id.close()
                raise TypeError("resolve is async, but Django runs this request under WSGI; use a sync function")
            context = None if tenant_id is None else with_tenant(tenant_id)
            with context or nullcontext():
                return _bind_to_tenant(get_response(request), context)

        return serve_sync

    # Marks the middleware as sync-capable and async-capable, so Django does not run it in a thread.
    middleware.sync_capable = True  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
    middleware.async_capable = True  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
    return middleware


def _bind_to_tenant(response: Any, context: TenantContext | None) -> HttpResponseBase:
    """Return the response; the parts of a streaming one, which Django reads later, are produced in the context."""
    # Without a tenant the response is unchanged, so a server can still send a file by itself.
    if context is not None and getattr(response, "streaming", False):
        parts: Any = response.streaming_content  # an iterable or an async one of bytes
        is_async = hasattr(parts, "__aiter__")
        generator = (part async for part in parts) if is_async else (part for part in parts)
        # As a decorator, the context also covers the generator that a function returns.
        response.streaming_content = context(lambda: generator)()
    return cast("HttpResponseBase", response)
