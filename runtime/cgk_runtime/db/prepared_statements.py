"""Prepared statements per tenant, for databases with one schema per tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg._preparing import PrepareManager

if TYPE_CHECKING:
    from psycopg._preparing import Key
    from psycopg._queries import PostgresQuery


class TenantPrepareManager(PrepareManager):
    """Cache of a connection's prepared statements that keeps the tenants' statements apart.

    PostgreSQL would plan a shared statement again for each tenant, because the tables differ. While a migration has
    reached only some tenants, it would fail with "cached plan must not change result type".
    """

    owner = ""

    def key(self, query: PostgresQuery) -> Key:  # type: ignore[override]  # a static method in the base class
        """Return the cache key: text, parameter types and the transaction's owner."""
        return query.query, (*query.types, self.owner)  # type: ignore[arg-type]  # psycopg only compares keys
