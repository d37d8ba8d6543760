"""Fixtures: one PostgreSQL server per test process, new schemas and an unprivileged role per test."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from shop_database import Server, Shop, new_shop, running_server


@pytest.fixture(scope="session")
def server() -> Generator[Server]:
    """A running PostgreSQL."""
    with running_server() as server:
        yield server


@pytest.fixture
def shop(server: Server) -> Generator[Shop]:
    """Tenants rawdog and acme, each with one row in its table `notes` and one in the shared table `orders`."""
    with new_shop(server) as shop:
        yield shop
