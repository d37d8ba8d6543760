"""Undocumented behavior of a real server that the client handles: metadata, replays, batches, scoped keys."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest
from cgk_runtime import (
    AuthenticationError,
    BatchError,
    ConnectionFailedError,
    InvalidOptionError,
    JobClient,
    PermissionDeniedError,
    RunNotFoundError,
    ServerError,
)
from cgk_runtime.providers.trigger_dev import TriggerDevProvider, TriggerDevSettings, TriggerOptions
from cgk_runtime.providers.trigger_dev.job_options import HEADERS_KEY
from http_server import Reply
from shop import CATALOG, ORDER
from trigger_dev_server import SCOPED_KEY, FakeTriggerDev

from .conftest import SHORT_WAITS, make_items

pytestmark = pytest.mark.anyio


def count_requests(trigger_dev: FakeTriggerDev, method: str, part_of_path: str) -> int:
    return sum(request.method == method and part_of_path in request.path for request in trigger_dev.received)


@pytest.mark.parametrize(
    "answer",
    [
        {"metadata": '{"a":1}', "metadataType": "application/json"},
        {"metadata": '{"json":{"a":1}}', "metadataType": "application/super+json"},
        {"metadata": {"a": 1}},
    ],
    ids=["text", "super+json", "data"],
)
async def test_metadata_is_decoded(provider: TriggerDevProvider, trigger_dev: FakeTriggerDev, answer: object) -> None:
    trigger_dev.faults = [Reply(body=answer)]
    assert await provider.client.runs.metadata("run_1") == {"a": 1}


async def test_missing_metadata_is_empty(provider: TriggerDevProvider) -> None:
    runs = provider.client.runs
    run = await provider.client.tasks.trigger("report", {})
    assert await runs.metadata(run.id) == {}
    assert await runs.replace_metadata(run.id, {"b": 2}) == await runs.metadata(run.id) == {"b": 2}


async def test_unchanged_replay_is_made_by_the_server(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    new_run = await client.replay_job(handle.id)
    assert trigger_dev.runs[new_run.id].fields["payload"] == ORDER
    assert trigger_dev.received[-1].path == f"/api/v1/runs/{handle.id}/replay"
    assert trigger_dev.received[-1].body == b""


async def test_changed_payload_is_sent_as_a_new_run(
    client: JobClient, provider: TriggerDevProvider, trigger_dev: FakeTriggerDev
) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER, tags=["vip"], metadata={"source": "shop"})
    new_run_id = await provider.client.runs.replay(handle.id, payload={**ORDER, "orderId": "other"})
    fields = trigger_dev.runs[new_run_id].fields
    assert fields["payload"] == {**ORDER, "orderId": "other"}
    assert fields["taskIdentifier"] == "order-created"
    assert fields["tags"] == ["vip", "tenant:rawdog"]
    assert fields["metadata"] == {"source": "shop", HEADERS_KEY: {}}
    assert count_requests(trigger_dev, "POST", "/replay") == 0


async def test_new_payload_keeps_the_tenant(
    client: JobClient, provider: TriggerDevProvider, trigger_dev: FakeTriggerDev
) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    for payload in ({**ORDER, "tenantId": "acme"}, {"orderId": "o"}, [1]):
        with pytest.raises(InvalidOptionError, match='another tenantId than "rawdog"'):
            await provider.client.runs.replay(handle.id, payload=payload)
    with pytest.raises(InvalidOptionError, match='the new run keeps "tenant:rawdog"'):
        await provider.client.runs.replay(handle.id, options=TriggerOptions(tags=["tenant:acme"]))
    assert len(trigger_dev.runs) == 1


async def test_changed_options_keep_the_payload(
    client: JobClient, provider: TriggerDevProvider, trigger_dev: FakeTriggerDev
) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER, metadata={"source": "shop"})
    options = TriggerOptions(tags=["again"], metadata={"why": "test"}, queue="slow", delay=3600)
    new_run_id = await provider.client.runs.replay(handle.id, options=options)
    run = trigger_dev.runs[new_run_id]
    assert run.fields["payload"] == ORDER
    assert run.fields["tags"] == ["again", "tenant:rawdog"]
    assert run.fields["metadata"] == {"why": "test", HEADERS_KEY: {"catalog-version": "1.0.0"}}
    assert (run.request_body["options"]["queue"], run.request_body["options"]["delay"]) == ({"name": "slow"}, "1h")


async def test_changed_options_keep_a_large_payload(
    client: JobClient, provider: TriggerDevProvider, trigger_dev: FakeTriggerDev
) -> None:
    large = {**ORDER, "extra": "x" * 200_000}
    handle = await client.send_job_dynamic("order.created", large)
    (name,) = trigger_dev.store
    fields = trigger_dev.runs[handle.id].fields
    del fields["payload"]
    fields["payloadPresignedUrl"] = f"{trigger_dev.url}/store/{name}?signature=s3cret"
    new_run_id = await provider.client.runs.replay(handle.id, options=TriggerOptions(max_attempts=1))
    assert trigger_dev.runs[new_run_id].fields["payload"] == large


async def test_new_payload_may_contain_dates(provider: TriggerDevProvider, trigger_dev: FakeTriggerDev) -> None:
    run = await provider.client.tasks.trigger("report", {"at": 1})
    new_run_id = await provider.client.runs.replay(run.id, payload={"at": datetime(1970, 1, 1, tzinfo=UTC)})
    assert '"meta":{"values":{"at":["Date"]}}' in trigger_dev.runs[new_run_id].request_body["payload"]


@pytest.mark.parametrize("fault", [Reply(fault="reset"), Reply(503), Reply(body=b"")], ids=["reset", "503", "empty"])
async def test_lost_replay_is_not_repeated(client: JobClient, trigger_dev: FakeTriggerDev, fault: Reply) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    trigger_dev.lost_responses = [fault]
    with pytest.raises((ConnectionFailedError, ServerError)):
        await client.replay_job(handle.id)
    assert len(trigger_dev.runs) == 2, "the job and its replay"


async def test_refused_replay_is_repeated(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    trigger_dev.faults = [Reply(429, {"error": "Rate limit"})]
    assert (await client.replay_job(handle.id)).id in trigger_dev.runs
    assert len(trigger_dev.runs) == 2, "the job and its replay"


async def test_lookups_of_a_pending_batch_are_shared(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    handles = await client.send_jobs(make_items(50))
    (batch,) = trigger_dev.batches.values()
    batch["runs"], batch["status"] = [], "PROCESSING"
    trigger_dev.received.clear()
    assert (await handles[0].status()).status == "queued"
    statuses = await asyncio.gather(*(handle.status() for handle in handles))
    assert {run.status for run in statuses} == {"queued"}
    assert len(trigger_dev.received) <= 5, "a lookup is shared for a moment; slow machines need several"


async def test_batch_wait_requests_each_run_once(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    handles = await client.send_jobs(make_items(50))
    for run_id in trigger_dev.runs:
        trigger_dev.finish(run_id, "COMPLETED", output={})
    trigger_dev.received.clear()
    await asyncio.gather(*(handle.wait(60) for handle in handles))
    counts = Counter(request.path for request in trigger_dev.received)
    assert count_requests(trigger_dev, "GET", "/batches/") <= 5, "a lookup is shared for a moment"
    assert len(counts) == 1 + 50, "the batch and each run"
    assert all(count == 1 for path, count in counts.items() if "/runs/" in path)


async def test_canceled_caller_keeps_the_lookup(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    first, second = await client.send_jobs(make_items(2))
    status_tasks = [asyncio.create_task(handle.status()) for handle in (first, second)]
    await asyncio.sleep(0)
    status_tasks[0].cancel()
    assert (await status_tasks[1]).id in trigger_dev.runs


async def test_equal_keys_in_a_batch_are_one_run(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    # The server never completes such a batch.
    handles = await client.send_jobs(make_items(2, idempotency_key="same"))
    (batch,) = trigger_dev.batches.values()
    assert batch["status"] == "PROCESSING"
    first, second = [(await handle.status()).id for handle in handles]
    assert first == second
    trigger_dev.finish(first, "COMPLETED", output={"done": True})
    assert [await handle.wait(60) for handle in handles] == [{"done": True}] * 2


def scoped_client(trigger_dev: FakeTriggerDev) -> JobClient:
    """Return a client with a scoped key."""
    trigger_dev.accepted_keys = {SCOPED_KEY}
    return JobClient(CATALOG, TriggerDevProvider(TriggerDevSettings(SCOPED_KEY, trigger_dev.url), CATALOG, SHORT_WAITS))


async def test_scoped_key_sends_small_payloads(trigger_dev: FakeTriggerDev) -> None:
    async with scoped_client(trigger_dev) as jobs:
        assert (await jobs.send_job_dynamic("order.created", ORDER)).id in trigger_dev.runs


async def test_scoped_key_cannot_upload(trigger_dev: FakeTriggerDev) -> None:
    async with scoped_client(trigger_dev) as jobs:
        with pytest.raises(AuthenticationError, match="a scoped key cannot upload payloads") as raised:
            await jobs.send_job_dynamic("order.created", {**ORDER, "extra": "x" * 200_000})
    assert "check TRIGGER_SECRET_KEY" not in str(raised.value)
    assert len(trigger_dev.received) == 1


@pytest.mark.parametrize("count", [1, 2])
async def test_missing_permission_is_explained(trigger_dev: FakeTriggerDev, count: int) -> None:
    trigger_dev.may_trigger = False
    async with scoped_client(trigger_dev) as jobs:
        with pytest.raises(BatchError) as raised:
            await jobs.send_jobs(make_items(count))
    for error in raised.value.failed.values():
        assert isinstance(error, PermissionDeniedError)
        assert "the scoped key in TRIGGER_SECRET_KEY lacks this permission" in str(error)


async def test_missing_run_is_requested_twice(provider: TriggerDevProvider, trigger_dev: FakeTriggerDev) -> None:
    for action in (provider.runs, provider.cancel, provider.replay):
        trigger_dev.received.clear()
        with pytest.raises(RunNotFoundError):
            await action("run_none")
        assert len(trigger_dev.received) == 2


async def test_new_run_may_appear_later(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    trigger_dev.faults = [Reply(404, {"error": "Run not found"}, {"x-should-retry": "true"})]
    assert (await handle.status()).id == handle.id
