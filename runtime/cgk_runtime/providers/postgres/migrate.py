"""Migrations of the queue: Procrastinate's schema and this package's, in a schema of their own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from psycopg import sql

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.providers.postgres.settings import SCHEMA

if TYPE_CHECKING:
    from psycopg import Connection

_BASE: Final = "procrastinate"
_CREATE: Final = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.migration (
    name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""
_FINISH: Final = f"""
-- Only the trigger for canceled jobs is used. The table `run` replaces the history, and the function `send` notifies.
ALTER TABLE {SCHEMA}.procrastinate_jobs DISABLE TRIGGER USER;
ALTER TABLE {SCHEMA}.procrastinate_jobs ENABLE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC;
"""
_PRIVILEGES: Final = {
    "worker": """
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT EXECUTE ON FUNCTIONS TO {role};
""",
    "sender": """
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT EXECUTE ON FUNCTION {schema}.send(text[], text[], text[], text[], text[]) TO {role};
""",
}
_COUNT_PRIVILEGES: Final = """
WITH queue AS (SELECT to_regnamespace('cgk_jobs') AS id), objects (acl) AS (
    SELECT nspacl FROM pg_namespace, queue WHERE oid = id
    UNION ALL SELECT relacl FROM pg_class, queue WHERE relnamespace = id
    UNION ALL SELECT proacl FROM pg_proc, queue WHERE pronamespace = id
    UNION ALL SELECT defaclacl FROM pg_default_acl, queue WHERE defaclnamespace = id
)
SELECT count(*) FROM objects CROSS JOIN aclexplode(acl) JOIN pg_roles ON pg_roles.oid = grantee WHERE rolname = %s
"""

Migrations: TypeAlias = Mapping[str, str]
"""SQL of the migrations by their names, in order; names in the SQL are unqualified."""
RoleType: TypeAlias = Literal["worker", "sender"]


def all_migrations() -> Migrations:
    """Return the migrations of a new database, in order."""
    require("procrastinate", "procrastinate", "The queue in PostgreSQL")
    from procrastinate.schema import SchemaManager

    return {_BASE: SchemaManager.get_schema(), **_own_migrations()}


def migrate(connection: Connection[Any]) -> Migrations:
    """Apply the migrations that a database lacks, in one transaction, and return them."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('cgk_jobs'))")
        missing = find_pending(connection)
        if missing:
            connection.execute(script(missing).encode())
        return missing


def grant_sql(role_type: RoleType, role: str) -> str:
    """Return the SQL that grants a role the privileges of a worker or a sender."""
    return _PRIVILEGES[role_type].format(schema=SCHEMA, role=sql.Identifier(role).as_string(None))


def grant(connection: Connection[Any], role_type: RoleType, role: str) -> bool:
    """Grant a role the privileges of a worker or a sender; return False if it had all of them."""
    before = connection.execute(_COUNT_PRIVILEGES, (role,)).fetchone()
    connection.execute(grant_sql(role_type, role).encode())
    return connection.execute(_COUNT_PRIVILEGES, (role,)).fetchone() != before


def script(migrations: Migrations) -> str:
    """Return the SQL of some migrations, for one transaction."""
    names = [*migrations, *(_engine_migrations() if _BASE in migrations else ())]
    values = ", ".join(f"('{name}')" for name in names)
    return "".join(
        (
            _CREATE,
            f"SET LOCAL search_path = {SCHEMA};\n",
            *(f"\n-- {name}\n{text.strip()}\n" for name, text in migrations.items()),
            f"\nINSERT INTO {SCHEMA}.migration (name) VALUES {values} ON CONFLICT DO NOTHING;\n",
            _FINISH,
            "SET LOCAL search_path = DEFAULT;\n",
        )
    )


def find_pending(connection: Connection[Any]) -> Migrations:
    """Return the migrations that a database lacks, in order."""
    row = connection.execute("SELECT to_regclass('cgk_jobs.migration') IS NOT NULL").fetchone()
    if row is None or not row[0]:
        return all_migrations()
    applied = {name for (name,) in connection.execute("SELECT name FROM cgk_jobs.migration").fetchall()}
    migrations = {**_engine_migrations(), **_own_migrations()} if _BASE in applied else all_migrations()
    return {name: text for name, text in migrations.items() if name not in applied}


def _own_migrations() -> Migrations:
    return _read("cgk_runtime.providers.postgres", "")


def _engine_migrations() -> Migrations:
    """Return the migrations that Procrastinate's base schema already contains."""
    return _read("procrastinate.sql", f"{_BASE}/")


def _read(package: str, prefix: str) -> Migrations:
    folder = files(package).joinpath("migrations")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return {prefix + name.removesuffix(".sql"): folder.joinpath(name).read_text("utf-8") for name in names}
