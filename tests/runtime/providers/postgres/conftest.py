"""Fixtures: one migrated queue per test process, emptied for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from cgk_runtime.client.client import JobClient
from cgk_runtime.sdk import Sdk
from queue_database import QueueDatabase, create_queue
from shop_database import Server


@pytest.fixture(scope="session")
def queue_database(server: Server) -> QueueDatabase:
    """A database with a migrated queue."""
    return create_queue(server)


@pytest.fixture
def queue(queue_database: QueueDatabase) -> QueueDatabase:
    """An empty queue."""
    queue_database.empty()
    return queue_database


@pytest.fixture
async def client(sdk: Sdk, queue: QueueDatabase) -> AsyncIterator[JobClient]:
    """A client of the queue."""
    async with queue.client(sdk) as client:
        yield client
