"""Tests of the job log, `JOBS_LOCAL_LOG`."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from cgk_runtime import ConfigurationError, JobClient, ProviderError, Sdk
from cgk_runtime.providers.local import LocalOptions, LocalProvider
from cgk_runtime.providers.local.job_log import JobLog
from shop import ORDER, OrderCreatedPayload

pytestmark = pytest.mark.anyio


@pytest.fixture
def sdk_with_handler(sdk: Sdk) -> Sdk:
    @sdk.task("order.created")
    async def handle(_payload: OrderCreatedPayload) -> None: ...

    return sdk


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.jobs_from_environment
async def test_each_job_is_one_line(sdk_with_handler: Sdk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "jobs.jsonl"
    monkeypatch.setenv("JOBS_PROVIDER", "local")
    monkeypatch.setenv("JOBS_LOCAL_LOG", str(log))
    async with sdk_with_handler.create_job_client() as client:
        sent = await client.send_job_dynamic("order.created", ORDER, tags=["vip"], metadata={"note": None})
        await client.send_job_dynamic("order.created", ORDER, idempotency_key="once", delay=60)
        await client.send_job_dynamic("order.created", ORDER, idempotency_key="once", delay=60)
    plain, keyed = read_lines(log)
    assert {name: plain[name] for name in ("id", "tenantId", "event", "payload", "options")} == {
        "id": sent.id,
        "tenantId": "rawdog",
        "event": "order.created",
        "payload": ORDER,
        "options": {"tags": ["vip"], "metadata": {"note": None}},
    }
    assert plain["headers"]["catalog-version"] == sdk_with_handler.catalog.version
    assert plain["at"].endswith("Z")
    assert keyed["options"].keys() == {"delay", "idempotencyKey"}, "the second send with the same key is not logged"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_unwritable_log_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"JOBS_LOCAL_LOG: cannot write .*jobs\.jsonl: No such file"):
        JobLog(tmp_path / "missing" / "jobs.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
async def test_unloggable_job_is_refused(sdk_with_handler: Sdk) -> None:
    full_disk_log = JobLog(Path("/dev/full"))
    async with JobClient(
        sdk_with_handler.catalog, LocalProvider(sdk_with_handler.runner, LocalOptions(log=full_disk_log))
    ) as client:
        with pytest.raises(ProviderError, match=r"was not sent: cannot write /dev/full .* No space left"):
            await client.send_job_dynamic("order.created", ORDER)
