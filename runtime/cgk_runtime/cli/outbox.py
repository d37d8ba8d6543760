"""`cgk outbox migration|relay|list|show|resend|discard`: the outbox's table, its relay, and what was given up."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.cli.database import DatabaseCommandError, add_database_option, address_of, connected, table_named
from cgk_runtime.cli.output import add_reveal_option, console, print_columns, print_json, redact_unless_revealed
from cgk_runtime.cli.sdk_option import add_sdk_option, find_sdk
from cgk_runtime.errors import InvalidOptionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgk_runtime.db.outbox import OutboxEntry, OutboxStore, OutboxTable, Relay


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Jobs written in the transactions of a database: print the migration, pass committed jobs on to the provider, "
        "and look after those that could not be sent."
    )
    parser.epilog = (
        "Examples:\n\n  cgk outbox migration --app-role shop_app --relay-role shop_relay > outbox.sql\n"
        "  cgk outbox relay\n  cgk outbox list --state dead\n  cgk outbox resend 17 --payload mended.json"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    migration = actions.add_parser("migration", help="print the SQL that creates the outbox")
    migration.add_argument(
        "--app-role", required=True, metavar="ROLE", help="the application's role, which writes jobs"
    )
    migration.add_argument("--relay-role", required=True, metavar="ROLE", help="the relay's role, which sends them")
    migration.add_argument(
        "--setting", default="app.tenant_id", metavar="NAME", help="the tenant's setting (app.tenant_id)"
    )

    relay = actions.add_parser("relay", help="send committed jobs, until stopped; as many at once as wanted")
    relay.add_argument("--batch", type=_positive, default=100, metavar="N", help="jobs sent together, at most (100)")
    relay.add_argument("--once", action="store_true", help="send what is due now, and return")

    listing = actions.add_parser("list", help="list jobs that wait or were given up, without their payloads")
    listing.add_argument("--state", choices=("waiting", "dead"), help="only those")
    listing.add_argument("--tenant", metavar="TENANT", help="only this tenant's")
    listing.add_argument("--limit", type=_positive, default=100, metavar="N", help="at most so many (100)")
    listing.add_argument("--json", action="store_true", help="print one JSON document")
    show = actions.add_parser("show", help="print a job's payload, to be mended")
    show.add_argument("id", type=_positive, metavar="ID")
    add_reveal_option(show)
    resend = actions.add_parser("resend", help="send jobs again, with the keys they have")
    resend.add_argument("ids", type=_positive, nargs="+", metavar="ID")
    resend.add_argument(
        "--payload", type=Path, metavar="FILE", help="with this payload instead, valid for its event; one job"
    )
    discard = actions.add_parser("discard", help="drop jobs for good")
    discard.add_argument("ids", type=_positive, nargs="+", metavar="ID")

    for action in (migration, relay, listing, show, resend, discard):
        action.add_argument(
            "--table", default="public.cgk_outbox", metavar="NAME", help="the table (public.cgk_outbox)"
        )
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
            app_role=options.app_role, relay_role=options.relay_role, table=_table(options), setting=options.setting
        ),
        end="",
    )
    return 0


def _relay(options: argparse.Namespace) -> int:
    import psycopg

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        return asyncio.run(_pass_on(options))
    except psycopg.Error as error:
        raise DatabaseCommandError(f"The database refused: {str(error).strip()}") from error


async def _pass_on(options: argparse.Namespace) -> int:
    from cgk_runtime.cli.connect import connect
    from cgk_runtime.db.outbox import Relay, RelayOptions

    sdk, client = connect(options)
    async with client:
        relay = Relay(
            address_of(options), sdk.catalog, client.provider, RelayOptions(batch=options.batch, table=_table(options))
        )
        if options.once:
            passed = await relay.drain()
            print(f"{passed.sent} sent, {passed.put_off} put off, {passed.dead} given up")
            return 1 if passed.dead else 0
        _stop_on_signals(relay)
        print(f"cgk outbox: passing jobs on to {client.provider.name}", flush=True)
        await relay.run()
    return 0


def _stop_on_signals(relay: Relay) -> None:
    """Finish the batch in hand before ending, as Ctrl-C and a container's end ask for."""
    if sys.platform == "win32":
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, relay.stop)


def _list(options: argparse.Namespace) -> int:
    with connected(options) as connection:
        entries = _store(connection, options).entries(
            state=options.state, tenant_id=options.tenant, limit=options.limit
        )
    if options.json:
        print_json([_document(entry) for entry in entries])
    else:
        print_columns(console(), [_cells(entry) for entry in entries])
    return 0


def _show(options: argparse.Namespace) -> int:
    with connected(options) as connection:
        store = _store(connection, options)
        document = json.loads(store.payload(options.id))
        kind = None if options.reveal else find_sdk(options).catalog.payload_model(store.event(options.id))
    print_json(redact_unless_revealed(options, document, kind))
    return 0


def _resend(options: argparse.Namespace) -> int:
    if options.payload is not None and len(options.ids) > 1:
        raise InvalidOptionError("--payload is for one job", component="cgk")
    with connected(options) as connection, connection.transaction():
        store = _store(connection, options)
        for entry_id in options.ids:
            if options.payload is None:
                store.resend(entry_id)
            else:
                store.mend(entry_id, _read(options.payload), find_sdk(options).catalog)
    for entry_id in options.ids:
        print(f"{entry_id}  waits to be sent")
    return 0


def _discard(options: argparse.Namespace) -> int:
    with connected(options) as connection, connection.transaction():
        store = _store(connection, options)
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


def _store(connection: Any, options: argparse.Namespace) -> OutboxStore:
    from cgk_runtime.db.outbox import OutboxStore

    return OutboxStore(connection, _table(options))


def _table(options: argparse.Namespace) -> OutboxTable:
    from cgk_runtime.db.outbox import OutboxTable

    return OutboxTable(*table_named(options.table))


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidOptionError(f"{path} is no JSON document: {error}", component="cgk") from None


def _document(entry: OutboxEntry) -> dict[str, Any]:
    document = dataclasses.asdict(entry)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in document.items()}


def _cells(entry: OutboxEntry) -> tuple[str, ...]:
    tried = f"{entry.attempts} attempt{'s' if entry.attempts != 1 else ''}"
    written = f"{entry.created_at:%Y-%m-%d %H:%M:%S}"
    return str(entry.id), entry.tenant_id, entry.event, entry.state, tried, written, entry.last_error or ""


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, it is {value}")
    return value
