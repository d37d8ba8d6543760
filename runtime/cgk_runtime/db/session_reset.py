"""Reset of a connection between tenants: the state that PostgreSQL keeps per session, and psycopg per connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from psycopg.adapt import AdaptersMap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg import BaseConnection

RESET_SESSION: Final = (
    b"RESET SESSION AUTHORIZATION",
    b"RESET ALL",
    b"CLOSE ALL",
    b"UNLISTEN *",
    b"DEALLOCATE ALL",
    b"DISCARD SEQUENCES",
    b"DISCARD TEMP",
)
"""Commands that remove everything that outlives a transaction, except advisory locks. `DISCARD ALL` does the same, but
PostgreSQL refuses it in a message with other commands."""

UNLOCK_ALL: Final = b"pg_catalog.pg_advisory_unlock_all()"
"""Call that completes the reset. It is part of the SELECT that sets the owner, because a separate SELECT would cost as
much as all of the commands. A rollback of that SELECT does not undo it."""

CONFIGURED_SETTINGS: Final = (
    "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session' "
    "UNION ALL SELECT 'role', pg_catalog.current_setting('role') WHERE pg_catalog.current_setting('role') <> 'none'"
)
"""Query for the settings that a pool or an engine gave a new connection; `RESET ALL` would lose them. PostgreSQL does
not list custom settings such as `app.region`; they survive if they are among the connection's options."""


def quote_literal(text: str) -> bytes:
    """Quote a text in ASCII, so it means the same in every encoding that a client may set.

    PostgreSQL refuses an escaped NUL, whereas a bare one would cut the text off.

    Raises:
        UnicodeEncodeError: It contains a surrogate; PostgreSQL would read an escaped pair as another character.
    """
    text.encode()
    escaped = "".join(c if c.isascii() and c not in "'\\\0" else f"\\U{ord(c):08X}" for c in text)
    return f"E'{escaped}'".encode()


def restore_settings(settings: Iterable[tuple[str, str]]) -> tuple[bytes, ...]:
    """Return the command that sets the settings again, or nothing if there are none."""
    calls = [
        b"pg_catalog.set_config(%b, %b, false)" % (quote_literal(name), quote_literal(value))
        for name, value in settings
    ]
    return (b"SELECT " + b", ".join(calls),) if calls else ()


_ATTRIBUTES: Final = (
    "row_factory", "cursor_factory", "server_cursor_factory", "prepare_threshold", "prepared_max",
    "_autocommit", "_isolation_level", "_read_only", "_deferrable", "_begin_statement",
)  # fmt: skip
_COPIED_ATTRIBUTES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "_notice_handlers": list, "_notify_handlers": list, "_adapters": AdaptersMap,
}  # fmt: skip


def client_state(connection: BaseConnection[Any]) -> Mapping[str, Any]:
    """Return what a connection's users can change in it: factories, handlers, adapters, transaction options."""
    _ = connection.adapters  # creates `_adapters`
    copies: dict[str, Any] = {name: copy(getattr(connection, name)) for name, copy in _COPIED_ATTRIBUTES.items()}
    return {**copies, **{name: getattr(connection, name) for name in _ATTRIBUTES}}


def restore_client_state(connection: BaseConnection[Any], state: Mapping[str, Any]) -> None:
    """Restore what `client_state` has returned."""
    for name, value in state.items():
        copy = _COPIED_ATTRIBUTES.get(name)
        setattr(connection, name, copy(value) if copy else value)
