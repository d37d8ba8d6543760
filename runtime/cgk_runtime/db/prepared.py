"""Prepared statements where each tenant has a schema: each is one tenant's.

One that all tenants share is planned anew whenever the next tenant runs it, for its tables are others; and while a
migration has reached some tenants only, "cached plan must not change result type" would be its error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg._preparing import PrepareManager

if TYPE_CHECKING:
    from psycopg._preparing import Key
    from psycopg._queries import PostgresQuery


class TenantStatements(PrepareManager):
    """psycopg's prepared statements of a connection, told apart by whose transaction they run in."""

    holder = ""

    def key(self, query: PostgresQuery) -> Key:  # type: ignore[override]  # needs no instance there
        """Say what makes a statement the same: its text, the types of its parameters, and whose it is."""
        return query.query, (*query.types, self.holder)  # type: ignore[arg-type]  # only compared
