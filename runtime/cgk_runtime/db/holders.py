"""Whose a transaction is: a tenant's, the platform's, or nobody's that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cgk_runtime.tenant import Platform

PLATFORM: Final = "the platform"
"""Whose a transaction is that was begun in a `platform_scope`. No tenant has this id, for it has a space."""
NOBODY: Final = "nobody known"


def holder_of(scope: str | Platform) -> str:
    """Give the tenant's id, or what stands for the platform."""
    return scope if isinstance(scope, str) else PLATFORM


def named(holder: str | None) -> str:
    """Name a holder as errors do."""
    if holder is None or holder == NOBODY:
        return NOBODY
    return holder if holder == PLATFORM else f'tenant "{holder}"'
