"""The command `cgk tenants`: create and list tenant schemas, sign tenants, audit the database, erase jobs."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.database import (
    add_database_option,
    add_outbox_option,
    add_tenancy_options,
    build_tenancy,
    open_connection,
)
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_json_and_sdk_options, add_list_option
from cgk_runtime.cli.output import print_json, print_rows
from cgk_runtime.cli.tenant_erasure import declare_erase, run_erase

if TYPE_CHECKING:
    from psycopg import Connection

    from cgk_runtime.db.tenancy import Tenancy

_SIGNING_KEY_VARIABLE: Final = "TENANT_SIGNING_KEY"


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Create and list tenant schemas, sign tenants, audit the database for leaks between tenants, and erase a "
        "tenant's jobs. Use your own tool for migrations."
    )
    parser.epilog = (
        "Examples:\n\n  cgk tenants create TENANT --grant-to shop_app\n  cgk tenants list --json\n"
        "  cgk tenants check --role shop_app --relay-role shop_relay\n"
        "  TENANT_SIGNING_KEY=... cgk tenants sign --role shop_app\n  cgk tenants erase TENANT"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    create = actions.add_parser("create", help="create tenant schemas; existing ones stay unchanged")
    create.add_argument("tenants", nargs="+", metavar="TENANT", help="tenant id")
    add_list_option(create, "--grant-to", "ROLE", "role of the application to grant access to; repeatable")
    listing = actions.add_parser("list", help="list the tenants that have a schema")
    check = actions.add_parser(
        "check",
        help="audit the database; print each finding with the SQL that fixes it, and exit with 1 if there are any",
    )
    add_list_option(check, "--role", "ROLE", "role of the application; repeatable (the connected role)")
    add_list_option(check, "--relay-role", "ROLE", "role of an outbox relay; repeatable")
    add_outbox_option(check, "--outbox-table")
    check.add_argument(
        "--tenant-column", default="tenant_id", metavar="NAME", help="tenant column of shared tables (tenant_id)"
    )
    add_list_option(check, "--ignore", "CODE:SUBJECT", "do not report this finding; repeatable")
    sign = actions.add_parser(
        "sign",
        help="create the function cgk.tenant() and give the database the key in TENANT_SIGNING_KEY; run `check` "
        "afterwards for the policies",
    )
    sign.add_argument(
        "--role", action="append", required=True, metavar="ROLE", help="role of the application; repeatable"
    )
    sign.add_argument(
        "--keep-keys", action="store_true", help="accept earlier keys too, until every application has the new one"
    )
    declare_erase(actions.add_parser("erase", help="erase a tenant's jobs at the provider and in the outbox"))
    for action in (create, listing, check, sign):
        add_database_option(action, "DATABASE_URL")
        add_tenancy_options(action)
        add_json_and_sdk_options(action)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.action == "erase":
        return run_erase(options)
    tenancy = build_tenancy(options)
    with open_connection(options) as connection:
        return _ACTIONS[options.action](connection, tenancy, options)


def _create(connection: Connection[Any], tenancy: Tenancy, options: argparse.Namespace) -> int:
    from cgk_runtime.db.schemas import create_schema

    # All ids are validated before the first schema is created.
    schemas = {tenant: tenancy.schema_of(tenant) for tenant in options.tenants}
    with connection.transaction():
        created = {
            tenant: create_schema(connection, schema, options.grant_to, tenancy.shared_schemas)
            for tenant, schema in schemas.items()
        }
    document = [{"tenant": tenant, "schema": schema, "created": created[tenant]} for tenant, schema in schemas.items()]
    rows = [(schema, "created" if created[tenant] else "exists") for tenant, schema in schemas.items()]
    print_rows(options, document, rows)
    return 0


def _list(connection: Connection[Any], tenancy: Tenancy, options: argparse.Namespace) -> int:
    from cgk_runtime.db.schemas import tenant_schemas

    schemas = tenant_schemas(connection, tenancy)
    print_rows(options, schemas, [(item.tenant_id, item.schema, pluralize(item.tables, "table")) for item in schemas])
    return 0


def _check(connection: Connection[Any], tenancy: Tenancy, options: argparse.Namespace) -> int:
    from cgk_runtime.db.audit import AuditScope, audit

    roles = options.role or [connection.info.user]
    scope = AuditScope(tenancy, roles, options.relay_role, options.tenant_column, options.outbox_table)
    findings = audit(connection, scope, ignore=options.ignore)
    if options.json:
        print_json(findings)
        return 1 if findings else 0
    for finding in findings:
        print(f"{finding.name}\n  {finding.subject} {finding.problem}\n  {finding.fix}\n")
    print(f"{pluralize(len(findings), 'finding')} for {', '.join(roles)}")
    return 1 if findings else 0


def _sign(connection: Connection[Any], tenancy: Tenancy, options: argparse.Namespace) -> int:
    from cgk_runtime.db.signing import install_signing
    from cgk_runtime.settings import Settings

    key = Settings.read().get(_SIGNING_KEY_VARIABLE)
    if not key:
        raise CommandError(
            f"Set {_SIGNING_KEY_VARIABLE} to the key of the application, such as one of `openssl rand -hex 32`"
        )
    signed = dataclasses.replace(tenancy, signing_key=key)  # validates the key
    install_signing(connection, signed, key, options.role, keep_keys=options.keep_keys)
    document = {"function": "cgk.tenant()", "roles": options.role}
    print_rows(options, document, [[f"cgk.tenant() verifies tenants of {', '.join(options.role)}"]])
    return 0


_ACTIONS: Final = {"create": _create, "list": _list, "check": _check, "sign": _sign}
