"""Tests of the pytest plugin in a separate pytest run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = """
import pytest
from cgk_jobs import (
    ConfigurationError, OrderCreatedPayload, create_job_client, jobs, send_job_sync, task
)

ORDER = {"tenantId": "rawdog", "orderId": "order_123"}


def test_sent(sent_jobs):
    send_job_sync("order.created", ORDER)
    sent_jobs.assert_sent("order.created", tenant="rawdog", order_id="order_123")


@pytest.mark.anyio
async def test_sent_asynchronously(sent_jobs):
    @task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    assert await jobs["order.created"].trigger_and_wait(ORDER) == "order_123"


def test_a_failing_handler(sent_jobs):
    @task("order.created")
    def handle(payload: OrderCreatedPayload) -> None:
        raise ValueError("broken")

    send_job_sync("order.created", ORDER, max_attempts=1)
    sent_jobs.run_until_idle_sync()


def test_without_the_fixture():
    send_job_sync("order.created", ORDER)


def test_by_name_without_the_fixture():
    with pytest.raises(ConfigurationError, match="use the fixture sent_jobs"):
        create_job_client("trigger.dev")


@pytest.mark.jobs_from_environment
def test_marked():
    with create_job_client("local"):
        pass
"""


def run_pytest(folder: Path, tests: str) -> str:
    (folder / "test_team.py").write_text(tests, encoding="utf-8")
    (folder / ".env.local").write_text("JOBS_PROVIDER=local\nTRIGGER_SECRET_KEY=tr_prod_secret\n", encoding="utf-8")
    completed = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return completed.stdout + completed.stderr


def test_separate_pytest_run(tmp_path: Path) -> None:
    output = run_pytest(tmp_path, TESTS)
    assert "2 failed, 4 passed" in output, output
    assert "are lost" not in output  # the local provider's warning for applications
    assert "FAILED test_team.py::test_a_failing_handler - cgk_runtime.testing.failures.HandlerFailedError" in output
    assert "order.created for rawdog, attempt 1 of 1: ValueError: broken" in output
    assert "FAILED test_team.py::test_without_the_fixture" in output
    assert "[JobClient] Tests do not send jobs to the provider of the environment; use the fixture sent_jobs" in output
    assert "tr_prod_secret" not in output


def test_unused_plugin_loads_nothing_heavy() -> None:
    completed = subprocess.run(
        [
            sys.executable,
            "-c",
            "import cgk_runtime.testing.plugin, sys; print(sorted(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    for heavy in ("pydantic", "hypothesis", "asyncio", "cgk_jobs"):
        assert f"'{heavy}'" not in completed.stdout
