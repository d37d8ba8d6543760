"""Cursor classes that check SQL text before they send it."""

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
    """Return a subclass of a cursor class that lets its connection check SQL text first."""
    if getattr(factory, "checks_statements", False):
        return factory
    guarded: CursorClassT = _subclass(cast("Hashable", factory))
    return guarded


@lru_cache(maxsize=64)
def _subclass(factory: Any) -> Any:  # any cursor class; the methods keep the types of the class
    def checked(name: str) -> Any:
        method = getattr(factory, name)

        def call(cursor: Any, query: Query, *arguments: Any, **options: Any) -> Any:
            connection = cursor.connection
            connection.check_statement(query if isinstance(query, str) else _text_of(query, connection))
            return method(cursor, query, *arguments, **options)

        return call

    methods = {name: checked(name) for name in ("execute", "executemany", "stream", "copy")}
    return type(f"Tenant{factory.__name__}", (factory,), {"__slots__": (), "checks_statements": True, **methods})


def _text_of(query: Query, connection: BaseConnection[Any]) -> str:
    if isinstance(query, str):
        return query
    if isinstance(query, bytes):
        return query.decode(connection.info.encoding, "replace")
    if isinstance(query, sql.Composable):
        return query.as_string(connection)
    return "?".join(query.strings)  # a template string; psycopg binds or quotes its values
