"""Tenant isolation in PostgreSQL for psycopg 3 and SQLAlchemy 2.

Requires the extra `cgk-runtime[postgres]`, and `cgk-runtime[sqlalchemy]` for engines and sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.db.config import Layout
from cgk_runtime.db.errors import (
    AutocommitError,
    ControlStatementError,
    DatabaseTenantError,
    MissingSchemaError,
    SchemaNameError,
    StatementOutsideTenantError,
    TenantChangedError,
)
from cgk_runtime.db.scope import platform_scope
from cgk_runtime.db.tenancy import Tenancy

if TYPE_CHECKING:
    from cgk_runtime.db.sessions import TenantSession

__all__ = [
    "AutocommitError",
    "ControlStatementError",
    "DatabaseTenantError",
    "Layout",
    "MissingSchemaError",
    "SchemaNameError",
    "StatementOutsideTenantError",
    "Tenancy",
    "TenantChangedError",
    "TenantSession",
    "platform_scope",
]


def __getattr__(name: str) -> object:
    if name != "TenantSession":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cgk_runtime.db.sessions import TenantSession  # needs SQLAlchemy, which is optional

    return TenantSession
