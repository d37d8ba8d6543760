"""Clients that send to the null server. Each contender returns the CPU seconds of its process for a number of sends."""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from cgk_runtime import JobClient, JobItem

PAYLOAD: Final = {
    "tenantId": "rawdog", "orderId": "order_123", "shopifyOrderId": "5512", "customerId": "customer_7",
    "totalAmount": 9999, "currency": "USD",
}  # fmt: skip
KEY: Final = "tr_prod_TESTKEY000000000000000000"
PATH: Final = "/api/v1/tasks/order-created/trigger"
CONCURRENT_SENDS: Final = 20
WARM_UP_SENDS: Final = 300
HEADERS: Final = {
    "Authorization": f"Bearer {KEY}",
    "Content-Type": "application/json",
    "trigger-version": "4.8.3",
    "x-trigger-api-version": "2025-07-16",
    "x-trigger-realtime-streams-version": "v2",
    "x-trigger-source": "sdk",
    "x-trigger-request-idempotency-key": "28f1fb86-4e60-4931-96f1-f380edb1a0a7",
}


def request_body() -> bytes:
    """Return a request body like the one that `send_job` sends."""
    from cgk_jobs import CATALOG

    packet = json.dumps({"json": PAYLOAD}, separators=(",", ":"))
    options = {
        "idempotencyKey": "0" * 64,
        "tags": ["tenant:rawdog"],
        "metadata": {"cgkHeaders": {"catalog-version": CATALOG.version}},
        "payloadType": "application/super+json",
        "payloadSize": len(packet),
    }
    return json.dumps({"payload": packet, "options": options}, separators=(",", ":")).encode()


async def cpu_seconds(send: Callable[[], Awaitable[Any]], sends: int) -> float:
    """Return the CPU seconds of a number of concurrent sends, after a warm-up."""

    async def send_many(count: int) -> None:
        for _ in range(count):
            await send()

    await asyncio.gather(*(send_many(WARM_UP_SENDS // CONCURRENT_SENDS) for _ in range(CONCURRENT_SENDS)))
    started_at = time.process_time()
    await asyncio.gather(*(send_many(sends // CONCURRENT_SENDS) for _ in range(CONCURRENT_SENDS)))
    return time.process_time() - started_at


def raw_sockets(url: str, sends: int) -> float:
    """Write one prepared request to a socket and read the response, again and again: the lower bound."""
    host, port = url.removeprefix("http://").split(":")
    content = request_body()
    head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    request = f"POST {PATH} HTTP/1.1\r\nhost: {host}\r\n{head}content-length: {len(content)}\r\n\r\n".encode() + content
    with socket.create_connection((host, int(port))) as connection:
        started_at = time.process_time()
        for _ in range(sends):
            connection.sendall(request)
            connection.recv(65_536)
        return time.process_time() - started_at


def bare_aiohttp(url: str, sends: int) -> float:
    """POST the same bytes with aiohttp, which the provider uses."""
    import aiohttp
    from yarl import URL

    async def main() -> float:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            address, content = URL(url + PATH), request_body()
            timeout = aiohttp.ClientTimeout(total=60, sock_connect=5, sock_read=30)

            async def send() -> None:
                async with session.post(address, data=content, headers=HEADERS, timeout=timeout) as response:
                    json.loads(await response.read())

            return await cpu_seconds(send, sends)

    return asyncio.run(main())


def bare_httpx(url: str, sends: int) -> float:
    """POST the same bytes with httpx."""
    import httpx

    async def main() -> float:
        async with httpx.AsyncClient(timeout=30) as client:
            content = request_body()

            async def send() -> None:
                json.loads((await client.post(url + PATH, content=content, headers=HEADERS)).content)

            return await cpu_seconds(send, sends)

    return asyncio.run(main())


def bare_httpx2(url: str, sends: int) -> float:
    """POST the same bytes with httpx2."""
    import httpx2

    async def main() -> float:
        async with httpx2.AsyncClient(timeout=30) as client:
            content = request_body()

            async def send() -> None:
                json.loads((await client.post(url + PATH, content=content, headers=HEADERS)).content)

            return await cpu_seconds(send, sends)

    return asyncio.run(main())


def validated_job(url: str, sends: int) -> float:
    """Send a job that is already validated, with the provider alone."""
    from cgk_jobs import CATALOG
    from cgk_runtime.client.options import NO_OPTIONS
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.providers.trigger_dev import TriggerDevProvider, TriggerDevSettings

    content = json.dumps(PAYLOAD, separators=(",", ":")).encode()
    headers = {"catalog-version": CATALOG.version}
    message = JobMessage(CATALOG.event("order.created"), "rawdog", content, NO_OPTIONS, headers)

    async def main() -> float:
        provider = TriggerDevProvider(TriggerDevSettings(KEY, url), CATALOG)
        seconds = await cpu_seconds(lambda: provider.send(message), sends)
        await provider.close()
        return seconds

    return asyncio.run(main())


def send_job(url: str, sends: int) -> float:
    """Send a job with the client: validate it, check tenant and options, serialize it, create the handle."""

    async def main() -> float:
        async with _client(url) as client:
            return await cpu_seconds(lambda: client.send_job_dynamic("order.created", PAYLOAD), sends)

    return asyncio.run(main())


def _client(url: str) -> JobClient:
    from cgk_jobs import CATALOG, create_job_client
    from cgk_runtime.providers.trigger_dev import TriggerDevProvider, TriggerDevSettings

    return create_job_client(TriggerDevProvider(TriggerDevSettings(KEY, url), CATALOG))


def batches_of_1000(url: str, sends: int) -> float:
    """Send batches of a thousand jobs."""

    async def main() -> float:
        async with _client(url) as client:
            items = [JobItem[Any]("order.created", PAYLOAD, {})] * 1000
            await client.send_jobs(items)  # warm-up
            started_at = time.process_time()
            for _ in range(sends // 1000):
                await client.send_jobs(items)
            return time.process_time() - started_at

    return asyncio.run(main())


def batch_speedup(url: str, rounds: int) -> float:
    """Return the median of how many times as fast a batch of a thousand jobs is as single sends, in elapsed time."""

    async def main() -> float:
        async with _client(url) as client:
            items = [JobItem[Any]("order.created", PAYLOAD, {})] * 1000
            await client.send_jobs(items)  # warm-up
            speedups: list[float] = []
            for _ in range(rounds):
                started_at = time.perf_counter()
                await client.send_jobs(items)
                batched_at = time.perf_counter()
                for _ in range(1000):
                    await client.send_job_dynamic("order.created", PAYLOAD)
                speedups.append((time.perf_counter() - batched_at) / (batched_at - started_at))
            return statistics.median(speedups)

    return asyncio.run(main())


CONTENDERS: Final[dict[str, Callable[[str, int], float]]] = {
    "raw sockets, one prepared request": raw_sockets,
    "bare POST, aiohttp": bare_aiohttp,
    "bare POST, httpx": bare_httpx,
    "bare POST, httpx2": bare_httpx2,
    "cgk-jobs, a validated job": validated_job,
    "cgk-jobs, send_job": send_job,
    "cgk-jobs, batches of 1000": batches_of_1000,
}
