"""The audit: a table of rules, each a query of PostgreSQL's catalogs that gives what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from psycopg import Connection

    from cgk_runtime.db.tenancy import Tenancy


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which a tenant's rows could reach another.

    Attributes:
        code: What kind, such as "row-security-off".
        subject: What has it: a table, a role, a function, a schema.
        problem: One sentence.
        fix: SQL that mends it; a comment where people must choose.
    """

    code: str
    subject: str
    problem: str
    fix: str

    @property
    def name(self) -> str:
        """What `ignore` takes."""
        return f"{self.code}:{self.subject}"


@dataclass(frozen=True, slots=True)
class AuditScope:
    """What is audited.

    Attributes:
        tenancy: How tenants live in the database.
        roles: The application's roles, which must see their tenant's rows only.
        relay_roles: The relays' roles, which must see the outbox only.
        tenant_column: The column of shared tables that says whose a row is.
        outbox: The outbox's table, schema and name.
    """

    tenancy: Tenancy
    roles: Sequence[str]
    relay_roles: Sequence[str] = ()
    tenant_column: str = "tenant_id"
    outbox: tuple[str, str] = ("public", "cgk_outbox")


class UnusedIgnoreError(ConfigurationError):
    """A finding is ignored that is not there (any more)."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(f"Nothing was found that is ignored as {', '.join(sorted(names))}", component="TenantDatabase")


Query: TypeAlias = Callable[..., Sequence[tuple[Any, ...]]]
"""Runs a query with named parameters and gives its rows."""
Rule: TypeAlias = Callable[[AuditScope, Query], Iterable[Finding]]


def audit(connection: Connection[Any], scope: AuditScope, *, ignore: Collection[str] = ()) -> list[Finding]:
    """Look for what could let one tenant see another's rows; nothing is changed.

    Args:
        connection: For a role that may read PostgreSQL's catalogs, as every role may.
        scope: What is audited.
        ignore: Findings that were looked at and are meant so, each as `code:subject`.

    Raises:
        ConfigurationError: A role does not exist.
        UnusedIgnoreError: One is ignored that is not found.
    """
    from cgk_runtime.db.audit.rules import RULES

    def query(text: Any, **values: Any) -> Sequence[tuple[Any, ...]]:
        return connection.execute(text, values).fetchall()

    with connection.transaction():
        # As PostgreSQL prints expressions, nothing is left out of a name that a path would find.
        connection.execute("SET LOCAL search_path = pg_catalog; SET LOCAL quote_all_identifiers = off")
        _require_roles(query, [*scope.roles, *scope.relay_roles])
        found = [finding for rule in RULES for finding in rule(scope, query)]
    unused = set(ignore) - {finding.name for finding in found}
    if unused:
        raise UnusedIgnoreError(unused)
    return [finding for finding in found if finding.name not in ignore]


def _require_roles(query: Query, roles: Sequence[str]) -> None:
    known = {
        name for (name,) in query("SELECT rolname FROM pg_roles WHERE rolname = ANY(%(roles)s)", roles=list(roles))
    }
    missing = [role for role in roles if role not in known]
    if missing:
        raise ConfigurationError(f"There is no role {', '.join(missing)}", component="TenantDatabase")
