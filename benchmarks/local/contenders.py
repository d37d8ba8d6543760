"""In-memory job runners to compare: each runs trivial jobs, then measures single jobs from send to result."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

Result = tuple[float, list[float]]
"""CPU seconds of all jobs, and seconds from send to result of single jobs."""

PAYLOAD: Final = {
    "tenantId": "rawdog", "orderId": "order_123", "shopifyOrderId": "5512", "customerId": "customer_7",
    "totalAmount": 9999, "currency": "USD",
}  # fmt: skip
SINGLE_JOBS: Final = 300
"""Number of single jobs to measure; libraries that poll for results get fewer, because each job is slow."""


def run_bare_queue(jobs: int) -> Result:
    """Measure asyncio.Queue with ten workers, without validation, limits and retries."""

    async def main() -> Result:
        queue: asyncio.Queue[tuple[int, asyncio.Future[int]]] = asyncio.Queue()

        async def work() -> None:
            while True:
                number, future = await queue.get()
                future.set_result(number)

        workers = [asyncio.create_task(work()) for _ in range(10)]
        loop = asyncio.get_running_loop()
        started = time.process_time()
        futures: list[asyncio.Future[int]] = []
        for number in range(jobs):
            futures.append(loop.create_future())
            queue.put_nowait((number, futures[-1]))
        for future in futures:
            await future
        cpu_seconds = time.process_time() - started
        latencies: list[float] = []
        for _ in range(SINGLE_JOBS):
            sent_at = time.perf_counter()
            future = loop.create_future()
            queue.put_nowait((0, future))
            await future
            latencies.append(time.perf_counter() - sent_at)
        for worker in workers:
            worker.cancel()
        return cpu_seconds, latencies

    return asyncio.run(main())


def run_cgk_jobs(jobs: int) -> Result:
    """Measure the local provider with validation, JSON, tenants, retries, history and limits."""
    from cgk_jobs import OrderCreatedPayload, create_job_client, task
    from cgk_jobs._catalog import sdk
    from cgk_runtime.providers.local import LocalProvider

    @task("order.created")
    async def order_created(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    async def main() -> Result:
        async with create_job_client(LocalProvider(sdk.runner)) as client:
            await client.trigger_and_wait_dynamic("order.created", PAYLOAD)
            started = time.process_time()
            handles = [await client.send_job_dynamic("order.created", PAYLOAD) for _ in range(jobs)]
            await handles[-1].wait()
            cpu_seconds = time.process_time() - started
            latencies: list[float] = []
            for _ in range(SINGLE_JOBS):
                sent_at = time.perf_counter()
                await client.trigger_and_wait_dynamic("order.created", PAYLOAD)
                latencies.append(time.perf_counter() - sent_at)
            return cpu_seconds, latencies

    return asyncio.run(main())


def run_taskiq(jobs: int) -> Result:
    """Measure Taskiq's InMemoryBroker."""
    broker = _library("taskiq").InMemoryBroker(max_async_tasks=10, await_inplace=False)

    async def handle(payload: dict[str, Any]) -> str:
        return str(payload["orderId"])

    task = broker.register_task(handle, task_name="order_created")

    async def main() -> Result:
        await broker.startup()
        started = time.process_time()
        for _ in range(jobs):
            await task.kiq(PAYLOAD)
        await broker.wait_all()
        cpu_seconds = time.process_time() - started
        latencies: list[float] = []
        for _ in range(SINGLE_JOBS // 30):
            sent_at = time.perf_counter()
            job = await task.kiq(PAYLOAD)
            await job.wait_result()
            latencies.append(time.perf_counter() - sent_at)
        await broker.shutdown()
        return cpu_seconds, latencies

    return asyncio.run(main())


def run_dramatiq(jobs: int) -> Result:
    """Measure Dramatiq's StubBroker with ten worker threads."""
    library = _library("dramatiq")
    broker = _library("dramatiq.brokers.stub").StubBroker()
    backend = _library("dramatiq.results.backends").StubBackend()
    broker.add_middleware(_library("dramatiq.results").Results(backend=backend))
    library.set_broker(broker)
    actor = library.actor(_order_id, actor_name="order_created", store_results=True)
    worker = library.Worker(broker, worker_threads=10)
    worker.start()
    started = time.process_time()
    for _ in range(jobs):
        actor.send(PAYLOAD)
    broker.join("default")
    worker.join()
    cpu_seconds = time.process_time() - started
    latencies: list[float] = []
    for _ in range(SINGLE_JOBS // 30):
        sent_at = time.perf_counter()
        actor.send(PAYLOAD).get_result(block=True, timeout=10_000)
        latencies.append(time.perf_counter() - sent_at)
    worker.stop()
    return cpu_seconds, latencies


def run_huey(jobs: int) -> Result:
    """Measure MemoryHuey with ten worker threads."""
    application = _library("huey").MemoryHuey(results=True)
    order_created = application.task()(_order_id)
    consumer = application.create_consumer(workers=10, periodic=False, check_worker_health=False)
    consumer.start()
    started = time.process_time()
    results = [order_created(PAYLOAD) for _ in range(jobs)]
    for result in results:
        result.get(blocking=True)
    cpu_seconds = time.process_time() - started
    latencies: list[float] = []
    for _ in range(SINGLE_JOBS // 30):
        sent_at = time.perf_counter()
        order_created(PAYLOAD).get(blocking=True)
        latencies.append(time.perf_counter() - sent_at)
    consumer.stop(graceful=False)
    return cpu_seconds, latencies


def run_celery(jobs: int) -> Result:
    """Measure Celery over its memory transport, with a worker of ten threads in the same process."""
    application = _library("celery").Celery("bench", broker="memory://", backend="cache+memory://")
    application.conf.worker_hijack_root_logger = False
    task = application.task(name="order_created")(_order_id)
    testing = _library("celery.contrib.testing.worker")
    with testing.start_worker(application, pool="threads", concurrency=10, perform_ping_check=False, loglevel="ERROR"):
        started = time.process_time()
        results = [task.delay(PAYLOAD) for _ in range(jobs)]
        for result in results:
            result.get(timeout=120)
        cpu_seconds = time.process_time() - started
        latencies: list[float] = []
        for _ in range(5):  # each job takes a second
            sent_at = time.perf_counter()
            task.delay(PAYLOAD).get(timeout=30)
            latencies.append(time.perf_counter() - sent_at)
    return cpu_seconds, latencies


def _library(module: str) -> Any:  # without types: the libraries are installed only for benchmarks
    return import_module(module)


def _order_id(payload: dict[str, Any]) -> str:
    return str(payload["orderId"])


CONTENDERS: Final[dict[str, Callable[[int], Result]]] = {
    "asyncio.Queue, 10 workers": run_bare_queue,
    "cgk-jobs local": run_cgk_jobs,
    "Taskiq InMemoryBroker": run_taskiq,
    "Dramatiq StubBroker": run_dramatiq,
    "MemoryHuey": run_huey,
    "Celery memory transport": run_celery,
}
