"""`cgk send order.created --tenant TENANT --data '{...}'`: send one job."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime.cli.options import (
    add_catalog_argument,
    add_json_and_sdk_options,
    add_list_option,
    add_reveal_option,
    find_sdk,
    parse_duration,
    parse_positive,
)
from cgk_runtime.cli.output import print_json, redact_unless_revealed

if TYPE_CHECKING:
    from cgk_runtime.client.options import SendOptions


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Send one job through the configured provider. The payload is validated first, and all errors are reported. "
        "Prints the job's id, and with --wait its result."
    )
    parser.epilog = (
        "Examples:\n\n"
        '  cgk send order.created --tenant TENANT --data \'{"orderId": "o1"}\'\n'
        "  cgk send order.created --tenant TENANT --example --wait\n"
        "  cgk send order.created --tenant TENANT --data @order.json --delay 15m\n"
        "  jq -c .order order.json | cgk send order.created --tenant TENANT --data -"
    )
    add_catalog_argument(parser, "event", metavar="EVENT", help="name of the event")
    parser.add_argument("--tenant", metavar="ID", help="the payload's tenant")
    parser.add_argument("--data", metavar="JSON", help="the payload: a JSON object, @FILE, or - for standard input")
    parser.add_argument(
        "--example", action="store_true", help="take the fields that --data lacks from the catalog's example"
    )
    parser.add_argument("--delay", type=parse_duration, metavar="TIME", help="run the job later: 90, 90s, 15m, 2h, 1d")
    parser.add_argument("--idempotency-key", metavar="KEY", help="create one run for all sends with the same key")
    parser.add_argument(
        "--max-attempts", type=parse_positive, metavar="N", help="number of attempts, instead of the catalog's"
    )
    add_list_option(parser, "--tag", "TAG", "a label; repeatable")
    parser.add_argument(
        "--wait",
        nargs="?",
        type=parse_duration,
        const=60.0,
        metavar="TIME",
        help="wait for the result, up to this time (60s)",
    )
    add_reveal_option(parser)
    add_json_and_sdk_options(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from cgk_runtime.cli.payloads import example_payload, read_payload
    from cgk_runtime.client.options import resolve_options
    from cgk_runtime.validation.payloads import serialize_payload

    catalog = find_sdk(options).catalog
    payload = read_payload(options.data, options.tenant, catalog.tenant_field)
    if options.example:
        payload = {**example_payload(catalog, options.event), **payload}
    # Check the payload and the options first, so their errors are reported even without a provider.
    tenant_id, _document = serialize_payload(catalog, options.event, payload)
    resolve_options(_send_options(options), tenant_id, options.event)
    return asyncio.run(_send(options, payload))


async def _send(options: argparse.Namespace, payload: dict[str, Any]) -> int:
    from pydantic_core import to_jsonable_python

    from cgk_runtime.cli.connect import connect
    from cgk_runtime.cli.payloads import find_model

    sdk, client = connect(options)
    async with client:
        handle = await client.send_job_dynamic(options.event, payload, **_send_options(options))
        document: dict[str, Any] = {"id": handle.id, "event": options.event, "provider": handle.provider}
        if options.wait is None:
            print_json(document) if options.json else print(handle.id)
            return 0
        if not options.json:
            print(handle.id, file=sys.stderr, flush=True)
        result = to_jsonable_python(await handle.wait(options.wait), by_alias=True)  # a declared result is a model
        result = redact_unless_revealed(options, result, find_model(sdk.catalog.result_model, options.event))
        print_json({**document, "status": "completed", "output": result} if options.json else result)
    return 0


def _send_options(options: argparse.Namespace) -> SendOptions:
    values = {
        "delay": options.delay,
        "idempotency_key": options.idempotency_key,
        "max_attempts": options.max_attempts,
        "tags": options.tag or None,
    }
    return cast("SendOptions", {name: value for name, value in values.items() if value is not None})
