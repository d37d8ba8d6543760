"""Owner of a transaction: a tenant, the platform, or unknown."""

from __future__ import annotations

from typing import Final

from cgk_runtime.db.errors import StatementOutsideTenantError
from cgk_runtime.tenant import current_scope

PLATFORM: Final = "the platform"
"""Owner of transactions begun in a `platform_scope`; the space keeps it apart from tenant ids."""
UNOWNED: Final = "an unknown owner"


def current_owner() -> str:
    """Return the current tenant's id, or `PLATFORM`.

    Raises:
        StatementOutsideTenantError: The code runs outside a tenant's context and outside `platform_scope`.
    """
    scope = current_scope()
    if scope is None:
        raise StatementOutsideTenantError
    return scope if isinstance(scope, str) else PLATFORM


def describe_owner(owner: str | None) -> str:
    """Return an owner as error texts show it."""
    if owner is None or owner == UNOWNED:
        return UNOWNED
    return owner if owner == PLATFORM else f'tenant "{owner}"'
