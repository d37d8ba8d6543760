"""What commands that speak to the database have in common: its address, the tenancy, an error in one line."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.errors import ConfigurationError, JobsError

if TYPE_CHECKING:
    from psycopg import Connection

    from cgk_runtime.db.tenancy import Tenancy


class DatabaseCommandError(JobsError):
    """The database cannot be reached, or refused what a command asked."""

    component = "cgk"


def add_database_option(parser: argparse.ArgumentParser, *variables: str) -> None:
    """Declare `--database`, and which variables say it otherwise, the first that is set."""
    parser.add_argument(
        "--database", metavar="ADDRESS", help=f"such as postgresql://admin@db/shop ({', else '.join(variables)})"
    )
    parser.set_defaults(database_variables=variables)


def add_tenancy_options(parser: argparse.ArgumentParser) -> None:
    """Declare how tenants live in the database, as the application's `Tenancy` says."""
    parser.add_argument(
        "--schema-prefix", default="tenant_", metavar="TEXT", help="how tenants' schemas begin (tenant_)"
    )
    parser.add_argument(
        "--shared-schema",
        action="append",
        metavar="NAME",
        help="a schema of the platform's own, each time one (public)",
    )
    parser.add_argument(
        "--setting", default="app.tenant_id", metavar="NAME", help="the tenant's setting (app.tenant_id)"
    )


def table_named(text: str) -> tuple[str, str]:
    """Give the schema and the name of a table, which is in public where no schema is said."""
    schema, _, name = text.rpartition(".")
    return schema or "public", name


def tenancy_of(options: argparse.Namespace) -> Tenancy:
    """Give the tenancy the options describe, with the tenant pattern of the catalog."""
    require("psycopg", "postgres", "Looking after tenants in a database")
    from cgk_runtime.cli.sdk_option import find_sdk
    from cgk_runtime.db.tenancy import Tenancy

    return Tenancy(
        find_sdk(options).with_tenant,
        schema_prefix=options.schema_prefix,
        shared_schemas=tuple(options.shared_schema or ("public",)),
        setting=options.setting,
    )


def address_of(options: argparse.Namespace) -> str:
    """Give the database's address.

    Raises:
        ConfigurationError: Nothing says it.
    """
    from cgk_runtime.settings import Settings

    settings = Settings.read()
    address = options.database or next(filter(None, map(settings.get, options.database_variables)), None)
    if address is None:
        raise ConfigurationError(
            f"Which database? Say --database, or set {' or '.join(options.database_variables)}", component="cgk"
        )
    return str(address)


@contextmanager
def connected(options: argparse.Namespace) -> Generator[Connection[Any]]:
    """Connect in autocommit, without a tenant: for the platform's own commands.

    Raises:
        DatabaseCommandError: The database cannot be reached, or refuses something.
    """
    require("psycopg", "postgres", "Speaking to a database")
    import psycopg

    try:
        with psycopg.connect(address_of(options), autocommit=True) as connection:
            yield connection
    except psycopg.Error as error:
        raise DatabaseCommandError(f"The database refused: {str(error).strip()}") from error
