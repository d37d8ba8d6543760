"""From whom a role has a privilege: from itself, from PUBLIC, or from a role it is a member of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cgk_runtime.db.audit.quoting import name

GRANTEES: Final = """
ARRAY(SELECT DISTINCT coalesce(g.rolname, '') FROM aclexplode({acl}) AS acl
LEFT JOIN pg_roles AS g ON g.oid = acl.grantee
WHERE acl.privilege_type = ANY({privileges}) AND (acl.grantee = 0 OR pg_has_role(r.oid, acl.grantee, 'USAGE')))
"""
"""To whom privileges were granted that the role `r` has from there; '' is PUBLIC."""
TABLE_ACL: Final = "coalesce(c.relacl, acldefault('r', c.relowner))"
COLUMN_ACLS: Final = (
    "(SELECT array_agg(one) FROM pg_attribute AS a CROSS JOIN unnest(a.attacl) AS one WHERE a.attrelid = c.oid)"
)
SCHEMA_ACL: Final = "coalesce(n.nspacl, acldefault('n', n.nspowner))"


def listed(grantees: Iterable[str], role: str) -> str:
    """Name those from whom a privilege is to be revoked; the role itself where nobody was found."""
    return ", ".join(name(grantee) if grantee else "PUBLIC" for grantee in grantees) or name(role)
