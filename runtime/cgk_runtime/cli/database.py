"""Options and connection shared by the commands that use a database."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_list_option, find_sdk

if TYPE_CHECKING:
    from psycopg import Connection

    from cgk_runtime.db.tenancy import Tenancy


def add_database_option(parser: argparse.ArgumentParser, *variables: str) -> None:
    """Declare `--database`; without it, the first of the environment variables that is set applies."""
    parser.add_argument(
        "--database", metavar="ADDRESS", help=f"such as postgresql://admin@db/shop (default: {' or '.join(variables)})"
    )
    parser.set_defaults(database_variables=variables)


def add_tenancy_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that match the application's `Tenancy`."""
    parser.add_argument("--schema-prefix", default="tenant_", metavar="TEXT", help="prefix of tenant schemas (tenant_)")
    add_list_option(parser, "--shared-schema", "NAME", "a schema of the platform; repeatable (public)")
    parser.add_argument(
        "--setting", default="app.tenant_id", metavar="NAME", help="setting that holds the tenant (app.tenant_id)"
    )


def add_outbox_option(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the option with the outbox's table; its value is a pair of schema and name."""
    parser.add_argument(
        name, type=_split_table, default="public.cgk_outbox", metavar="NAME", help="the outbox (public.cgk_outbox)"
    )


def _split_table(text: str) -> tuple[str, str]:
    """Split a table's name into schema and name; the schema is public by default."""
    schema, _, name = text.rpartition(".")
    return schema or "public", name


def build_tenancy(options: argparse.Namespace) -> Tenancy:
    """Build the tenancy from the options, with the catalog's tenant pattern."""
    require("psycopg", "postgres", "cgk tenants")
    from cgk_runtime.db.tenancy import Tenancy

    return Tenancy(
        find_sdk(options).with_tenant,
        schema_prefix=options.schema_prefix,
        shared_schemas=tuple(options.shared_schema or ("public",)),
        setting=options.setting,
    )


def configured_address(options: argparse.Namespace) -> str | None:
    """Return the database's address from the option or the environment, or None."""
    from cgk_runtime.settings import Settings

    settings = Settings.read()
    address: str | None = options.database
    return address or next(filter(None, map(settings.get, options.database_variables)), None)


def database_address(options: argparse.Namespace) -> str:
    """Return the database's address from the option or the environment.

    Raises:
        CommandError: Neither is set.
        ConfigurationError: The address cannot be read.
    """
    address = configured_address(options)
    if address is None:
        raise CommandError(f"No database: use --database, or set {' or '.join(options.database_variables)}")
    from cgk_runtime._internal.database_address import check_address

    check_address(address, "The database's address", CommandError.component)
    return address


@contextmanager
def convert_errors() -> Generator[None]:
    """Convert the errors of psycopg within the block.

    Raises:
        CommandError: The database cannot be reached, or refuses a statement.
    """
    require("psycopg", "postgres", "This command")
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise CommandError(f"Database error: {str(error).strip()}") from error


@contextmanager
def open_connection(options: argparse.Namespace) -> Generator[Connection[Any]]:
    """Connect in autocommit and without a tenant, for administration.

    Raises:
        CommandError: The database cannot be reached, or refuses a statement.
    """
    with convert_errors():
        import psycopg

        with psycopg.connect(database_address(options), autocommit=True) as connection:
            yield connection
