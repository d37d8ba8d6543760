"""`cgk tenants erase`: erase a tenant's jobs at the provider and in the outbox."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import asdict

from cgk_runtime._internal.plurals import count
from cgk_runtime.cli.confirmation import confirm
from cgk_runtime.cli.connect import connect
from cgk_runtime.cli.database import add_database_option, add_outbox_option, configured_address, connected
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_json_and_sdk_options, find_sdk
from cgk_runtime.cli.output import print_json
from cgk_runtime.client.administration import ErasingProvider, Erasure
from cgk_runtime.errors import NotConfiguredError


def declare_erase(erase: argparse.ArgumentParser) -> None:
    """Declare the arguments of the action."""
    erase.add_argument("tenant", metavar="TENANT", help="tenant id")
    erase.add_argument("--yes", action="store_true", help="do not ask before jobs are erased")
    add_outbox_option(erase, "--outbox-table")
    add_database_option(erase, "OUTBOX_DATABASE_URL", "DATABASE_URL")
    add_json_and_sdk_options(erase)


def run_erase(options: argparse.Namespace) -> int:
    """Erase the tenant's jobs; rows of the outbox first, because a relay would send them in the meantime."""
    find_sdk(options).with_tenant.check(options.tenant)
    if not options.yes:
        confirm(f'Erase all jobs of tenant "{options.tenant}"')
    erased = _erase_outbox(options)
    provider, erasure, can_erase = asyncio.run(_erase_at_provider(options))
    _print_erasures(options, [erased, (provider, erasure)])
    if not can_erase:
        raise CommandError(f'The jobs of "{options.tenant}" were not erased: {" ".join(erasure.remaining)}')
    return 0


def _print_erasures(options: argparse.Namespace, erasures: list[tuple[str, Erasure]]) -> None:
    if options.json:
        print_json([{"place": place, **asdict(erasure)} for place, erasure in erasures])
        return
    for place, erasure in erasures:
        cancelled = f", {count(erasure.cancelled, 'job')} canceled" if erasure.cancelled else ""
        print(f"{place}: {count(erasure.erased, 'job')} erased{cancelled}")
        for remainder in erasure.remaining:
            print(f"  remains: {remainder}")


def _erase_outbox(options: argparse.Namespace) -> tuple[str, Erasure]:
    if configured_address(options) is None:
        unset = " and ".join(options.database_variables)
        return "outbox", Erasure(remaining=(f"not searched: {unset} are not set",))
    from cgk_runtime.db.outbox import OutboxStore, OutboxTable

    table = OutboxTable(*options.outbox_table)
    with connected(options) as connection:
        store = OutboxStore(connection, table)
        erased = store.erase_tenant(options.tenant) if store.exists() else 0
    return f"outbox {table.schema}.{table.name}", Erasure(erased)


async def _erase_at_provider(options: argparse.Namespace) -> tuple[str, Erasure, bool]:
    """Return the provider, what it erased, and False if everything remains because it can erase nothing."""
    try:
        client = connect(options)[1]
    except NotConfiguredError:
        return "provider", Erasure(remaining=("not searched: no provider is configured",)), True
    async with client:
        provider = client.provider
        if isinstance(provider, ErasingProvider):
            return provider.name, await provider.erase_tenant(options.tenant), True
        remainder = f"everything in {provider.name}: stop it, and delete the history of `cgk dev` in .cgk/dev.sqlite"
        return provider.name, Erasure(remaining=(remainder,)), False
