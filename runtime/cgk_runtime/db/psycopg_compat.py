"""Check that psycopg has the private methods which the connection guard overrides."""

from __future__ import annotations

from typing import Final

from psycopg import BaseConnection

from cgk_runtime.errors import ConfigurationError

_REQUIRED: Final = ("_start_query", "_exec_command", "_get_tx_start_command", "_check_connection_ok")


def require_supported_psycopg() -> None:
    """Refuse a psycopg version that begins transactions elsewhere, because the guard would not see them.

    Raises:
        ConfigurationError: The installed psycopg lacks one of the methods.
    """
    missing = [name for name in _REQUIRED if not callable(getattr(BaseConnection, name, None))]
    if missing:
        raise ConfigurationError(
            f"This psycopg version lacks {', '.join(missing)}, which tenant isolation needs; install psycopg>=3.3,<3.4",
            component="TenantDatabase",
        )
