"""The audit's rules, in the order in which they are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cgk_runtime.db.audit import definers, names, policies, roles, tables

if TYPE_CHECKING:
    from cgk_runtime.db.audit.findings import Rule

RULES: Final[tuple[Rule, ...]] = (
    roles.role_bypasses,
    roles.role_becomes_bypassing,
    roles.role_owns_tables,
    roles.role_creates_in_shared_schema,
    roles.setting_has_default,
    roles.relay_sees_more,
    tables.row_security_off,
    tables.row_security_not_forced,
    tables.tenant_column_missing,
    policies.policy_reads_empty_as_tenant,
    policies.policy_without_tenant,
    policies.policy_lets_more_through,
    tables.tenant_column_default,
    tables.tenant_column_nullable,
    tables.truncate_granted,
    tables.foreign_or_materialized,
    definers.security_definer,
    definers.view_of_owner,
    names.name_in_public,
    names.schema_of_nobody,
    names.schema_open_to_others,
)
