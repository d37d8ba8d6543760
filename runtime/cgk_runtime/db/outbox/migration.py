"""The outbox's migration, as plain SQL for the team's own migration tool."""

from __future__ import annotations

import re
from importlib.resources import files

from psycopg import sql

from cgk_runtime.db.outbox.table import OutboxTable


def migration(
    *, app_role: str, relay_role: str, table: OutboxTable | None = None, setting: str = "app.tenant_id"
) -> str:
    """Give the SQL that creates the outbox.

    Args:
        app_role: The application's role, which writes jobs.
        relay_role: The relay's role, which sends them.
        table: Where the outbox is to be; `public.cgk_outbox` otherwise.
        setting: The setting that holds the tenant, as in the `Tenancy`.

    Example:
        print(migration(app_role="shop_app", relay_role="shop_relay"))
    """
    table = table or OutboxTable()
    text = files("cgk_runtime.db.outbox").joinpath("migration.sql").read_text(encoding="utf-8")
    parts = {
        "table": table.identifier,
        "schema": sql.Identifier(table.schema),
        "notify": sql.Identifier(table.schema, f"{table.name}_notify"),
        "app": sql.Identifier(app_role),
        "relay": sql.Identifier(relay_role),
        "setting": sql.Literal(setting),
    }
    written = {name: part.as_string(None) for name, part in parts.items()}
    return re.sub(r"\{(\w+)\}", lambda match: written[match[1]], text)
