"""`cgk tenants erase`: erase a tenant's jobs at the provider and in the outbox."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgk_runtime._internal.plurals import count
from cgk_runtime.cli.confirmation import confirm
from cgk_runtime.cli.connect import connect
from cgk_runtime.cli.database import add_database_option, configured_address, connected, parse_table_name
from cgk_runtime.cli.options import add_json_and_sdk_options, find_sdk
from cgk_runtime.cli.output import print_json
from cgk_runtime.client.administration import ErasingProvider, Erasure
from cgk_runtime.errors import NotConfiguredError

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider


@dataclass(frozen=True, slots=True)
class _Result:
    place: str
    erased: int
    cancelled: int = 0
    remaining: tuple[str, ...] = ()


def declare_erase(erase: argparse.ArgumentParser) -> None:
    """Declare the arguments of the action."""
    erase.add_argument("tenant", metavar="TENANT", help="tenant id")
    erase.add_argument("--yes", action="store_true", help="do not ask before jobs are erased")
    erase.add_argument(
        "--outbox-table", default="public.cgk_outbox", metavar="NAME", help="the outbox (public.cgk_outbox)"
    )
    add_database_option(erase, "OUTBOX_DATABASE_URL", "DATABASE_URL")
    add_json_and_sdk_options(erase)


def run_erase(options: argparse.Namespace) -> int:
    """Erase the tenant's jobs; rows of the outbox first, because a relay would send them in the meantime."""
    find_sdk(options).with_tenant.check(options.tenant)
    if not options.yes:
        confirm(f'Erase all jobs of tenant "{options.tenant}"')
    results = [_erase_outbox(options), asyncio.run(_erase_at_provider(options))]
    if options.json:
        print_json(results)
        return 0
    for result in results:
        cancelled = f", {count(result.cancelled, 'job')} canceled" if result.cancelled else ""
        print(f"{result.place}: {count(result.erased, 'job')} erased{cancelled}")
        for remainder in result.remaining:
            print(f"  remains: {remainder}")
    return 0


def _erase_outbox(options: argparse.Namespace) -> _Result:
    if configured_address(options) is None:
        return _Result(
            "outbox", 0, remaining=(f"not searched: {' and '.join(options.database_variables)} are not set",)
        )
    from cgk_runtime.db.outbox import OutboxStore, OutboxTable

    table = OutboxTable(*parse_table_name(options.outbox_table))
    with connected(options) as connection:
        store = OutboxStore(connection, table)
        erased = store.erase_tenant(options.tenant) if store.exists() else 0
    return _Result(f"outbox {options.outbox_table}", erased)


async def _erase_at_provider(options: argparse.Namespace) -> _Result:
    try:
        client = connect(options)[1]
    except NotConfiguredError:
        return _Result("provider", 0, remaining=("not searched: no provider is configured",))
    async with client:
        erasure = await _erase(client.provider, options.tenant)
    return _Result(client.provider.name, erasure.erased, erasure.cancelled, erasure.remaining)


async def _erase(provider: JobProvider, tenant_id: str) -> Erasure:
    if isinstance(provider, ErasingProvider):
        return await provider.erase_tenant(tenant_id)
    return Erasure(remaining=(f"everything: {provider.name} cannot erase the jobs of a tenant",))
