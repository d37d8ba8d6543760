"""Findings of the audit, and what the audit covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.db.config import TenancyConfig


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """A way in which one tenant's rows could reach another tenant.

    Attributes:
        code: Kind of finding, such as "row-security-off".
        subject: The affected table, role, function or schema.
        problem: Description that completes a sentence about the subject.
        fix: SQL that fixes it, with a comment if a person must choose.
    """

    code: str
    subject: str
    problem: str
    fix: str

    @property
    def name(self) -> str:
        """Name of the finding for `ignore`: `code:subject`."""
        return f"{self.code}:{self.subject}"


@dataclass(frozen=True, slots=True)
class AuditScope:
    """Names that an audit covers.

    Attributes:
        tenancy: The database's `Tenancy`.
        roles: The application's roles, which must see only their tenant's rows.
        relay_roles: Roles of outbox relays, which must see only the outbox.
        tenant_column: Column of shared tables that holds the tenant id.
        outbox: Schema and name of the outbox table.
    """

    tenancy: TenancyConfig
    roles: Sequence[str]
    relay_roles: Sequence[str] = ()
    tenant_column: str = "tenant_id"
    outbox: tuple[str, str] = ("public", "cgk_outbox")
