"""Fixtures for steps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cgk_runtime.sdk import Sdk
from cgk_runtime.testing import SentJobs


@pytest.fixture
def sent(sdk: Sdk) -> Iterator[SentJobs]:
    """Jobs that the test's SDK sends, on a virtual clock."""
    with SentJobs(sdk) as jobs:
        yield jobs
