"""Quoted names and expressions for the SQL of fixes."""

from __future__ import annotations

from psycopg import sql

from cgk_runtime.db.signing import TENANT_FUNCTION


def name(*parts: str) -> str:
    """Quote a name, qualified or not."""
    return sql.Identifier(*parts).as_string(None)


def current_tenant(setting: str, *, signed: bool) -> str:
    """Return the expression for the transaction's tenant; it is NULL without one, and NULL equals nothing."""
    if signed:
        return f"(SELECT {TENANT_FUNCTION})"  # evaluated once per statement
    return f"nullif(current_setting({sql.Literal(setting).as_string(None)}, true), '')"
