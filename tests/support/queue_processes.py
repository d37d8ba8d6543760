"""Workers and senders of a queue as processes that a test kills: `python -m queue_processes`."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import signal
import sys
from typing import Any

import psycopg
from cgk_runtime.client.batch import JobItem
from cgk_runtime.client.client import JobClient
from cgk_runtime.errors import JobsError
from cgk_runtime.providers.postgres import PostgresProvider, PostgresSettings, send_in
from cgk_runtime.providers.postgres.worker import PostgresWorker
from cgk_runtime.providers.worker import WorkerOptions
from cgk_runtime.tasks.options import Concurrency
from shop import make_sdk

EVENT = "order.created"
MAX_RUNNING_PER_TENANT = 2
MAX_RUNNING = 5


async def worker(settings: dict[str, Any]) -> None:
    """Run jobs until killed."""
    sdk = make_sdk()

    @sdk.task(EVENT, concurrency=[Concurrency(MAX_RUNNING_PER_TENANT, by="tenantId"), Concurrency(MAX_RUNNING)])
    async def work(payload: Any) -> str:
        await asyncio.sleep(random.random() * 0.02)  # noqa: S311  not a secret
        return str(payload.order_id)

    database = PostgresSettings(settings["address"])
    sdk.set_job_client(JobClient(sdk.catalog, PostgresProvider(sdk.catalog, database)))
    options = WorkerOptions(lambda _line: None, concurrency=MAX_RUNNING + 1)  # only the limit holds a run back
    await PostgresWorker(sdk, database, options, heartbeat=settings["heartbeat"], poll=1.0).run(asyncio.Event())


async def sender(settings: dict[str, Any]) -> None:
    """Send jobs until killed, and append a line for each accepted one to a file."""
    sdk = make_sdk()
    rng = random.Random(settings["start_number"])  # noqa: S311  not a secret
    acknowledged = os.open(settings["file"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(acknowledged, b"\n")  # a killed sender may have left half a line
    async with JobClient(sdk.catalog, PostgresProvider(sdk.catalog, PostgresSettings(settings["address"]))) as client:
        for number in itertools.count():
            order = f"{settings['start_number']:05}-{number:05}"
            tenant = rng.choice(["rawdog", "acme", "bolt"])
            kind = rng.choice(["single", "twice", "batch", "rolled back", "committed"])
            try:
                ids = await _send(client, settings["address"], kind, tenant, order)
            except (JobsError, psycopg.Error):
                await asyncio.sleep(0.05)
                continue
            for job_id, sent in ids:
                os.write(acknowledged, json.dumps([job_id, sent]).encode() + b"\n")
            await asyncio.sleep(0.01)


async def _send(client: JobClient, address: str, kind: str, tenant: str, order: str) -> list[tuple[str, str]]:
    payload = {"tenantId": tenant, "orderId": order}
    if kind == "batch":
        items = [JobItem[Any](EVENT, {**payload, "orderId": f"{order}-{index}"}, {}) for index in range(5)]
        return [(handle.id, f"{order}-{index}") for index, handle in enumerate(await client.send_jobs(items))]
    if kind in {"rolled back", "committed"}:
        async with await psycopg.AsyncConnection.connect(address) as connection:
            with send_in(connection):
                name = f"{order}-undone" if kind == "rolled back" else order
                handle = await client.send_job_dynamic(EVENT, {**payload, "orderId": name})
            if kind == "rolled back":
                await connection.rollback()
                return []
            await connection.commit()
        return [(handle.id, order)]
    if kind == "single":
        handles = [await client.send_job_dynamic(EVENT, payload)]
    else:
        handles = [await client.send_job_dynamic(EVENT, payload, idempotency_key=order) for _ in range(2)]
    return [(handle.id, order) for handle in handles]


def main() -> None:
    """Fork a process for each line of the input, a JSON list of role and settings, and print its id.

    The process starts with all modules imported, so the test kills it at work and not during its imports.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps ended children
    for line in sys.stdin:
        role, settings = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asyncio.run({"worker": worker, "sender": sender}[role](settings))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
