"""`cgk runs`: list, show, cancel, replay and delete runs."""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.confirmation import confirm
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.failures import print_failure
from cgk_runtime.cli.options import add_json_and_sdk_options, add_reveal_option, parse_positive
from cgk_runtime.cli.output import console, print_columns, print_json, print_rows, redact_unless_revealed
from cgk_runtime.cli.payloads import find_model
from cgk_runtime.cli.run_filters import add_filter_options, find_runs, read_filter
from cgk_runtime.client.administration import PayloadProvider, PruningProvider, RunFilter
from cgk_runtime.errors import LONGEST_SECONDS, JobsError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.client.provider import Run


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "List runs, show the runs of a job, cancel them, send jobs again, or delete old runs. `cgk send` prints the id "
        "of a job."
    )
    parser.epilog = (
        "Examples:\n\n  cgk runs list --status failed --since 1d\n  cgk runs show run_0a1b2c\n"
        "  cgk runs cancel run_0a1b2c run_3d4e5f\n  cgk runs replay --status failed --event order.created\n"
        "  cgk runs prune --keep-days 30"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="list runs, newest first")
    add_filter_options(listing)
    listing.add_argument("--limit", type=parse_positive, default=50, metavar="N", help="maximum number of runs (50)")
    show = actions.add_parser("show", help="show the runs of jobs")
    show.add_argument("ids", nargs="+", metavar="ID", help="id of a job")
    add_reveal_option(show)
    cancel = actions.add_parser("cancel", help="cancel jobs, waiting or running")
    replay = actions.add_parser("replay", help="send the payloads of jobs again, as new jobs")
    for action in (cancel, replay):
        action.add_argument("ids", nargs="*", metavar="ID", help="id of a job; or select jobs by the options")
        add_filter_options(action)
        action.add_argument("--yes", action="store_true", help="do not ask before the selected jobs are changed")
    prune = actions.add_parser("prune", help="delete the runs that ended long ago")
    prune.add_argument(
        "--keep-days", type=parse_positive, required=True, metavar="N", help="keep runs that ended in the last N days"
    )
    for action in (listing, show, cancel, replay, prune):
        add_json_and_sdk_options(action)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from cgk_runtime.cli.connect import connect

    sdk, client = connect(options)
    async with client:
        if options.action == "show":
            await _show(sdk.catalog, client, options)
        elif options.action == "list":
            runs = await find_runs(client, read_filter(options, sdk.catalog), options.limit)
            print_rows(options, [_run_document(run) for run in runs], [_run_cells(run) for run in runs])
        elif options.action == "prune":
            await _prune(client, options)
        else:
            return await _act_on_each(client, options, await _select_jobs(client, sdk.catalog, options))
    return 0


async def _select_jobs(client: JobClient, catalog: Catalog, options: argparse.Namespace) -> list[str]:
    """Return the named jobs, or those that the options select."""
    conditions = read_filter(options, catalog)
    if options.ids and conditions != RunFilter():
        raise CommandError("Name ids or select jobs by options, not both")
    if options.ids:
        return list(options.ids)
    if conditions == RunFilter():
        raise CommandError(f"Name the ids of jobs, or select them, such as `cgk runs {options.action} --status failed`")
    runs = await find_runs(client, conditions)
    if options.action == "cancel":
        ids = [run.id for run in runs if not run.is_final]
        action = f"Cancel {pluralize(len(ids), 'run')}"
    else:
        # One replay sends a job again, no matter how many of its runs failed.
        ids = list(dict.fromkeys(run.job_id or run.id for run in runs))
        action = f"Send {pluralize(len(ids), 'job')} again"
    if ids and not options.yes:
        confirm(f"{action} at {client.provider.name}")
    return ids


async def _act_on_each(client: JobClient, options: argparse.Namespace, ids: list[str]) -> int:
    """Cancel or replay jobs one by one; a failure does not stop the others."""
    results: list[dict[str, str]] = []
    failed = False
    for job_id in ids:
        try:
            if options.action == "cancel":
                await client.cancel_job(job_id)
                results.append({"cancelled": job_id})
            else:
                results.append({"replayed": job_id, "id": (await client.replay_job(job_id)).id})
        except JobsError as error:
            print_failure(error)
            failed = True
    print_rows(options, results, [[f"{name} {value}" for name, value in result.items()] for result in results])
    return 1 if failed else 0


async def _prune(client: JobClient, options: argparse.Namespace) -> None:
    provider = client.provider
    if not isinstance(provider, PruningProvider):
        raise CommandError(f"{provider.name} keeps runs as long as its own settings say; `cgk` cannot delete them")
    kept = timedelta(seconds=min(options.keep_days * 86400, LONGEST_SECONDS))
    deleted = await provider.delete_ended_runs(datetime.now(UTC) - kept)
    print_rows(options, {"deleted": deleted}, [[f"{pluralize(deleted, 'run')} deleted"]])


async def _show(catalog: Catalog, client: JobClient, options: argparse.Namespace) -> None:
    from cgk_runtime.validation.redaction import MASK

    documents: list[dict[str, Any]] = []
    provider = client.provider
    for job_id in options.ids:
        runs = await client.get_handle(job_id).runs()
        payload = await provider.read_payload(job_id) if isinstance(provider, PayloadProvider) else None
        documents += [_run_document(run, payload) for run in runs]
    for document in documents:
        event = document.get("event", "")
        model = find_model(catalog.payload_model, event)
        for name, field_model in (("payload", model), ("output", find_model(catalog.result_model, event))):
            if name in document:
                if model is None and not options.reveal:
                    document[name] = MASK  # without the event, its fields with personal data are unknown
                document[name] = redact_unless_revealed(options, document[name], field_model)
    if options.json:
        print_json(documents)
        return
    out = console()
    for index, document in enumerate(documents):
        if index:
            out.print()
        print_columns(out, [(name, _cell_text(value)) for name, value in document.items()])


def _run_cells(run: Run) -> tuple[str, ...]:
    queued = f"{run.queued_at:%Y-%m-%d %H:%M:%S}" if run.queued_at else ""
    error = f"{run.error.type}: {run.error.message}".partition("\n")[0] if run.error else ""
    return run.id, run.event or "-", run.tenant_id or "-", run.status, queued, error


def _run_document(run: Run, payload: bytes | None = None) -> dict[str, Any]:
    """Return the known properties of a run as JSON data."""
    properties: dict[str, Any] = {
        "id": run.id,
        "job": run.job_id,
        "event": run.event,
        "status": run.status,
        "tenant": run.tenant_id,
        "task": run.task,
        "attempts": run.attempt or None,
        "maxAttempts": run.max_attempts,
        "queued": run.queued_at.isoformat() if run.queued_at else None,
        "starts": run.starts_at.isoformat() if run.starts_at else None,
        "started": run.started_at.isoformat() if run.started_at else None,
        "ended": run.ended_at.isoformat() if run.ended_at else None,
        "tags": list(run.tags) or None,
        "payload": json.loads(payload) if payload is not None else None,
        "output": json.loads(run.output) if run.output is not None else None,
        "error": {"type": run.error.type, "message": run.error.message} if run.error else None,
    }
    return {name: value for name, value in properties.items() if value is not None}


def _cell_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
