"""Owner of a transaction: a tenant, the platform, or unknown."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from cgk_runtime.db.errors import StatementOutsideTenantError
from cgk_runtime.tenant import current_scope


class SpecialOwner(Enum):
    """Owners that are not tenants; not strings, because a catalog may allow any text as a tenant id."""

    PLATFORM = "the platform"
    """Owner of transactions begun in a `platform_scope`."""
    UNKNOWN = "an unknown owner"


Owner: TypeAlias = str | SpecialOwner
"""A tenant's id, or a special owner."""


def current_owner() -> Owner:
    """Return the current tenant's id, or `SpecialOwner.PLATFORM`.

    Raises:
        StatementOutsideTenantError: The code runs outside a tenant's context and outside `platform_scope`.
    """
    scope = current_scope()
    if scope is None:
        raise StatementOutsideTenantError
    return scope if isinstance(scope, str) else SpecialOwner.PLATFORM


def describe_owner(owner: Owner) -> str:
    """Return an owner as error texts show it."""
    return f'tenant "{owner}"' if isinstance(owner, str) else owner.value
