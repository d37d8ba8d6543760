"""Queries of "Run jobs on PostgreSQL" work for the role of workers."""

from __future__ import annotations

import psycopg
import pytest
from cgk_runtime.client.client import JobClient
from documentation import DOCS, blocks_of
from queue_database import QueueDatabase
from shop import ORDER

PAGE = DOCS / "how-to" / "postgres.md"


@pytest.mark.anyio
async def test_monitoring_queries_run(client: JobClient, queue: QueueDatabase) -> None:
    await client.send_job_dynamic("order.created", ORDER)
    (block,) = blocks_of(PAGE, "sql")
    queries = [query for query in block.code.split(";") if query.strip()]
    with psycopg.connect(queue.worker) as connection:
        waiting, *others = [connection.execute(query.encode()).fetchall() for query in queries]
    assert [(event, count) for event, count, _ in waiting] == [("order.created", 1)]
    assert len(others) == 4  # the page has five queries
