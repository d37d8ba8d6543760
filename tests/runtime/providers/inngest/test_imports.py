"""Tests that only serving imports Inngest's SDK."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

IMPORTING = "import cgk_jobs"
LOCAL = """
import asyncio
from cgk_jobs import create_job_client

async def main():
    async with create_job_client("local") as client:
        await client.send_job("order.created", {"tenantId": "rawdog", "orderId": "o1"})

asyncio.run(main())
"""
SENDING = """
import asyncio
from cgk_jobs import JobsError, create_job_client

async def main():
    async with create_job_client("inngest") as client:
        assert not (await client.health_check()).healthy
        try:
            await client.get_run_status("01ARZ3NDEKTSV4RRFFQ69G5FAV")
        except JobsError as error:
            assert "127.0.0.1:9" in str(error)

asyncio.run(main())
"""
LOADED = "\nimport sys\nprint([name for name in sys.modules if name == 'inngest' or name.startswith('inngest.')])\n"


@pytest.mark.parametrize("program", [IMPORTING, LOCAL, SENDING])
def test_sdk_is_not_imported(program: str) -> None:
    completed = subprocess.run(
        [sys.executable, "-c", program + LOADED],
        env={"PATH": os.environ["PATH"], "INNGEST_DEV": "http://127.0.0.1:9"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert completed.stdout.splitlines()[-1] == "[]"
