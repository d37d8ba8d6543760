"""Answers of a real server that its documentation does not mention: metadata, replays, batches, scoped keys."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest
from cgk_runtime import (
    AuthenticationError,
    BatchError,
    ConnectionFailedError,
    JobClient,
    PermissionDeniedError,
    RunNotFoundError,
    ServerError,
)
from cgk_runtime.providers.trigger_dev import TriggerDevProvider, TriggerDevSettings, TriggerOptions
from cgk_runtime.providers.trigger_dev.job_options import HEADERS_KEY
from http_server import Reply
from shop import CATALOG, ORDER
from trigger_dev_server import SCOPED_KEY, World

from .conftest import QUICK, items

pytestmark = pytest.mark.anyio


def requests_of(world: World, method: str, part: str) -> int:
    return sum(request.method == method and part in request.path for request in world.received)


@pytest.mark.parametrize(
    "answer",
    [
        {"metadata": '{"a":1}', "metadataType": "application/json"},
        {"metadata": '{"json":{"a":1}}', "metadataType": "application/super+json"},
        {"metadata": {"a": 1}},
    ],
    ids=["text", "super+json", "data"],
)
async def test_metadata_is_decoded(provider: TriggerDevProvider, world: World, answer: object) -> None:
    world.faults = [Reply(body=answer)]
    assert await provider.client.runs.metadata("run_1") == {"a": 1}


async def test_missing_metadata_is_empty(provider: TriggerDevProvider) -> None:
    runs = provider.client.runs
    run = await provider.client.tasks.trigger("report", {})
    assert await runs.metadata(run.id) == {}
    assert await runs.replace_metadata(run.id, {"b": 2}) == await runs.metadata(run.id) == {"b": 2}


async def test_plain_replay_is_repeated_by_the_server(client: JobClient, world: World) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    replayed = await client.replay_job(handle.id)
    assert world.runs[replayed.id].fields["payload"] == ORDER
    assert world.received[-1].path == f"/api/v1/runs/{handle.id}/replay"
    assert world.received[-1].body == b""


async def test_changed_payload_is_sent_as_a_new_run(
    client: JobClient, provider: TriggerDevProvider, world: World
) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER, tags=["vip"], metadata={"source": "shop"})
    replayed = await provider.client.runs.replay(handle.id, payload={**ORDER, "orderId": "other"})
    fields = world.runs[replayed].fields
    assert fields["payload"] == {**ORDER, "orderId": "other"}
    assert fields["taskIdentifier"] == "order-created"
    assert fields["tags"] == ["vip", "tenant:rawdog"]
    assert fields["metadata"] == {"source": "shop", HEADERS_KEY: {}}
    assert requests_of(world, "POST", "/replay") == 0


async def test_changed_options_keep_the_payload(client: JobClient, provider: TriggerDevProvider, world: World) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER, metadata={"source": "shop"})
    options = TriggerOptions(tags=["again"], metadata={"why": "test"}, queue="slow", delay=3600)
    replayed = await provider.client.runs.replay(handle.id, options=options)
    run = world.runs[replayed]
    assert run.fields["payload"] == ORDER
    assert run.fields["tags"] == ["again"]
    assert run.fields["metadata"] == {"why": "test", HEADERS_KEY: {"catalog-version": "1.0.0"}}
    assert (run.raw["options"]["queue"], run.raw["options"]["delay"]) == ({"name": "slow"}, "1h")


async def test_changed_options_keep_a_large_payload(
    client: JobClient, provider: TriggerDevProvider, world: World
) -> None:
    large = {**ORDER, "extra": "x" * 200_000}
    handle = await client.send_job_dynamic("order.created", large)
    (name,) = world.store
    fields = world.runs[handle.id].fields
    del fields["payload"]
    fields["payloadPresignedUrl"] = f"{world.url}/store/{name}?signature=s3cret"
    replayed = await provider.client.runs.replay(handle.id, options=TriggerOptions(max_attempts=1))
    assert world.runs[replayed].fields["payload"] == large


async def test_new_payload_may_contain_dates(provider: TriggerDevProvider, world: World) -> None:
    run = await provider.client.tasks.trigger("report", {"at": 1})
    replayed = await provider.client.runs.replay(run.id, payload={"at": datetime(1970, 1, 1, tzinfo=UTC)})
    assert '"meta":{"values":{"at":["Date"]}}' in world.runs[replayed].raw["payload"]


@pytest.mark.parametrize("fault", [Reply(fault="reset"), Reply(503), Reply(body=b"")], ids=["reset", "503", "cut"])
async def test_lost_replay_is_not_repeated(client: JobClient, world: World, fault: Reply) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    world.lost_responses = [fault]
    with pytest.raises((ConnectionFailedError, ServerError)):
        await client.replay_job(handle.id)
    assert len(world.runs) == 2


async def test_refused_replay_is_repeated(client: JobClient, world: World) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    world.faults = [Reply(429, {"error": "Rate limit"})]
    assert (await client.replay_job(handle.id)).id in world.runs
    assert len(world.runs) == 2


async def test_unprocessed_batch_is_looked_up_once(client: JobClient, world: World) -> None:
    handles = await client.send_jobs(items(50))
    (batch,) = world.batches.values()
    runs, batch["runs"], batch["status"] = batch["runs"], [], "PROCESSING"
    world.received.clear()
    assert {(await handle.status()).status for handle in handles[:1]} == {"queued"}
    statuses = await asyncio.gather(*(handle.status() for handle in handles))
    assert {run.status for run in statuses} == {"queued"}
    assert len(world.received) <= 5
    batch["runs"], batch["status"] = runs, "COMPLETED"


async def test_batch_costs_one_request_per_job(client: JobClient, world: World) -> None:
    handles = await client.send_jobs(items(50))
    for run_id in world.runs:
        world.finish(run_id, "COMPLETED", output={})
    world.received.clear()
    await asyncio.gather(*(handle.wait(60) for handle in handles))
    counts = Counter(request.path for request in world.received)
    assert requests_of(world, "GET", "/batches/") <= 5
    assert len(counts) == 51
    assert all(count == 1 for path, count in counts.items() if "/runs/" in path)


async def test_canceled_caller_keeps_the_lookup(client: JobClient, world: World) -> None:
    first, second = await client.send_jobs(items(2))
    asking = [asyncio.create_task(handle.status()) for handle in (first, second)]
    await asyncio.sleep(0)
    asking[0].cancel()
    assert (await asking[1]).id in world.runs


async def test_equal_keys_in_a_batch_are_one_run(client: JobClient, world: World) -> None:
    # The server never completes such a batch.
    handles = await client.send_jobs(items(2, idempotency_key="same"))
    (batch,) = world.batches.values()
    assert batch["status"] == "PROCESSING"
    first, second = [(await handle.status()).id for handle in handles]
    assert first == second
    world.finish(first, "COMPLETED", output={"done": True})
    assert [await handle.wait(60) for handle in handles] == [{"done": True}] * 2


async def scoped(world: World) -> JobClient:
    world.accepted_keys = {SCOPED_KEY}
    return JobClient(CATALOG, TriggerDevProvider(TriggerDevSettings(SCOPED_KEY, world.url), CATALOG, QUICK))


async def test_scoped_key_sends_small_payloads(world: World) -> None:
    async with await scoped(world) as jobs:
        assert (await jobs.send_job_dynamic("order.created", ORDER)).id in world.runs


async def test_scoped_key_cannot_upload(world: World) -> None:
    async with await scoped(world) as jobs:
        with pytest.raises(AuthenticationError, match="a scoped key cannot upload payloads") as raised:
            await jobs.send_job_dynamic("order.created", {**ORDER, "extra": "x" * 200_000})
    assert "check TRIGGER_SECRET_KEY" not in str(raised.value)
    assert len(world.received) == 1


@pytest.mark.parametrize("count", [1, 2])
async def test_missing_permission_is_explained(world: World, count: int) -> None:
    world.may_trigger = False
    async with await scoped(world) as jobs:
        with pytest.raises(BatchError) as raised:
            await jobs.send_jobs(items(count))
    for error in raised.value.failed.values():
        assert isinstance(error, PermissionDeniedError)
        assert "the scoped key in TRIGGER_SECRET_KEY lacks this permission" in str(error)


async def test_missing_run_is_requested_twice(provider: TriggerDevProvider, world: World) -> None:
    for action in (provider.runs, provider.cancel, provider.replay):
        world.received.clear()
        with pytest.raises(RunNotFoundError):
            await action("run_none")
        assert len(world.received) == 2


async def test_new_run_may_appear_later(client: JobClient, world: World) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    world.faults = [Reply(404, {"error": "Run not found"}, {"x-should-retry": "true"})]
    assert (await handle.status()).id == handle.id
