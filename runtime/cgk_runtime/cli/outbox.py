"""The command `cgk outbox`: migration, relay, and administration of jobs in the outbox."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cgk_runtime._internal.optional_deps import require
from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.database import (
    add_database_option,
    add_outbox_option,
    convert_errors,
    database_address,
    open_connection,
)
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_reveal_option, add_sdk_option, find_sdk, parse_positive
from cgk_runtime.cli.output import print_json, print_rows, redact_unless_revealed
from cgk_runtime.cli.payloads import read_payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgk_runtime.db.outbox import OutboxEntry, OutboxStore, OutboxTable


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Transactional outbox: print its migration, send committed jobs to the provider, and inspect, fix and resend "
        "jobs that failed."
    )
    parser.epilog = (
        "Examples:\n\n  cgk outbox migration --app-role shop_app --relay-role shop_relay > outbox.sql\n"
        "  cgk outbox relay\n  cgk outbox list --state dead\n  cgk outbox resend 17 --payload fixed.json"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    migration = actions.add_parser("migration", help="print the SQL that creates the outbox")
    migration.add_argument(
        "--app-role", required=True, metavar="ROLE", help="role of the application, which writes jobs"
    )
    migration.add_argument("--relay-role", required=True, metavar="ROLE", help="role of the relay, which sends them")
    migration.add_argument(
        "--setting", default="app.tenant_id", metavar="NAME", help="setting that holds the tenant (app.tenant_id)"
    )
    migration.add_argument("--signed", action="store_true", help="verify signed tenants; see `cgk tenants sign --help`")

    relay = actions.add_parser("relay", help="send committed jobs until stopped; several relays can run at once")
    relay.add_argument(
        "--batch", type=parse_positive, default=100, metavar="N", help="maximum number of jobs sent together (100)"
    )
    relay.add_argument("--once", action="store_true", help="send the jobs that are due now, and exit")

    listing = actions.add_parser("list", help="list waiting and dead jobs, without their payloads")
    listing.add_argument("--state", choices=("waiting", "dead"), help="only jobs in this state")
    listing.add_argument("--tenant", metavar="TENANT", help="only jobs of this tenant")
    listing.add_argument("--limit", type=parse_positive, default=100, metavar="N", help="maximum number of jobs (100)")
    listing.add_argument("--json", action="store_true", help="print one JSON document")
    show = actions.add_parser("show", help="print a job's payload")
    show.add_argument("id", type=parse_positive, metavar="ID", help="number of a job")
    add_reveal_option(show)
    resend = actions.add_parser("resend", help="send jobs again, with the same idempotency keys")
    resend.add_argument("ids", type=parse_positive, nargs="+", metavar="ID", help="number of a job")
    resend.add_argument("--payload", metavar="FILE", help="JSON file with a new payload; for a single job")
    discard = actions.add_parser("discard", help="delete jobs without sending them")
    discard.add_argument("ids", type=parse_positive, nargs="+", metavar="ID", help="number of a job")

    for action in (migration, relay, listing, show, resend, discard):
        add_outbox_option(action, "--table")
        if action is not migration:
            add_database_option(action, "OUTBOX_DATABASE_URL", "DATABASE_URL")
            add_sdk_option(action)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    require("psycopg", "postgres", "The outbox")
    return _ACTIONS[options.action](options)


def _migration(options: argparse.Namespace) -> int:
    from cgk_runtime.db.outbox import migration

    print(
        migration(
            app_role=options.app_role,
            relay_role=options.relay_role,
            table=_table(options),
            setting=options.setting,
            signed=options.signed,
        ),
        end="",
    )
    return 0


def _relay(options: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    with convert_errors():
        return asyncio.run(_run_relay(options))


async def _run_relay(options: argparse.Namespace) -> int:
    from cgk_runtime.cli.connect import connect
    from cgk_runtime.db.outbox import Relay, RelayOptions
    from cgk_runtime.providers.worker import call_on_first_signal

    sdk, client = connect(options)
    async with client:
        relay = Relay(
            database_address(options), sdk.catalog, client.provider, RelayOptions(options.batch, table=_table(options))
        )
        if options.once:
            result = await relay.drain()
            print(f"{result.sent} sent, {result.rescheduled} rescheduled, {result.dead} dead")
            return 1 if result.dead else 0
        with call_on_first_signal(relay.stop):
            print(f"cgk outbox: sending jobs to {client.provider.name}", flush=True)
            await relay.run()
    return 0


def _list(options: argparse.Namespace) -> int:
    with _open_store(options) as store:
        entries = store.entries(state=options.state, tenant_id=options.tenant, limit=options.limit)
    print_rows(options, entries, [_entry_cells(entry) for entry in entries])
    return 0


def _show(options: argparse.Namespace) -> int:
    with _open_store(options) as store:
        event, payload = store.payload(options.id)
    document = json.loads(payload)
    model = None if options.reveal else find_sdk(options).catalog.payload_model(event)
    print_json(redact_unless_revealed(options, document, model))
    return 0


def _resend(options: argparse.Namespace) -> int:
    if options.payload is not None and len(options.ids) > 1:
        raise CommandError("--payload requires a single job id")
    with _open_store(options) as store:
        for entry_id in options.ids:
            if options.payload is None:
                store.resend(entry_id)
            else:
                catalog = find_sdk(options).catalog
                payload = read_payload(f"@{options.payload}", None, catalog.tenant_field)
                store.update_payload(entry_id, payload, catalog)
    for entry_id in options.ids:
        print(f"{entry_id}  waiting")
    return 0


def _discard(options: argparse.Namespace) -> int:
    with _open_store(options) as store:
        for entry_id in options.ids:
            store.discard(entry_id)
    for entry_id in options.ids:
        print(f"{entry_id}  discarded")
    return 0


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "migration": _migration,
    "relay": _relay,
    "list": _list,
    "show": _show,
    "resend": _resend,
    "discard": _discard,
}


@contextmanager
def _open_store(options: argparse.Namespace) -> Generator[OutboxStore]:
    from cgk_runtime.db.outbox import OutboxStore

    with open_connection(options) as connection, connection.transaction():
        yield OutboxStore(connection, _table(options))


def _table(options: argparse.Namespace) -> OutboxTable:
    from cgk_runtime.db.outbox import OutboxTable

    return OutboxTable(*options.table)


def _entry_cells(entry: OutboxEntry) -> tuple[str, ...]:
    attempts = pluralize(entry.attempts, "attempt")
    created = f"{entry.created_at:%Y-%m-%d %H:%M:%S}"
    return str(entry.id), entry.tenant_id, entry.event, entry.state, attempts, created, entry.last_error or ""
