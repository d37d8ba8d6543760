"""SQL that creates the outbox, for the team's own migration tool."""

from __future__ import annotations

from importlib.resources import files

from cgk_runtime.db.audit.sql_text import quote_name, tenant_expression
from cgk_runtime.db.outbox.rows import OutboxTable


def migration(
    *,
    app_role: str,
    relay_role: str,
    table: OutboxTable | None = None,
    setting: str = "app.tenant_id",
    signed: bool = False,
) -> str:
    """Return the SQL that creates the outbox.

    Args:
        app_role: The application's role, which writes jobs.
        relay_role: The relay's role, which sends them.
        table: Schema and name of the outbox; `public.cgk_outbox` by default.
        setting: Setting that holds the tenant, as in the `Tenancy`.
        signed: Whether the policies verify the tenant with `cgk.tenant()`.

    Example:
        print(migration(app_role="shop_app", relay_role="shop_relay"))
    """
    table = table or OutboxTable()
    template = files("cgk_runtime.db.outbox").joinpath("migration.sql").read_text(encoding="utf-8")
    return template.format(
        table=quote_name(table.schema, table.name),
        schema=quote_name(table.schema),
        notify=quote_name(table.schema, f"{table.name}_notify"),
        app=quote_name(app_role),
        relay=quote_name(relay_role),
        tenant=tenant_expression(setting, signed=signed),
    )
