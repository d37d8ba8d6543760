"""Django middleware, for views that are async or plain, under WSGI and under ASGI."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from cgk_runtime.tenant import TenantContext, TenantRule

    View = Callable[[HttpRequest], Any]
    Resolve = Callable[[HttpRequest], str | Awaitable[str | None] | None]


def tenant_middleware(*, resolve: Resolve, with_tenant: TenantRule) -> Callable[[View], View]:
    """Make a middleware that runs each view, and the sending of a streamed answer, in the request's tenant's context.

    Args:
        resolve: Gives the tenant's id for a request; None for one of no tenant, which then runs outside any. It may
            be async where Django runs under ASGI. It answers for the id: take it from what was authenticated.
        with_tenant: The generated package's, which knows the catalog's pattern.

    Returns:
        What MIDDLEWARE names, after the middleware that authenticates.

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
                if tenant_id is None:
                    return cast("HttpResponseBase", await get_response(request))
                context = with_tenant(tenant_id)
                with context:
                    return _in_tenant(await get_response(request), context)

            return serve

        def serve_plain(request: HttpRequest) -> HttpResponseBase:
            tenant_id = resolve(request)
            if inspect.isawaitable(tenant_id):
                if inspect.iscoroutine(tenant_id):
                    tenant_id.close()
                raise TypeError("resolve is async, but Django runs this request under WSGI; give a plain function")
            if tenant_id is None:
                return cast("HttpResponseBase", get_response(request))
            context = with_tenant(tenant_id)
            with context:
                return _in_tenant(get_response(request), context)

        return serve_plain

    # What Django asks a middleware for that serves both kinds of views without a thread between.
    middleware.sync_capable = True  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
    middleware.async_capable = True  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
    return middleware


def _in_tenant(response: Any, context: TenantContext) -> HttpResponseBase:
    """Have a streamed answer made in the tenant's context too; Django asks for its parts after the middleware."""
    if getattr(response, "streaming", False):
        parts: Any = response.streaming_content  # an iterable or an async one of bytes
        response.streaming_content = (
            _each_async(parts, context) if hasattr(parts, "__aiter__") else _each(parts, context)
        )
    return cast("HttpResponseBase", response)


def _each(parts: Iterable[bytes], context: TenantContext) -> Generator[bytes]:
    iterator = iter(parts)
    while True:
        with context:
            try:
                part = next(iterator)
            except StopIteration:
                return
        yield part


async def _each_async(parts: AsyncIterable[bytes], context: TenantContext) -> AsyncGenerator[bytes]:
    iterator = aiter(parts)
    while True:
        with context:
            try:
                part = await anext(iterator)
            except StopAsyncIteration:
                return
        yield part
