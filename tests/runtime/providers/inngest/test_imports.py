"""Test that sending jobs and calling Inngest's API import no module of Inngest's SDK."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

IMPORT_PACKAGE = "import cgk_jobs"
SEND_LOCALLY = """
import asyncio
from cgk_jobs import create_job_client

async def main():
    async with create_job_client("local") as client:
        await client.send_job("order.created", {"tenantId": "rawdog", "orderId": "o1"})

asyncio.run(main())
"""
USE_INNGEST = """
import asyncio, os
from cgk_jobs import CATALOG, JobsError
from cgk_runtime.client.client import JobClient
from cgk_runtime.providers.http import RetryPolicy
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.settings import Settings

async def main():
    provider = InngestProvider(CATALOG, InngestSettings.read(Settings(os.environ)), RetryPolicy(attempts=1))
    async with JobClient(CATALOG, provider) as client:
        assert not (await client.health_check()).healthy
        try:
            await client.get_run_status("01ARZ3NDEKTSV4RRFFQ69G5FAV")
        except JobsError as error:
            assert "127.0.0.1:9" in str(error)

asyncio.run(main())
"""
PRINT_INNGEST_MODULES = (
    "\nimport sys\nprint([name for name in sys.modules if name == 'inngest' or name.startswith('inngest.')])\n"
)


@pytest.mark.parametrize("program", [IMPORT_PACKAGE, SEND_LOCALLY, USE_INNGEST])
def test_inngest_is_not_imported(program: str) -> None:
    # No server listens on port 9.
    completed = subprocess.run(
        [sys.executable, "-c", program + PRINT_INNGEST_MODULES],
        env={"PATH": os.environ["PATH"], "INNGEST_DEV": "http://127.0.0.1:9"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert completed.stdout.splitlines()[-1] == "[]"
