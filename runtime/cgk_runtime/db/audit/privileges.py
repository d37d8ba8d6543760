"""SQL that finds the source of a role's privilege: the role itself, PUBLIC, or a role it is a member of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cgk_runtime.db.audit.sql_text import name

GRANTEES: Final = """
ARRAY(SELECT DISTINCT coalesce(g.rolname, '') FROM aclexplode({acl}) AS acl
LEFT JOIN pg_roles AS g ON g.oid = acl.grantee
WHERE acl.privilege_type = ANY({privileges}) AND (acl.grantee = 0 OR pg_has_role(r.oid, acl.grantee, 'USAGE')))
"""
"""Grantees through which the role `r` has privileges; '' is PUBLIC."""
TABLE_ACL: Final = "coalesce(c.relacl, acldefault('r', c.relowner))"
COLUMN_ACLS: Final = (
    "(SELECT array_agg(item) FROM pg_attribute AS a CROSS JOIN unnest(a.attacl) AS item WHERE a.attrelid = c.oid)"
)
SCHEMA_ACL: Final = "coalesce(n.nspacl, acldefault('n', n.nspowner))"


def format_grantees(grantees: Iterable[str], role: str) -> str:
    """Return the grantees to revoke from, quoted and comma-separated; the role itself if there are none."""
    return ", ".join(name(grantee) if grantee else "PUBLIC" for grantee in grantees) or name(role)
