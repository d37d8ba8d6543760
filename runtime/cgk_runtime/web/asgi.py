"""ASGI middleware (ASGI 3.0): for Starlette, FastAPI, Litestar, Django under ASGI, and every other such application."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cgk_runtime.tenant import TenantRule

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]
    Resolve = Callable[[Scope], str | Awaitable[str | None] | None]


class TenantMiddleware:
    """Runs each request and each WebSocket in its tenant's context, for async and for plain routes alike.

    Args:
        app: The application.
        resolve: Gives the tenant's id for a connection's scope, async or plain; None for a request of no tenant, which
            then runs outside any. It answers for the id: take it from what was authenticated, never from what the
            client merely says.
        with_tenant: The generated package's, which knows the catalog's pattern.

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
            InvalidTenantError: What `resolve` gave is not a tenant id.
        """
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        tenant_id = self._resolve(scope)
        if inspect.isawaitable(tenant_id):
            tenant_id = await tenant_id
        if tenant_id is None:
            await self._app(scope, receive, send)
            return
        with self._with_tenant(tenant_id):
            await self._app(scope, receive, send)
