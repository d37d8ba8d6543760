"""`cgk tenants erase`: erase a tenant's jobs at the provider and in the outbox."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import asdict

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.confirmation import confirm
from cgk_runtime.cli.connect import connect
from cgk_runtime.cli.database import add_database_option, add_outbox_option, configured_address, open_connection
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_json_and_sdk_options
from cgk_runtime.cli.output import print_json
from cgk_runtime.client.administration import ErasingProvider, Erasure


def declare_erase(erase: argparse.ArgumentParser) -> None:
    """Declare the arguments of the action."""
    erase.add_argument("tenant", metavar="TENANT", help="tenant id")
    erase.add_argument("--yes", action="store_true", help="do not ask before jobs are erased")
    add_outbox_option(erase, "--outbox-table")
    add_database_option(erase, "OUTBOX_DATABASE_URL", "DATABASE_URL")
    add_json_and_sdk_options(erase)


def run_erase(options: argparse.Namespace) -> int:
    """Erase the tenant's jobs.

    Raises:
        CommandError: The provider cannot erase jobs; nothing was erased.
        InvalidTenantError: The tenant id is invalid.
    """
    return asyncio.run(_erase(options))


async def _erase(options: argparse.Namespace) -> int:
    sdk, client = connect(options)
    async with client:
        sdk.with_tenant.check(options.tenant)
        provider = client.provider
        if not isinstance(provider, ErasingProvider):
            raise CommandError(
                f"{provider.name} cannot erase jobs, so nothing was erased; with `cgk dev`, stop it and delete its "
                "history in .cgk/dev.sqlite"
            )
        if not options.yes:
            confirm(f'Erase all jobs of tenant "{options.tenant}"')
        # The outbox comes first, because a relay would send its jobs in the meantime.
        erasures = {"outbox": _erase_outbox(options), provider.name: await provider.erase_tenant(options.tenant)}
    if options.json:
        print_json([{"place": place, **asdict(erasure)} for place, erasure in erasures.items()])
        return 0
    for place, erasure in erasures.items():
        canceled = f", {pluralize(erasure.cancelled, 'job')} canceled" if erasure.cancelled else ""
        print(f"{place}: {pluralize(erasure.erased, 'job')} erased{canceled}")
        for remainder in erasure.remaining:
            print(f"  remains: {remainder}")
    return 0


def _erase_outbox(options: argparse.Namespace) -> Erasure:
    if configured_address(options) is None:
        unset = " and ".join(options.database_variables)
        return Erasure(remaining=(f"not searched: {unset} are not set",))
    from cgk_runtime.db.outbox import OutboxStore, OutboxTable

    table = OutboxTable(*options.outbox_table)
    with open_connection(options) as connection:
        store = OutboxStore(connection, table)
        if not store.exists():
            return Erasure(remaining=(f"not searched: the database has no table {table.schema}.{table.name}",))
        return Erasure(store.erase_tenant(options.tenant))
