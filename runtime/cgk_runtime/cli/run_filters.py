"""Options that select runs by tenant, event, status and age, and the runs they select."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast, get_args

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import parse_duration
from cgk_runtime.client.administration import ListingProvider, RunFilter
from cgk_runtime.client.provider import RunStatus

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.client.provider import Run


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--tenant", metavar="TENANT", help="only runs of this tenant")
    parser.add_argument("--event", metavar="EVENT", help="only runs of this event")
    parser.add_argument(
        "--status",
        action="append",
        choices=get_args(RunStatus),
        metavar="STATUS",
        help=f"only runs with this status; repeatable ({', '.join(get_args(RunStatus))})",
    )
    parser.add_argument(
        "--since", type=parse_duration, metavar="AGE", help="only runs sent at most this long ago, such as 2h or 1d"
    )


def read_filter(options: argparse.Namespace, catalog: Catalog) -> RunFilter:
    """Return the conditions of the options.

    Raises:
        UnknownEventError: The catalog has no such event.
    """
    return RunFilter(
        tenant_id=options.tenant,
        event=None if options.event is None else catalog.event(options.event).name,
        statuses=frozenset(cast("list[RunStatus]", options.status or [])),
        since=None if options.since is None else datetime.now(UTC) - timedelta(seconds=options.since),
    )


async def find_runs(client: JobClient, conditions: RunFilter, limit: int | None = None) -> list[Run]:
    """Return the matching runs, newest first.

    Args:
        client: Client of the provider that lists the runs.
        conditions: Conditions that each run meets.
        limit: Maximum number of runs.

    Raises:
        CommandError: The provider cannot list runs.
    """
    provider = client.provider
    if not isinstance(provider, ListingProvider):
        raise CommandError(f"{provider.name} cannot list runs; name the ids of jobs instead")
    runs: list[Run] = []
    async for run in provider.list_runs(conditions):
        runs.append(run)
        if len(runs) == limit:
            break
    return runs
