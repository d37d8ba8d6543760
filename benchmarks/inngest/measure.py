"""Measurement of ways to send events to a sink, in one process; prints microseconds per event."""

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
    """Measure all ways in turn, because a busy moment of the machine then affects all of them."""
    origin = f"http://127.0.0.1:{port}"
    settings = Settings({"INNGEST_BASE_URL": origin, "INNGEST_EVENT_KEY": "key", "INNGEST_SIGNING_KEY": "00"})
    provider = InngestProvider(CATALOG, InngestSettings.read(settings))
    client = JobClient(CATALOG, provider)
    # Messages as the client makes them, with the catalog's version in the headers.
    headers_of_all = {CATALOG_VERSION: CATALOG.version}
    messages: list[JobMessage] = []
    for _ in range(BATCH):
        tenant, document = serialize_payload(CATALOG, EVENT, PAYLOAD)
        messages.append(JobMessage(CATALOG.event(EVENT), tenant, document, headers=headers_of_all))
    items: list[JobItem[object]] = [JobItem(EVENT, PAYLOAD, {}) for _ in range(BATCH)]
    single_body = b"[" + encode_event(messages[0]) + b"]"
    batch_body = b"[" + b",".join(encode_event(message) for message in messages) + b"]"
    official = inngest.Inngest(app_id="bench", event_key="key", event_api_base_url=origin, is_production=True)
    events = [inngest.Event(name=EVENT, data=PAYLOAD) for _ in range(BATCH)]
    headers = {
        "content-type": "application/json",
        "x-inngest-event-id-seed": "1,AAAAAAAAAAAAAA==",
        "user-agent": "bench",
    }

    async with aiohttp.ClientSession() as session:

        async def bare(body: bytes) -> None:
            async with session.post(f"{origin}/e/key", data=body, headers=headers) as response:
                assert json.loads(await response.read())["ids"]

        async def official_one() -> None:
            await official.send(events[0])

        ways: dict[str, tuple[Callable[[], Awaitable[object]], int, int]] = {
            "aiohttp, one by one": (lambda: bare(single_body), 1, 300),
            "cgk-jobs, one by one": (lambda: client.send_job_dynamic(EVENT, PAYLOAD), 1, 300),
            "Inngest's SDK, one by one": (official_one, 1, 300),
            "aiohttp, the same bytes": (lambda: bare(batch_body), BATCH, 20),
            "cgk-jobs provider, batch": (lambda: provider.send_many(messages), BATCH, 20),
            "cgk-jobs, batch": (lambda: client.send_jobs(items), BATCH, 10),
            "Inngest's SDK, batch": (lambda: official.send(list(events)), BATCH, 10),
        }
        measured: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(rounds + 1):
            for name, (send, events_each, times) in ways.items():
                started = time.perf_counter()
                for _ in range(times):
                    await send()
                if number:  # the first round warms up
                    measured[name].append((time.perf_counter() - started) / (events_each * times) * 1e6)
    await client.close()
    return measured


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(int(sys.argv[1]), int(sys.argv[2])))))
