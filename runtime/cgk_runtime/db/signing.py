"""Signed tenants: a tenant that SQL statements cannot forge, because only the application has the key.

The application sends a keyed hash (HMAC) of the tenant with each transaction. Policies call the function
`cgk.tenant()`, which computes the hash with a key that the application's role cannot read, and compares both hashes.
A statement can still set the tenant's setting, but then the function raises an error.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

if TYPE_CHECKING:
    from psycopg import Connection

    from cgk_runtime.db.config import TenancyConfig

TENANT_FUNCTION: Final = "cgk.tenant()"
"""SQL expression for the verified tenant; NULL without one."""

_BLOCK_BYTES: Final = 64
"""Block size of SHA-256, to which HMAC pads its key."""


def sign_tenant(key: str, tenant_id: str) -> bytes:
    """Return the signature of a tenant: a hash that only the application and the database can compute."""
    return hmac.new(key.encode(), tenant_id.encode(), sha256).hexdigest().encode()


def install_signing(
    connection: Connection[Any], config: TenancyConfig, key: str, roles: Sequence[str], *, keep_keys: bool
) -> None:
    """Create the function `cgk.tenant()` if it does not exist, and store the key in the database.

    Args:
        connection: Connection as the role that owns the tables.
        config: The database's configuration.
        key: The application's key.
        roles: The application's roles.
        keep_keys: Whether earlier keys stay valid, until all applications have the new one.
    """
    template = files("cgk_runtime.db").joinpath("signing.sql").read_text(encoding="utf-8")
    statements = template.format(
        setting=sql.Literal(config.setting).as_string(None),
        signature_setting=sql.Literal(config.signature_setting).as_string(None),
    )
    with connection.transaction():
        connection.execute(statements.encode())
        for role in map(sql.Identifier, roles):
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA cgk TO {}").format(role))
        if not keep_keys:
            connection.execute("DELETE FROM cgk.signing_keys")
        connection.execute(
            "INSERT INTO cgk.signing_keys (inner_pad, outer_pad) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            _padded_keys(key),
        )


def _padded_keys(key: str) -> list[bytes]:
    """Return the inner and the outer key of HMAC-SHA256 (RFC 2104)."""
    secret = key.encode()
    if len(secret) > _BLOCK_BYTES:
        secret = sha256(secret).digest()
    padded = secret.ljust(_BLOCK_BYTES, b"\0")
    return [bytes(byte ^ mask for byte in padded) for mask in (0x36, 0x5C)]
