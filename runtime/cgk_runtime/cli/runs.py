"""`cgk runs show|cancel|replay ID`: show, cancel or replay the runs of a job."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import TYPE_CHECKING, Any

from cgk_runtime.cli.failures import print_failure
from cgk_runtime.cli.output import add_reveal_option, console, print_columns, print_json, redact_unless_revealed
from cgk_runtime.cli.payloads import find_result_model
from cgk_runtime.cli.sdk_option import add_sdk_option
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.client.provider import Run


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Show the runs of a job, cancel them, or send the job again. `cgk send` prints the id of a job."
    )
    parser.epilog = (
        "Examples:\n\n  cgk runs show run_0a1b2c\n  cgk runs cancel run_0a1b2c run_3d4e5f\n  cgk runs replay run_0a1b2c"
    )
    parser.add_argument("action", choices=("show", "cancel", "replay"), help="the action")
    parser.add_argument("ids", nargs="+", metavar="ID", help="id of a job")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_reveal_option(parser)
    add_sdk_option(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from cgk_runtime.cli.connect import connect

    sdk, client = connect(options)
    async with client:
        if options.action == "show":
            await _show(sdk.catalog, client, options)
            return 0
        return await _act_on_each(client, options)


async def _act_on_each(client: JobClient, options: argparse.Namespace) -> int:
    """Cancel or replay jobs one by one; a failure does not stop the others."""
    done: list[dict[str, str]] = []
    failed = False
    for job_id in options.ids:
        try:
            if options.action == "cancel":
                await client.cancel_job(job_id)
                done.append({"cancelled": job_id})
            else:
                done.append({"replayed": job_id, "id": (await client.replay_job(job_id)).id})
        except JobsError as error:
            print_failure(error)
            failed = True
    _print(options, done)
    return 1 if failed else 0


async def _show(catalog: Catalog, client: JobClient, options: argparse.Namespace) -> None:
    runs = [run for job_id in options.ids for run in await client.get_handle(job_id).runs()]
    documents = [_document(run) for run in runs]
    for document in documents:
        if "output" in document:
            kind = find_result_model(catalog, document.get("event", ""))
            document["output"] = redact_unless_revealed(options, document["output"], kind)
    if options.json:
        print_json(documents)
        return
    out = console()
    for at, document in enumerate(documents):
        if at:
            out.print()
        print_columns(out, [(name, _text(value)) for name, value in document.items()])


def _print(options: argparse.Namespace, documents: list[dict[str, str]]) -> None:
    if options.json:
        print_json(documents)
        return
    for document in documents:
        print("  ".join(f"{name} {value}" for name, value in document.items()))


def _document(run: Run) -> dict[str, Any]:
    """Return the known properties of a run as JSON data."""
    known: dict[str, Any] = {
        "id": run.id,
        "event": run.event,
        "status": run.status,
        "tenant": run.tenant_id,
        "task": run.task,
        "attempts": run.attempt or None,
        "queued": run.queued_at.isoformat() if run.queued_at else None,
        "starts": run.starts_at.isoformat() if run.starts_at else None,
        "started": run.started_at.isoformat() if run.started_at else None,
        "ended": run.ended_at.isoformat() if run.ended_at else None,
        "tags": list(run.tags) or None,
        "output": json.loads(run.output) if run.output is not None else None,
        "error": {"type": run.error.type, "message": run.error.message} if run.error else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
