"""`cgk tenants create|list|check`: tenants' schemas, and whether the database keeps tenants apart."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING, Any

from cgk_runtime.cli.database import add_database_option, add_tenancy_options, connected, table_named, tenancy_of
from cgk_runtime.cli.output import console, print_columns, print_json
from cgk_runtime.cli.sdk_option import add_sdk_option

if TYPE_CHECKING:
    from psycopg import Connection

    from cgk_runtime.db.audit import Finding
    from cgk_runtime.db.tenancy import Tenancy


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Create tenants' schemas, list them, and look for what could let one tenant see another's rows. Migrations "
        "stay with the team's own tool."
    )
    parser.epilog = (
        "Examples:\n\n  cgk tenants create rawdog acme --grant-to shop_app\n  cgk tenants list --json\n"
        "  cgk tenants check --role shop_app --relay-role shop_relay"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    create = actions.add_parser("create", help="create tenants' schemas; those that exist stay as they are")
    create.add_argument("tenants", nargs="+", metavar="TENANT", help="a tenant's id")
    create.add_argument(
        "--grant-to", action="append", default=[], metavar="ROLE", help="let the application's role use it"
    )
    listing = actions.add_parser("list", help="list the tenants that have a schema")
    check = actions.add_parser("check", help="look for leaks; exits with 1 where there are any, each with its SQL fix")
    check.add_argument(
        "--role", action="append", metavar="ROLE", help="the application's role, each time one (who connects)"
    )
    check.add_argument(
        "--relay-role", action="append", default=[], metavar="ROLE", help="a role of the outbox's relays"
    )
    check.add_argument(
        "--outbox-table", default="public.cgk_outbox", metavar="NAME", help="what relays may see (public.cgk_outbox)"
    )
    check.add_argument("--tenant-column", default="tenant_id", metavar="NAME", help="of shared tables (tenant_id)")
    check.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="CODE:SUBJECT",
        help="a finding that is meant so, each time one",
    )
    for action in (create, listing, check):
        action.add_argument("--json", action="store_true", help="print one JSON document")
        add_database_option(action, "DATABASE_URL")
        add_tenancy_options(action)
        add_sdk_option(action)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    tenancy = tenancy_of(options)
    with connected(options) as connection:
        if options.action == "create":
            return _create(connection, tenancy, options)
        if options.action == "list":
            return _list(connection, tenancy, options)
        return _check(connection, tenancy, options)


def _create(connection: Connection[Any], tenancy: Tenancy, options: argparse.Namespace) -> int:
    from cgk_runtime.db.schemas import create_schema

    schemas = {tenant: tenancy.schema_of(tenant) for tenant in options.tenants}  # all are named before one is created
    with connection.transaction():
        created = {
            tenant: create_schema(connection, schema, options.grant_to, tenancy.shared_schemas)
            for tenant, schema in schemas.items()
        }
    if options.json:
        print_json([{"tenant": tenant, "schema": schemas[tenant], "created": new} for tenant, new in created.items()])
        return 0
    for tenant, new in created.items():
        print(f"{schemas[tenant]}  {'created' if new else 'exists'}")
    return 0


def _list(connection: Connection[Any], tenancy: Tenancy, options: argparse.Namespace) -> int:
    from cgk_runtime.db.schemas import tenant_schemas

    found = tenant_schemas(connection, tenancy)
    if options.json:
        print_json([dataclasses.asdict(one) for one in found])
    else:
        print_columns(console(), [(one.tenant_id, one.schema, f"{one.tables} tables") for one in found])
    return 0


def _check(connection: Connection[Any], tenancy: Tenancy, options: argparse.Namespace) -> int:
    from cgk_runtime.db.audit import AuditScope, audit

    roles = options.role or [connection.info.user]
    outbox = table_named(options.outbox_table)
    scope = AuditScope(tenancy, roles, options.relay_role, options.tenant_column, outbox)
    findings = audit(connection, scope, ignore=options.ignore)
    if options.json:
        print_json([dataclasses.asdict(finding) for finding in findings])
    else:
        _print(findings, roles)
    return 1 if findings else 0


def _print(findings: list[Finding], roles: list[str]) -> None:
    for finding in findings:
        print(f"{finding.name}\n  {finding.subject} {finding.problem}\n  {finding.fix}\n")
    count = f"{len(findings)} finding{'s' if len(findings) != 1 else ''}" if findings else "nothing found"
    print(f"{count} for {', '.join(roles)}")
