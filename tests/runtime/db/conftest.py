"""Fixtures: new schemas per test, on the PostgreSQL server of the test process."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from shop_database import Server, Shop, new_shop


@pytest.fixture
def shop(server: Server) -> Generator[Shop]:
    """Tenants rawdog and acme, each with one row in its table `notes` and one in the shared table `orders`."""
    with new_shop(server) as shop:
        yield shop
