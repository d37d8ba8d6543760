"""Audit rules for roles that bypass row-level security or have too many privileges."""

from __future__ import annotations

from collections.abc import Iterator

from cgk_runtime.db.audit.findings import AuditContext, AuditFinding
from cgk_runtime.db.audit.privileges import COLUMN_ACLS, GRANTEES, SCHEMA_ACL, TABLE_ACL, format_grantees
from cgk_runtime.db.audit.sql_text import name


def role_bypasses(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find roles that bypass policies or may create roles."""
    rows = audit.query(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles "
        "WHERE rolname = ANY(%(all_roles)s) ORDER BY 1"
    )
    for role, superuser, bypasses, creates in rows:
        alter = f"ALTER ROLE {name(role)}"
        if superuser:
            problem = "is a superuser and bypasses every policy"
            yield AuditFinding("role-bypasses", role, problem, f"{alter} NOSUPERUSER;")
        if bypasses:
            problem = "has BYPASSRLS and bypasses every policy"
            yield AuditFinding("role-bypasses", role, problem, f"{alter} NOBYPASSRLS;")
        if creates and not superuser:
            problem = "may create roles and grant itself more privileges"
            yield AuditFinding("role-creates-roles", role, problem, f"{alter} NOCREATEROLE;")


def role_becomes_bypassing(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find memberships through which a role can become one that bypasses policies or owns tables with policies."""
    rows = audit.query(
        "SELECT member.rolname, granted.rolname, grantor.rolname, "
        "string_agg(other.rolname, ', ' ORDER BY other.rolname) "
        "FROM pg_auth_members AS m JOIN pg_roles AS member ON member.oid = m.member "
        "JOIN pg_roles AS granted ON granted.oid = m.roleid JOIN pg_roles AS grantor ON grantor.oid = m.grantor "
        "JOIN pg_roles AS other ON (other.oid = granted.oid "
        "OR NOT granted.rolsuper AND pg_has_role(granted.oid, other.oid, 'MEMBER')) "
        "AND (other.rolsuper OR other.rolbypassrls OR EXISTS (SELECT FROM pg_class AS c "
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s) "
        "WHERE c.relowner = other.oid AND c.relrowsecurity)) "
        "WHERE member.rolname = ANY(%(all_roles)s) AND NOT member.rolsuper GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )
    for role, granted, grantor, others in rows:
        problem = (
            f"is a member of {granted} and can become {others} with SET ROLE, which bypasses policies or can switch "
            "them off"
        )
        fix = f"REVOKE {name(granted)} FROM {name(role)} GRANTED BY {name(grantor)};"
        yield AuditFinding("role-becomes-bypassing", role, problem, fix)


def role_owns_tables(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tables with policies that a role of the application owns."""
    rows = audit.query(
        "SELECT owner.rolname, n.nspname, c.relname FROM pg_class AS c "
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_roles AS owner ON owner.oid = c.relowner "
        "WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity "
        "AND n.nspname = ANY(%(shared)s) AND owner.rolname = ANY(%(all_roles)s) ORDER BY 2, 3",
    )
    for owner, schema, table in rows:
        problem = f"is owned by the application's role {owner}, which can switch its policies off"
        fix = f"ALTER TABLE {name(schema, table)} OWNER TO shop_owner; -- a role the application cannot become"
        yield AuditFinding("table-owned-by-application", f"{schema}.{table}", problem, fix)


def role_creates_in_shared_schema(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find roles that may create tables and functions in shared schemas, which are in every tenant's search_path."""
    grantees_sql = GRANTEES.format(acl=SCHEMA_ACL, privileges="ARRAY['CREATE']")
    rows = audit.query(
        f"SELECT r.rolname, n.nspname, {grantees_sql} FROM pg_roles AS r "  # noqa: S608  text of this package
        "CROSS JOIN pg_namespace AS n WHERE r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND n.nspname = ANY(%(shared)s) AND has_schema_privilege(r.oid, n.oid, 'CREATE') ORDER BY 1, 2",
    )
    for role, schema, grantees in rows:
        problem = f"may create objects in the shared schema {schema}, which is in every tenant's search_path"
        fix = f"REVOKE CREATE ON SCHEMA {name(schema)} FROM {format_grantees(grantees, role)};"
        yield AuditFinding("role-creates-in-shared-schema", f"{role} in {schema}", problem, fix)


def setting_has_default(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find roles and databases whose default settings contain a tenant, a tenant schema or row_security = off."""
    rows = audit.query(
        "SELECT coalesce(r.rolname, ''), coalesce(d.datname, ''), split_part(setting, '=', 1), "
        "substr(setting, strpos(setting, '=') + 1) FROM pg_db_role_setting AS s "
        "LEFT JOIN pg_roles AS r ON r.oid = s.setrole LEFT "
        "JOIN pg_database AS d ON d.oid = s.setdatabase CROSS JOIN unnest(s.setconfig) AS setting "
        "WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())) ORDER BY 1, 2, 3",
    )
    prefix = audit.scope.tenancy.schema_prefix
    for role, database, setting, text in rows:
        own_setting = setting == audit.scope.tenancy.setting and text not in {"", '""'}
        schemas = [part.strip().strip('"') for part in text.split(",")]
        own_schema = setting == "search_path" and any(prefix and part.startswith(prefix) for part in schemas)
        unsafe = setting == "row_security" and text == "off"
        if not (own_setting or own_schema or unsafe):
            continue
        where = " in database ".join(part for part in (role, database) if part) if role else f"database {database}"
        whose = (
            f"ROLE {name(role)}" + (f" IN DATABASE {name(database)}" if database else "")
            if role
            else f"DATABASE {name(database)}"
        )
        problem = f"has the default {setting} = {text}, which applies to connections without a tenant"
        yield AuditFinding("default-tenant", where, problem, f"ALTER {whose} RESET {setting};")


def relay_sees_more(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tables other than the outbox that a relay may use, even a single column."""
    grantees_sql = GRANTEES.format(
        acl=f"{TABLE_ACL} || coalesce({COLUMN_ACLS}, '{{}}')",
        privileges="ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']",
    )
    rows = audit.query(
        f"SELECT r.rolname, n.nspname, c.relname, {grantees_sql} "  # noqa: S608  text of this package
        "FROM pg_roles AS r CROSS JOIN pg_class AS c "
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE r.rolname = ANY(%(relay_roles)s) AND NOT r.rolsuper "
        "AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
        "AND (n.nspname, c.relname) <> (%(outbox_schema)s, %(outbox_table)s) "
        "AND (has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE') "
        "OR has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE')) "
        "AND has_schema_privilege(r.oid, n.oid, 'USAGE') ORDER BY 1, 2, 3",
    )
    for role, schema, table, grantees in rows:
        problem = f"is a relay's role and may use {schema}.{table}; it needs only the outbox"
        fix = f"REVOKE ALL ON {name(schema, table)} FROM {format_grantees(grantees, role)};"
        yield AuditFinding("relay-sees-more", f"{role} on {schema}.{table}", problem, fix)
