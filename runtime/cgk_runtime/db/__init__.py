"""The tenant of `with_tenant`, down to PostgreSQL: through psycopg 3 and SQLAlchemy 2, and jobs in its transactions.

Needs the extras `cgk-runtime[postgres]` and, for engines and sessions, `cgk-runtime[sqlalchemy]`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cgk_runtime.db.errors import (
        AutocommitError,
        ControlStatementError,
        DatabaseTenantError,
        MissingSchemaError,
        SchemaNameError,
        StatementOutsideTenantError,
        TenantChangedError,
    )
    from cgk_runtime.db.scope import PlatformEntry, on_platform_scope, platform_scope
    from cgk_runtime.db.sessions import TenantSession
    from cgk_runtime.db.tenancy import Layout, Tenancy

__all__ = [
    "AutocommitError",
    "ControlStatementError",
    "DatabaseTenantError",
    "Layout",
    "MissingSchemaError",
    "PlatformEntry",
    "SchemaNameError",
    "StatementOutsideTenantError",
    "Tenancy",
    "TenantChangedError",
    "TenantSession",
    "on_platform_scope",
    "platform_scope",
]

_MODULES: Final = {
    "scope": ("PlatformEntry", "on_platform_scope", "platform_scope"),
    "sessions": ("TenantSession",),
    "tenancy": ("Layout", "Tenancy"),
}
"""Where the names are; those not listed are errors."""

_HOMES: Final = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"cgk_runtime.db.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
