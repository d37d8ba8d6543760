"""Names and values as SQL that people run."""

from __future__ import annotations

from psycopg import sql


def name(*parts: str) -> str:
    """Quote a name, qualified or not."""
    return sql.Identifier(*parts).as_string(None)


def value(text: str) -> str:
    """Quote a value."""
    return sql.Literal(text).as_string(None)


def current_tenant(setting: str) -> str:
    """Give the expression for the transaction's tenant; NULL, which equals nothing, where none is set."""
    return f"nullif(current_setting({value(setting)}, true), '')"
