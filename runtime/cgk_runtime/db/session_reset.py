"""Reset of a connection between tenants: the state that PostgreSQL keeps per session, and psycopg per connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from psycopg.adapt import AdaptersMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psycopg import BaseConnection
    from psycopg._connection_base import NoticeHandler, NotifyHandler

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
    """
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
    "_autocommit", "_isolation_level", "_read_only", "_deferrable",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClientState:
    """State of a psycopg connection that its users can change: factories, handlers, adapters, transaction options."""

    attributes: Mapping[str, Any]  # values of different types
    notice_handlers: tuple[NoticeHandler, ...]
    notify_handlers: tuple[NotifyHandler, ...]
    adapters: AdaptersMap

    @classmethod
    def of(cls, connection: BaseConnection[Any]) -> ClientState:
        """Return a connection's current state."""
        return cls(
            {name: getattr(connection, name) for name in _ATTRIBUTES},
            tuple(connection._notice_handlers),  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            tuple(connection._notify_handlers),  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            AdaptersMap(connection.adapters),  # a copy
        )

    def restore(self, connection: BaseConnection[Any]) -> None:
        """Restore this state on a connection."""
        for name, value in self.attributes.items():
            setattr(connection, name, value)
        connection._notice_handlers[:] = self.notice_handlers  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        connection._notify_handlers[:] = self.notify_handlers  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        connection._adapters = AdaptersMap(self.adapters)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        connection._begin_statement = b""  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
