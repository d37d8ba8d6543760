"""The command `cgk db`: migrations of the queue in PostgreSQL."""

from __future__ import annotations

import argparse

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.cli.database import add_database_option, open_connection
from cgk_runtime.cli.options import add_list_option


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Create the queue of JOBS_PROVIDER=postgres in the schema cgk_jobs, or upgrade it. The role that connects owns "
        "the queue and must be able to create a schema; it need not be a superuser. The worker and sender roles must "
        "already exist."
    )
    parser.epilog = (
        "Examples:\n\n  cgk db migrate --worker-role shop_worker --sender-role shop_app\n"
        "  cgk db migrate --check\n  cgk db migrate --sql > queue.sql\n\n"
        "Exit codes: 0 if the queue is up to date or its SQL is printed, 1 otherwise."
    )
    parser.add_argument("action", choices=("migrate",), help="the action")
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--sql", action="store_true", help="print the SQL for a new database without connecting")
    modes.add_argument("--check", action="store_true", help="change nothing; exit with 1 if migrations are missing")
    add_list_option(parser, "--worker-role", "ROLE", "grant this role what workers need; repeatable")
    add_list_option(parser, "--sender-role", "ROLE", "let this role send jobs, and nothing else; repeatable")
    add_database_option(parser, "JOBS_DATABASE_URL")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    require("procrastinate", "procrastinate", "`cgk db migrate`")
    from cgk_runtime.providers.postgres import migrate

    roles: list[tuple[migrate.RoleType, str]] = [
        *(("worker", role) for role in options.worker_role),
        *(("sender", role) for role in options.sender_role),
    ]
    if options.sql:
        grants = "".join(migrate.grant_sql(role_type, role) for role_type, role in roles)
        print(f"BEGIN;\n{migrate.script(migrate.all_migrations())}{grants}COMMIT;")
        return 0
    with open_connection(options) as connection:
        if options.check:
            missing = list(migrate.find_pending(connection))
            print(f"missing: {', '.join(missing)}; run `cgk db migrate`" if missing else "up to date")
            return 1 if missing else 0
        applied = list(migrate.migrate(connection))
        print(f"applied: {', '.join(applied)}" if applied else "up to date")
        for role_type, role in roles:
            is_new = migrate.grant(connection, role_type, role)
            print(f"{'granted' if is_new else 'already granted'}: {role_type} {role}")
    return 0
