"""Application and relay as processes that a test kills: `python -m outbox_processes ROLE SETTINGS_AS_JSON`."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from cgk_runtime import JobClient
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.db import Tenancy
from cgk_runtime.db.outbox import Outbox, OutboxTable, Relay, RelayOptions
from cgk_runtime.errors import JobsError
from cgk_runtime.tenant import TenantRule
from recording import RecordingProvider, order_of
from shop import CATALOG

with_tenant = TenantRule()
TENANTS = ("rawdog", "acme")


class FileProvider(RecordingProvider):
    """Provider that appends each job to a file, which survives the process."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        for message in messages:
            await asyncio.sleep(random.random() * 0.002)  # noqa: S311  not a secret
            line = {"key": message.options.idempotency_key, "order": order_of(message), "tenant": message.tenant_id}
            os.write(self._file, json.dumps(line).encode() + b"\n")
        return [f"run_{order_of(message)}" for message in messages]


async def application(settings: dict[str, Any]) -> None:
    """Write orders and their jobs in one transaction, sometimes rolled back, until killed."""
    tenancy = Tenancy(with_tenant, schema_prefix=settings["prefix"], shared_schemas=(settings["shared"],))
    outbox = Outbox(partial(JobClient, CATALOG), table=OutboxTable(settings["shared"]))

    async def place_orders(tenant: str) -> None:
        rng = random.Random(f"{settings['start_number']} {tenant}")  # noqa: S311  not a secret
        async with await tenancy.connect_async(settings["app"]) as connection:
            for number in itertools.count():
                commits = rng.random() < 0.75
                order = f"{settings['start_number']:04}-{number:05}-{'kept' if commits else 'undone'}"
                in_order = rng.random() < 0.5
                async with with_tenant(tenant), outbox(connection, in_order=in_order) as client:
                    await client.send_job_dynamic("order.created", {"tenantId": tenant, "orderId": order})
                    await asyncio.sleep(rng.random() * 0.004)
                    body = f"{order} {'in order' if in_order else 'in any order'}"
                    await connection.execute("INSERT INTO notes (tenant, body) VALUES (%s, %s)", (tenant, body))
                    await (connection.commit() if commits else connection.rollback())

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.gather(*(place_orders(tenant) for tenant in TENANTS))


async def relay(settings: dict[str, Any]) -> None:
    """Send jobs until killed."""
    options = RelayOptions(batch_size=5, table=OutboxTable(settings["shared"]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await Relay(settings["relay"], CATALOG, FileProvider(Path(settings["file"])), options).run()


if __name__ == "__main__":
    asyncio.run({"application": application, "relay": relay}[sys.argv[1]](json.loads(sys.argv[2])))
