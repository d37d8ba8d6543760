"""Measurement of ways to send events to the server in `sink`: `python -m benchmarks.inngest.measure PORT ROUNDS`.

It prints the microseconds per event, by way and round, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable

import aiohttp
import inngest
from cgk_jobs import CATALOG
from cgk_runtime.client.batch import JobItem
from cgk_runtime.client.client import JobClient
from cgk_runtime.client.provider import CATALOG_VERSION, JobMessage
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.providers.inngest.envelope import encode_event
from cgk_runtime.settings import Settings
from cgk_runtime.validation.payloads import serialize_payload

BATCH = 1000
PAYLOAD: dict[str, inngest.JSON] = {
    "tenantId": "rawdog",
    "orderId": "order_123",
    "totalAmount": 9999,
    "currency": "USD",
}
EVENT = "order.created"


async def measure(port: int, rounds: int) -> dict[str, list[float]]:
    """Measure all ways to send in turn, so a busy machine affects all of them; return microseconds per event."""
    origin = f"http://127.0.0.1:{port}"
    settings = Settings({"INNGEST_BASE_URL": origin, "INNGEST_EVENT_KEY": "key", "INNGEST_SIGNING_KEY": "00"})
    provider = InngestProvider(CATALOG, InngestSettings.read(settings))
    client = JobClient(CATALOG, provider)
    # The client creates such messages, with the catalog's version in the headers.
    catalog_headers = {CATALOG_VERSION: CATALOG.version}
    messages: list[JobMessage] = []
    for _ in range(BATCH):
        tenant, document = serialize_payload(CATALOG, EVENT, PAYLOAD)
        messages.append(JobMessage(CATALOG.event(EVENT), tenant, document, headers=catalog_headers))
    items: list[JobItem[object]] = [JobItem(EVENT, PAYLOAD, {}) for _ in range(BATCH)]
    single_body = b"[" + encode_event(messages[0]) + b"]"
    batch_body = b"[" + b",".join(encode_event(message) for message in messages) + b"]"
    inngest_client = inngest.Inngest(app_id="bench", event_key="key", event_api_base_url=origin, is_production=True)
    events = [inngest.Event(name=EVENT, data=PAYLOAD) for _ in range(BATCH)]
    headers = {
        "content-type": "application/json",
        "x-inngest-event-id-seed": "1,AAAAAAAAAAAAAA==",
        "user-agent": "bench",
    }

    async with aiohttp.ClientSession() as session:

        async def post(body: bytes) -> None:
            async with session.post(f"{origin}/e/key", data=body, headers=headers) as response:
                assert json.loads(await response.read())["ids"]

        async def send_one_by_inngest() -> None:
            await inngest_client.send(events[0])

        # For each way: the function, its number of events per call, and the number of calls per round.
        ways: dict[str, tuple[Callable[[], Awaitable[object]], int, int]] = {
            "aiohttp, one by one": (lambda: post(single_body), 1, 300),
            "cgk-jobs, one by one": (lambda: client.send_job_dynamic(EVENT, PAYLOAD), 1, 300),
            "Inngest's SDK, one by one": (send_one_by_inngest, 1, 300),
            "aiohttp, the same bytes": (lambda: post(batch_body), BATCH, 20),
            "cgk-jobs provider, batch": (lambda: provider.send_many(messages), BATCH, 20),
            "cgk-jobs, batch": (lambda: client.send_jobs(items), BATCH, 10),
            "Inngest's SDK, batch": (lambda: inngest_client.send(list(events)), BATCH, 10),
        }
        measured: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(rounds + 1):
            for name, (send, events_per_call, calls) in ways.items():
                started = time.perf_counter()
                for _ in range(calls):
                    await send()
                if number:  # the first round warms up
                    measured[name].append((time.perf_counter() - started) / (events_per_call * calls) * 1e6)
    await client.close()
    return measured


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(int(sys.argv[1]), int(sys.argv[2])))))
