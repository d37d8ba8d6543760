"""Quoted names and expressions for the SQL of fixes."""

from __future__ import annotations

from psycopg import sql


def name(*parts: str) -> str:
    """Quote a name, qualified or not."""
    return sql.Identifier(*parts).as_string(None)


def current_tenant(setting: str) -> str:
    """Return the expression for the transaction's tenant; it is NULL without one, and NULL equals nothing."""
    return f"nullif(current_setting({sql.Literal(setting).as_string(None)}, true), '')"
