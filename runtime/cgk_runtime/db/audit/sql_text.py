"""Quoted names and expressions for the SQL of rules and fixes."""

from __future__ import annotations

import re
from typing import Final

from psycopg import sql

from cgk_runtime.db.signing import TENANT_FUNCTION

TABLE_ACL: Final = "coalesce(relacl, acldefault('r', relowner))"
ALL_ACLS: Final = f"""{TABLE_ACL} || coalesce((
    SELECT array_agg(item) FROM pg_attribute CROSS JOIN unnest(attacl) AS item WHERE attrelid = pg_class.oid
), '{{}}')"""  # noqa: S608  only text of this package
"""Privileges on a table and on its columns."""


def quote_name(*parts: str) -> str:
    """Quote a name, qualified or not."""
    return sql.Identifier(*parts).as_string(None)


def tenant_expression(setting: str, *, signed: bool) -> str:
    """Return the expression for the transaction's tenant; it is NULL without one, and NULL equals nothing."""
    if signed:
        return f"(SELECT {TENANT_FUNCTION})"  # evaluated once per statement
    return f"nullif(current_setting({sql.Literal(setting).as_string(None)}, true), '')"


def tenant_pattern(setting: str) -> str:
    """Return a regular expression for the transaction's tenant as PostgreSQL prints it, signed or not."""
    setting_pattern = rf"NULLIF\(current_setting\('{re.escape(setting)}'::text(?:, (?:true|false))?\), ''::text\)"
    return f"(?:{setting_pattern}|{re.escape(TENANT_FUNCTION)})"


def grantees(acl: str, *privileges: str) -> str:
    """Return the SQL for the grantees whose privileges `role` has, or for `role` itself if it needs no grant."""
    return f"""coalesce((
        SELECT string_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END, ', ')
        FROM (
            SELECT DISTINCT grantee FROM aclexplode({acl}) WHERE privilege_type = ANY('{{{", ".join(privileges)}}}')
            AND (grantee = 0 OR pg_has_role(role.oid, grantee, 'USAGE'))
        ) AS holders
    ), quote_ident(role.rolname))"""  # noqa: S608  only text of this package
