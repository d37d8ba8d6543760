"""The parts of psycopg that the guard stands on; a psycopg without them is refused."""

from __future__ import annotations

from typing import Final

from psycopg import BaseConnection

from cgk_runtime.errors import ConfigurationError

_NEEDED: Final = ("_start_query", "_exec_command", "_get_tx_start_command", "_check_connection_ok")


def require_known_psycopg() -> None:
    """Refuse a psycopg that begins transactions elsewhere, for then nothing would be guarded.

    Raises:
        ConfigurationError: This one has other methods inside.
    """
    missing = [name for name in _NEEDED if not callable(getattr(BaseConnection, name, None))]
    if missing:
        raise ConfigurationError(
            f"This psycopg has no {', '.join(missing)}, where tenants are set; install psycopg>=3.3,<3.4",
            component="TenantDatabase",
        )
