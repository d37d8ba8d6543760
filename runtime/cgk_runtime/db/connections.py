"""Guarded psycopg 3 connections, synchronous and asynchronous."""

from __future__ import annotations

from contextlib import aclosing, closing
from typing import TYPE_CHECKING

from psycopg import AsyncConnection, Connection
from psycopg.rows import Row

from cgk_runtime.db.guard import ConnectionGuard

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from psycopg import Notify


class TenantConnection(ConnectionGuard[Row], Connection[Row]):
    """A guarded `psycopg.Connection`, created by `Tenancy.connect` and `Tenancy.pool`."""

    def notifies(self, *, timeout: float | None = None, stop_after: int | None = None) -> Generator[Notify]:
        """Yield the notifications of channels on which the current tenant listens."""
        self.check_channels()
        with closing(super().notifies(timeout=timeout, stop_after=stop_after)) as notifications:
            for notification in notifications:
                self.check_channels()
                yield notification


class AsyncTenantConnection(ConnectionGuard[Row], AsyncConnection[Row]):
    """A guarded `psycopg.AsyncConnection`, created by `Tenancy.connect_async` and `Tenancy.async_pool`."""

    async def notifies(
        self,
        *,
        timeout: float | None = None,  # noqa: ASYNC109  as psycopg's
        stop_after: int | None = None,
    ) -> AsyncGenerator[Notify]:
        """Yield the notifications of channels on which the current tenant listens."""
        self.check_channels()
        async with aclosing(super().notifies(timeout=timeout, stop_after=stop_after)) as notifications:
            async for notification in notifications:
                self.check_channels()
                yield notification
