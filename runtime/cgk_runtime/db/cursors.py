"""Cursor classes that look at SQL text before it is sent."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from psycopg import AsyncCursor, AsyncServerCursor, BaseConnection, Cursor, ServerCursor, sql

if TYPE_CHECKING:
    from collections.abc import Hashable

    from psycopg.abc import Query

CursorClassT = TypeVar(
    "CursorClassT", type[Cursor[Any]], type[ServerCursor[Any]], type[AsyncCursor[Any]], type[AsyncServerCursor[Any]]
)


def guarded_cursor(factory: CursorClassT) -> CursorClassT:
    """Give a cursor class that has its connection look at SQL text first."""
    if getattr(factory, "refuses_forbidden", False):
        return factory
    guarded: CursorClassT = _guarded(cast("Hashable", factory))
    return guarded


@lru_cache(maxsize=64)
def _guarded(factory: Any) -> Any:  # any class of cursors; its own methods keep their types
    def checked(name: str) -> Any:
        method = getattr(factory, name)

        def call(cursor: Any, query: Query, *arguments: Any, **options: Any) -> Any:
            connection = cursor.connection
            connection.refuse_forbidden(query if isinstance(query, str) else _text_of(query, connection))
            return method(cursor, query, *arguments, **options)

        return call

    methods = {name: checked(name) for name in ("execute", "executemany", "stream", "copy")}
    return type(f"Tenant{factory.__name__}", (factory,), {"__slots__": (), "refuses_forbidden": True, **methods})


def _text_of(query: Query, connection: BaseConnection[Any]) -> str:
    if isinstance(query, str):
        return query
    if isinstance(query, bytes):
        return query.decode(connection.info.encoding, "replace")
    if isinstance(query, sql.Composable):
        return query.as_string(connection)
    return "?".join(query.strings)  # a template string: what is put in is bound or quoted
