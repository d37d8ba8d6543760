"""`cgk events [EVENT]`: list the catalog's events, or show one and how to send it."""

from __future__ import annotations

import argparse
import json
import shlex
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime.cli.event_argument import add_event_argument
from cgk_runtime.cli.output import console, print_columns, print_json
from cgk_runtime.cli.sdk_option import add_sdk_option, find_sdk

if TYPE_CHECKING:
    from rich.console import Console

    from cgk_runtime.catalog import Catalog, EventDefinition
    from cgk_runtime.cli.fields import PayloadField


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "List the catalog's events, or show one: its fields, an example, and how to send it in Python, in TypeScript "
        "and on the command line."
    )
    parser.epilog = "Examples:\n\n  cgk events\n  cgk events --category commerce\n  cgk events order.created"
    add_event_argument(parser, nargs="?", help="show this event")
    parser.add_argument("--category", metavar="NAME", help="list the events of this category")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_sdk_option(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    catalog = find_sdk(options).catalog
    if options.event is None:
        _list(catalog, options)
        return 0
    from cgk_runtime.cli.fields import describe_fields
    from cgk_runtime.cli.payloads import example_payload, example_tenant

    event = catalog.event(options.event)
    fields = describe_fields(catalog, event)
    example = {catalog.tenant_field: example_tenant(catalog), **example_payload(catalog, event.name)}
    if options.json:
        print_json({**_event_document(event), "fields": [field.as_json() for field in fields], "example": example})
        return 0
    _show(console(), catalog, event, fields, example)
    return 0


def _list(catalog: Catalog, options: argparse.Namespace) -> None:
    from cgk_runtime.cli.errors import CommandError

    events = [event for event in catalog.events.values() if options.category in {None, event.category}]
    if not events:
        known = ", ".join(dict.fromkeys(event.category for event in catalog.events.values()))
        raise CommandError(f'Unknown category "{options.category}"; available: {known}')
    if options.json:
        print_json([_event_document(event) for event in events])
        return
    out = console()
    rows = [(event.name, event.category, _description(event)) for event in events]
    print_columns(out, rows, styles=["bold"] * len(rows))


def _event_document(event: EventDefinition) -> dict[str, Any]:
    retry = event.retry
    known: dict[str, Any] = {
        "name": event.name,
        "category": event.category,
        "description": event.description,
        "taskId": event.task_id,
        "payloadType": event.payload_type,
        "resultType": event.result_type,
        "owner": event.owner,
        "deprecated": event.deprecated,
        "retry": {
            "maxAttempts": retry.max_attempts,
            "factor": retry.factor,
            "minTimeoutInMs": retry.min_timeout_ms,
            "maxTimeoutInMs": retry.max_timeout_ms,
        },
    }
    return {name: value for name, value in known.items() if value is not None}


def _show(
    out: Console, catalog: Catalog, event: EventDefinition, fields: list[PayloadField], example: dict[str, Any]
) -> None:
    retry = event.retry
    out.print(event.name, style="bold", end="")
    out.print(f"  {_description(event)}\n")
    waits = f"{retry.min_timeout_ms} ms, then {retry.factor:g} times as long, at most {retry.max_timeout_ms} ms"
    properties = [("category", event.category), ("task id", event.task_id), ("payload", event.payload_type)]
    properties += [(name, value) for name, value in (("result", event.result_type), ("owner", event.owner)) if value]
    print_columns(out, [*properties, ("retries", f"{retry.max_attempts} attempts; after {waits}")], indent=2)
    _heading(out, "Fields")
    rows = [(field.name, field.type, "required" if field.required else "optional", field.summary) for field in fields]
    print_columns(out, rows, indent=2)
    _heading(out, "Example")
    document = json.dumps(example, indent=2, ensure_ascii=False)
    _code(out, document)
    _heading(out, "Python")
    name = json.dumps(event.name, ensure_ascii=False)
    _code(out, f"from {catalog.package} import send_job\n\nawait send_job({name}, {_python(example)})")
    _heading(out, "TypeScript")
    is_plain = "'" not in name and name == f'"{event.name}"'
    quoted = f"'{event.name}'" if is_plain else name
    _code(out, f"await sendJob({quoted}, {document})")
    _heading(out, "Command line")
    rest = {field: value for field, value in example.items() if field != catalog.tenant_field}
    data = json.dumps(rest, ensure_ascii=False)
    tenant = shlex.quote(example[catalog.tenant_field])
    _code(out, f"cgk send {shlex.quote(event.name)} --tenant {tenant} --data {shlex.quote(data)}")


def _description(event: EventDefinition) -> str:
    return f"(deprecated: {event.deprecated}) {event.description}" if event.deprecated else event.description


def _heading(out: Console, text: str) -> None:
    out.print(f"\n{text}", style="bold")


def _code(out: Console, text: str) -> None:
    """Print lines to copy, without wrapping."""
    out.print("\n".join(f"  {line}" if line else "" for line in text.split("\n")))


def _python(value: object, depth: int = 0) -> str:
    """Return a JSON value as Python source."""
    inner, outer = "    " * (depth + 1), "    " * depth
    if isinstance(value, dict):
        held = cast("dict[str, object]", value)
        lines = [f"{inner}{_python(name)}: {_python(one, depth + 1)},\n" for name, one in held.items()]
        return "{\n" + "".join(lines) + outer + "}" if lines else "{}"
    if isinstance(value, list):
        items = cast("list[object]", value)
        return "[\n" + "".join(f"{inner}{_python(one, depth + 1)},\n" for one in items) + outer + "]" if items else "[]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
