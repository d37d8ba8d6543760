"""Time of a worker's queries in a small and in a large queue, and fairness between tenants under a skewed load.

A fetch takes the next run from the queue. An admission looks for due runs and moves them into the queue.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter

import psycopg

FILL = """
INSERT INTO cgk_jobs.tenant (tenant, is_ready)
    SELECT 't' || number, true FROM generate_series(1, %(tenants)s) AS number;
INSERT INTO cgk_jobs.lane (tenant, state) SELECT tenant, 'ready' FROM cgk_jobs.tenant;
INSERT INTO cgk_jobs.run (job_id, tenant, event, payload)
    SELECT 0, 't' || number, 'e', '{}'
    FROM generate_series(1, %(jobs_per_tenant)s), generate_series(1, %(tenants)s) AS number;
INSERT INTO cgk_jobs.procrastinate_jobs (id, queue_name, task_name)
    SELECT run.id, lane.id, 'cgk.run' FROM cgk_jobs.run JOIN cgk_jobs.lane USING (tenant);
"""
ADD_DELAYED = """
WITH delayed AS (
    INSERT INTO cgk_jobs.run (job_id, tenant, event, payload, status) SELECT 0, 't1', 'e', '{}', 'delayed'
    FROM generate_series(1, %(number)s) RETURNING id
) INSERT INTO cgk_jobs.arrival SELECT id, now() + interval '1 day' FROM delayed
"""
REPEATS = 300


def fill(address: str, tenants: int, jobs_per_tenant: int) -> None:
    """Fill an empty queue with jobs that can be fetched."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in FILL.strip().split(";")[:-1]:
            cursor = psycopg.ClientCursor(connection)
            cursor.execute(statement.encode(), {"tenants": tenants, "jobs_per_tenant": jobs_per_tenant})
        connection.execute("VACUUM ANALYZE")


def add_delayed(address: str, number: int) -> None:
    """Add a number of jobs that are due in a day."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(ADD_DELAYED.encode(), {"number": number})
        connection.execute("VACUUM ANALYZE")


def fetch_milliseconds(address: str) -> float:
    """Return the lowest of three median times of a fetch, because the server may still be writing the added jobs."""
    return min(_median_fetch(address) for _ in range(3))


def _median_fetch(address: str) -> float:
    with psycopg.connect(address, autocommit=True, options="-csearch_path=cgk_jobs") as connection:
        ((worker,),) = connection.execute("SELECT * FROM procrastinate_register_worker_v1()").fetchall()
        times: list[float] = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            ((job, starts),) = connection.execute("SELECT id, starts FROM fetch_run(%s)", (worker,)).fetchall()
            times.append(time.perf_counter() - began)
            connection.execute(
                "SELECT finish_run(%s, %s, %s, 0, 'completed', _task => 'e', _attempt => 1)", (job, worker, starts)
            )
        return statistics.median(times) * 1000


def admission_milliseconds(address: str) -> float:
    """Return the median milliseconds of an admission that finds no due run."""
    with psycopg.connect(address, autocommit=True, options="-csearch_path=cgk_jobs") as connection:
        times: list[float] = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            connection.execute("SELECT admit(1000)").fetchone()
            times.append(time.perf_counter() - began)
        return statistics.median(times) * 1000


def zipf_tenants(number: int, tenants: int) -> list[str]:
    """Return a random tenant for each of a number of jobs; the n-th tenant gets about 1/n of the jobs of the first."""
    rng = random.Random(1)  # noqa: S311  not a secret
    weights = [1 / (index + 1) for index in range(tenants)]
    return [f"t{index}" for index in rng.choices(range(tenants), weights, k=number)]


def jain_index(started: list[str], sent: Counter[str]) -> float:
    """Return Jain's fairness index of the tenants with waiting jobs: 1 if equally many jobs of each have started."""
    remaining = sent - Counter(started)
    counts = [Counter(started)[tenant] for tenant in remaining]
    return sum(counts) ** 2 / (len(counts) * sum(count * count for count in counts))
