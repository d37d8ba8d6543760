"""ASGI 3.0 middleware, for Starlette, FastAPI, Litestar, Django under ASGI and other ASGI applications."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cgk_runtime.tenant import TenantRule

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]
    Resolve = Callable[[Scope], str | Awaitable[str | None] | None]


class TenantMiddleware:
    """ASGI middleware that runs each request and WebSocket in its tenant's context, for async and sync routes.

    Args:
        app: The application.
        resolve: Function, async or not, that returns the tenant id of an ASGI connection scope, or None to run the
            request without a tenant. Take the id from authenticated data: nothing else checks that the client belongs
            to the tenant.
        with_tenant: The generated package's `with_tenant`, which validates tenant ids.

    Example:
        app = FastAPI()
        app.add_middleware(TenantMiddleware, resolve=lambda scope: scope["session"]["tenant"], with_tenant=with_tenant)
    """

    def __init__(self, app: Application, *, resolve: Resolve, with_tenant: TenantRule) -> None:
        self._app = app
        self._resolve = resolve
        self._with_tenant = with_tenant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection.

        Raises:
            InvalidTenantError: `resolve` returned an invalid tenant id.
        """
        tenant_id = self._resolve(scope) if scope["type"] in {"http", "websocket"} else None
        if inspect.isawaitable(tenant_id):
            tenant_id = await tenant_id
        with nullcontext() if tenant_id is None else self._with_tenant(tenant_id):
            await self._app(scope, receive, send)
