"""Trigger.dev's provider: options, tenants, batch ids, waiting, schedules per tenant, health, settings."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

import pytest
from cgk_runtime import (
    ApiError,
    AuthenticationError,
    ConfigurationError,
    InvalidOptionError,
    JobClient,
    JobItem,
    JobMessage,
    JobsError,
    NotFoundError,
    RunFailedError,
    RunNotFoundError,
    Settings,
    WaitTimeoutError,
)
from cgk_runtime.client.options import resolve_options, scoped_key
from cgk_runtime.client.provider import FINAL_STATUSES
from cgk_runtime.providers.trigger_dev import TriggerDevProvider, TriggerDevSettings, create_provider
from cgk_runtime.providers.trigger_dev.job_options import HEADERS_KEY
from cgk_runtime.providers.trigger_dev.run_model import STATUSES
from http_server import Reply
from shop import CATALOG, ORDER, make_sdk
from trigger_dev_server import KEY, SCOPED_KEY, FakeTriggerDev

from .conftest import make_items

pytestmark = pytest.mark.anyio


async def test_event_becomes_task_and_tenant_tag(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    await client.send_job_dynamic("order.created", ORDER, tags=["vip"])
    request = trigger_dev.received[0]
    assert request.target == "/api/v1/tasks/order-created/trigger"
    assert request.json()["options"]["tags"] == ["vip", "tenant:rawdog"]


async def test_plain_job_has_tenant_and_version(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    await client.send_job_dynamic("order.created", ORDER)
    options = trigger_dev.bodies()[0]["options"]
    assert options["tags"] == ["tenant:rawdog"]
    assert options["metadata"] == {HEADERS_KEY: {"catalog-version": "1.0.0"}}


async def test_full_tags_omit_the_tenant_tag(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    await client.send_job_dynamic("order.created", ORDER, tags=[str(index) for index in range(10)])
    assert trigger_dev.bodies()[0]["options"]["tags"] == [str(index) for index in range(10)]


async def test_tag_of_another_tenant_is_refused(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    with pytest.raises(InvalidOptionError, match="tags must not contain the tag of another tenant"):
        await client.send_job_dynamic("order.created", ORDER, tags=["tenant:acme"])
    await client.send_job_dynamic("order.created", ORDER, tags=["tenant:rawdog"])
    assert [body["options"]["tags"] for body in trigger_dev.bodies()] == [["tenant:rawdog"]]


@pytest.mark.parametrize("tenant_id", ["acme,tenant:rawdog", "x" * 122])
async def test_erasure_reports_tenant_without_a_tag(
    client: JobClient, provider: TriggerDevProvider, trigger_dev: FakeTriggerDev, tenant_id: str
) -> None:
    await client.send_job_dynamic("order.created", ORDER)
    erasure = await provider.erase_tenant(tenant_id)
    assert "all runs: Trigger.dev cannot find the runs of this tenant" in erasure.remaining[0]
    assert erasure.remaining[1].startswith("schedules of `client.schedules.upsert`")
    assert [run.fields["status"] for run in trigger_dev.runs.values()] == ["QUEUED"], "that of rawdog"


async def test_fairness_sets_the_concurrency_key(provider: TriggerDevProvider, trigger_dev: FakeTriggerDev) -> None:
    event = replace(CATALOG.event("order.created"), fairness="tenant")
    client = JobClient(replace(CATALOG, events={**CATALOG.events, "order.created": event}), provider)
    await client.send_job_dynamic("order.created", ORDER)
    await client.send_job_dynamic("order.created", ORDER, concurrency_key="own")
    assert [body["options"]["concurrencyKey"] for body in trigger_dev.bodies()] == ["rawdog", "own"]


async def test_idempotency_key_is_scoped_and_readable(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    await client.send_job_dynamic("order.created", ORDER, idempotency_key="order_123", idempotency_key_ttl=5400)
    options = trigger_dev.bodies()[0]["options"]
    assert options["idempotencyKey"] == scoped_key("rawdog", "order.created", "order_123")
    assert options["idempotencyKeyOptions"] == {"key": "order_123", "scope": "global"}
    assert options["idempotencyKeyTTL"] == "90m"


async def test_idempotency_key_can_be_reset(
    client: JobClient, provider: TriggerDevProvider, trigger_dev: FakeTriggerDev
) -> None:
    first = await client.send_job_dynamic("order.created", ORDER, idempotency_key="order_123")
    await provider.reset_idempotency_key("order.created", "rawdog", "order_123")
    assert (await client.send_job_dynamic("order.created", ORDER, idempotency_key="order_123")).id != first.id
    with pytest.raises(NotFoundError):
        await provider.reset_idempotency_key("order.created", "acme", "order_123")


async def test_former_name_resets_the_same_key(provider: TriggerDevProvider, trigger_dev: FakeTriggerDev) -> None:
    event = replace(CATALOG.event("order.created"), former_names=("order.placed",))
    catalog = replace(CATALOG, events={**CATALOG.events, event.name: event})
    provider = TriggerDevProvider(provider.client.api.settings, client=provider.client, catalog=catalog)
    client = JobClient(catalog, provider)
    first = await client.send_job_dynamic("order.placed", ORDER, idempotency_key="order_123")
    await provider.reset_idempotency_key("order.placed", "rawdog", "order_123")
    assert (await client.send_job_dynamic("order.placed", ORDER, idempotency_key="order_123")).id != first.id


async def test_job_headers_are_in_the_metadata(
    client: JobClient, provider: TriggerDevProvider, trigger_dev: FakeTriggerDev
) -> None:
    event = CATALOG.event("order.created")
    options = resolve_options({"metadata": {"source": "shopify"}}, "rawdog", event.name)
    headers = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
    await provider.send(JobMessage(event, "rawdog", b'{"tenantId":"rawdog","orderId":"o"}', options, headers))
    assert trigger_dev.bodies()[0]["options"]["metadata"] == {"source": "shopify", "cgkHeaders": headers}


@pytest.mark.parametrize("value", ["a\0b", "x" * 262_144])
async def test_header_of_middleware_is_checked(
    provider: TriggerDevProvider, trigger_dev: FakeTriggerDev, value: str
) -> None:
    message = JobMessage(CATALOG.event("order.created"), "rawdog", b'{"tenantId":"rawdog"}', headers={"note": value})
    with pytest.raises(InvalidOptionError, match="metadata with the job's headers"):
        await provider.send(message)
    assert trigger_dev.received == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"at": datetime(2020, 1, 1, tzinfo=UTC)}, "at is in the past; omit it to run the job at once"),
        ({"delay": 0.00001}, "delay must be whole milliseconds"),
        ({"ttl": 1.5}, "ttl must be whole seconds, at least 1"),
        ({"ttl": 0}, "ttl must be whole seconds, at least 1"),
        ({"idempotency_key": "k", "idempotency_key_ttl": 0.5}, "idempotency_key_ttl must be whole seconds"),
        ({"tags": [str(index) for index in range(11)]}, "tags: Trigger.dev accepts at most 10, not 11"),
        ({"tags": ["x" * 129]}, "tags[0] is longer than 128 characters"),
        ({"idempotency_key": "x" * 2049}, "idempotency_key must have 1 to 2048 characters"),
        ({"metadata": {"blob": "x" * 262_144}}, "headers has 262196 bytes; Trigger.dev accepts at most 262144"),
    ],
)  # fmt: skip
async def test_unsupported_option_value_is_refused(
    client: JobClient, trigger_dev: FakeTriggerDev, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidOptionError) as raised:
        await client.send_job_dynamic("order.created", ORDER, **options)
    assert str(raised.value).startswith('[TriggerDevProvider] Event "order.created" was not sent: ')
    assert message in str(raised.value)
    assert trigger_dev.received == []


async def test_all_invalid_options_are_reported(client: JobClient) -> None:
    with pytest.raises(InvalidOptionError) as raised:
        await client.send_job_dynamic("order.created", ORDER, ttl=0.5, tags=["x" * 129], delay=0.00001)
    assert all(name in str(raised.value) for name in ("ttl", "tags[0]", "delay"))


async def test_invalid_item_is_not_uploaded(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    large = {**ORDER, "extra": "x" * 200_000}
    with pytest.raises(JobsError, match="2 of 2 jobs were refused; nothing was sent"):
        await client.send_jobs([JobItem[Any]("order.created", large, {"ttl": 0.5})] * 2)
    assert trigger_dev.received == []


async def test_empty_batch_sends_no_request(provider: TriggerDevProvider, trigger_dev: FakeTriggerDev) -> None:
    assert await provider.send_many([]) == []
    assert trigger_dev.received == []


async def test_batch_is_split_at_1000_items(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    handles = await client.send_jobs(make_items(2001))
    assert [body["runCount"] for body in trigger_dev.bodies_of("batches")] == [1000, 1000, 1]
    assert len(trigger_dev.runs) == 2001
    assert len({handle.id for handle in handles}) == 2001


async def test_batch_is_split_by_size(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    jobs = [JobItem[Any]("order.created", {**ORDER, "extra": "x" * 120_000}, {}) for _ in range(200)]
    await client.send_jobs(jobs)  # 24 MB, and a batch has at most 16 MiB
    assert len(trigger_dev.bodies_of("batches")) == 2


async def test_batch_ids_resolve_to_their_runs(
    client: JobClient, settings: TriggerDevSettings, trigger_dev: FakeTriggerDev
) -> None:
    trigger_dev.run_task = _return_order
    handles = await client.send_jobs(make_items(5))
    job_ids = [handle.id for handle in handles]
    for batch in trigger_dev.batches.values():
        batch["runs"].reverse()  # the server may return any order
    async with JobClient(CATALOG, TriggerDevProvider(settings, CATALOG)) as other_client:
        results = [await other_client.get_handle(job_id, "order.created").wait(60) for job_id in job_ids]
        assert results == [{"order": str(index)} for index in range(5)]
        await other_client.cancel_job(job_ids[0])
        assert (await other_client.replay_job(job_ids[0])).id in trigger_dev.runs


async def test_batch_item_can_have_an_earlier_run(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    first = await client.send_job_dynamic("order.created", ORDER, idempotency_key="order_123")
    batch = [JobItem[Any]("order.created", ORDER, {"idempotency_key": "order_123"}), *make_items(1)]
    handles = await client.send_jobs(batch)
    assert trigger_dev.runs[first.id].fields["idempotencyKey"] == "order_123", "the API shows the caller's key"
    assert (await handles[0].status()).id == first.id
    assert (await handles[1].status()).id != first.id


async def test_batches_can_share_a_run(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    items = [JobItem[Any]("order.created", ORDER, {"idempotency_key": "order_123"}), *make_items(1)]
    in_first, _ = await client.send_jobs(items)
    in_second, _ = await client.send_jobs(items)
    first_batch, second_batch = trigger_dev.batches.values()
    shared_run = first_batch["runs"][0]
    trigger_dev.runs[shared_run].fields["idempotencyKey"] = scoped_key("rawdog", "order.created", "order_123")
    second_batch["runs"].reverse()  # not at the item's position
    assert (await in_first.status()).id == shared_run
    assert (await in_second.status()).id == shared_run


async def test_item_without_run_has_its_error(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    handles = await client.send_jobs(make_items(2))
    (batch,) = trigger_dev.batches.values()
    missing_run = batch["runs"].pop()
    del trigger_dev.runs[missing_run]
    batch["processing"]["errors"] = [{"index": 1, "taskIdentifier": "order-created", "error": "Queue size limit"}]
    with pytest.raises(RunFailedError, match="Queue size limit"):
        await handles[1].wait(60)
    with pytest.raises(JobsError, match="has no run: Queue size limit"):
        await handles[1].cancel()
    assert (await handles[0].status()).status == "queued"


async def test_unfinished_batch_is_awaited(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    handles = await client.send_jobs(make_items(2))
    (batch,) = trigger_dev.batches.values()
    runs, batch["runs"], batch["status"] = batch["runs"], [], "PROCESSING"
    hidden_runs = {run_id: trigger_dev.runs.pop(run_id) for run_id in runs}
    assert (await handles[0].status()).status == "queued"
    waiting = asyncio.create_task(handles[0].wait(60))
    await asyncio.sleep(0.05)
    trigger_dev.runs |= hidden_runs
    batch["runs"], batch["status"] = runs, "COMPLETED"
    trigger_dev.finish(runs[0], "COMPLETED", output={"order": "0"})
    assert await waiting == {"order": "0"}


async def test_unknown_batch_is_not_found(provider: TriggerDevProvider) -> None:
    with pytest.raises(RunNotFoundError):
        await provider.runs(f"batch_none:3:{'0' * 64}")


async def test_unknown_run_has_the_servers_answer(provider: TriggerDevProvider) -> None:
    message = 'Run "run_none" does not exist, or no longer exists (API error 404: Run not found)'
    with pytest.raises(RunNotFoundError, match=re.escape(message)) as raised:
        await provider.cancel("run_none")
    assert raised.value.run_id == "run_none"
    assert raised.value.api_error is not None
    assert (raised.value.api_error.status, raised.value.api_error.attempts) == (404, 2)


@pytest.mark.parametrize("trigger_status", STATUSES)
async def test_status_alone_decides_if_a_run_ended(
    client: JobClient, trigger_dev: FakeTriggerDev, trigger_status: str
) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    trigger_dev.finish(handle.id, trigger_status, isCompleted=False)
    run = await handle.status()
    assert run.status == STATUSES[trigger_status]
    assert run.is_final == (STATUSES[trigger_status] in FINAL_STATUSES)
    if not run.is_final:
        with pytest.raises(WaitTimeoutError, match=r"did not end within 0\.05 s; it continues"):
            await handle.wait(0.05)
    elif trigger_status != "COMPLETED":
        with pytest.raises(RunFailedError):
            await handle.wait(60)


async def test_unknown_status_counts_as_running(client: JobClient, trigger_dev: FakeTriggerDev) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    trigger_dev.finish(handle.id, "A_NEW_STATUS")
    assert (await handle.status()).status == "running"


async def test_poll_interval_grows(
    client: JobClient, trigger_dev: FakeTriggerDev, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 10:
            trigger_dev.finish(handle.id, "COMPLETED")

    monkeypatch.setattr("cgk_runtime.providers.polling.asyncio", Mock(wraps=asyncio, sleep=sleep))
    await handle.wait(60)
    # The fixture's options are 0.01 s and at most 0.05 s; each pause varies by up to 20 percent.
    assert 0.008 <= pauses[0] <= 0.012
    assert all(0.04 <= pause <= 0.06 for pause in pauses[5:])


async def test_each_tenant_has_its_own_schedule(provider: TriggerDevProvider, trigger_dev: FakeTriggerDev) -> None:
    schedules = provider.client.schedules
    first = await schedules.upsert("rawdog", "daily-report", "0 9 * * *", timezone="Europe/Prague")
    other = await schedules.upsert("acme", "daily-report", "0 7 * * *")
    updated = await schedules.upsert("rawdog", "daily-report", "0 10 * * *")
    assert (first.deduplication_key, first.external_id) == ("prod:rawdog:daily-report", "rawdog")
    assert (updated.id, updated.cron) == (first.id, "0 10 * * *")
    assert [schedule.id async for schedule in schedules.list(tenant_id="acme", per_page=1)] == [other.id]
    await schedules.delete(other.id)
    with pytest.raises(NotFoundError):
        await schedules.retrieve(other.id)


async def test_schedule_key_includes_preview_branch(trigger_dev: FakeTriggerDev) -> None:
    settings = TriggerDevSettings("tr_preview_abc", trigger_dev.url, branch="feature/x")
    provider = TriggerDevProvider(settings)
    key = provider.client.schedules.deduplication_key("rawdog", "daily-report")
    assert key == "preview/feature/x:rawdog:daily-report"


async def test_blank_schedule_key_is_rejected(provider: TriggerDevProvider, trigger_dev: FakeTriggerDev) -> None:
    with pytest.raises(InvalidOptionError, match="deduplication_key must be a string that is not blank"):
        await provider.client.schedules.create("daily", "0 9 * * *", deduplication_key=" ")
    with pytest.raises(InvalidOptionError, match="tenant_id must be a string that is not blank"):
        await provider.client.schedules.upsert("", "daily", "0 9 * * *")
    assert trigger_dev.received == []


async def test_tags_and_metadata_can_be_changed(client: JobClient, provider: TriggerDevProvider) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER, metadata={"a": 1})
    runs = provider.client.runs
    await runs.add_tags(handle.id, ["vip"])
    assert (await runs.retrieve(handle.id)).tags == ("tenant:rawdog", "vip")
    assert await runs.metadata(handle.id) == {"a": 1, HEADERS_KEY: {"catalog-version": "1.0.0"}}
    assert await runs.replace_metadata(handle.id, {"b": 2}) == {"b": 2}
    with pytest.raises(InvalidOptionError):
        await runs.add_tags(handle.id, ["x" * 129])


@pytest.mark.parametrize(
    ("key", "branch", "is_accepted", "is_healthy", "message"),
    [
        (KEY, None, True, True, "the key is accepted, prod environment at http"),
        (KEY, None, False, False, "the key is not accepted, prod environment at http"),
        (SCOPED_KEY, None, True, True, "the scoped key is accepted"),
        (SCOPED_KEY, None, False, False, "TRIGGER_SECRET_KEY is wrong"),
        ("tr_preview_abc", None, False, False, "a preview key needs its branch, set TRIGGER_PREVIEW_BRANCH"),
        ("tr_preview_abc", "x", False, False, "the branch does not exist, or TRIGGER_SECRET_KEY is wrong"),
        ("tr_preview_abc", "x", True, True, "the key is accepted, branch x of the preview environment"),
    ],
)  # fmt: skip
async def test_health_reports_the_kind_of_key(
    trigger_dev: FakeTriggerDev, key: str, branch: str | None, is_accepted: bool, is_healthy: bool, message: str
) -> None:
    trigger_dev.accepted_keys = {key} if is_accepted else set()
    provider = TriggerDevProvider(TriggerDevSettings(key, trigger_dev.url, branch))
    health = await provider.check_health()
    await provider.close()
    assert (health.provider, health.healthy) == ("trigger.dev", is_healthy)
    assert message in health.detail
    assert key not in health.detail
    # The response of `whoami` contains the key.
    assert not [request for request in trigger_dev.received if "whoami" in request.target]


async def test_unreachable_server_is_unhealthy() -> None:
    provider = TriggerDevProvider(TriggerDevSettings(KEY, "http://127.0.0.1:9"))  # nothing listens there
    health = await provider.check_health()
    await provider.close()
    assert not health.healthy
    assert "no connection to 127.0.0.1:9" in health.detail


async def test_secrets_are_not_in_errors_or_logs(
    client: JobClient, trigger_dev: FakeTriggerDev, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    trigger_dev.accepted_keys = set()
    with pytest.raises(AuthenticationError, match="Invalid or Missing API key; check TRIGGER_SECRET_KEY") as raised:
        await client.send_job_dynamic("order.created", ORDER)
    assert KEY not in caplog.text + repr(raised.value) + repr(vars(raised.value)) + repr(client.provider)
    assert KEY not in repr(TriggerDevSettings(KEY))
    trigger_dev.faults.append(Reply(200, {"authorization": f"Bearer {KEY}"}))
    with pytest.raises(ApiError, match="unexpected fields") as unexpected:
        await client.get_run_status("run_1")
    assert KEY not in repr(vars(unexpected.value))


def test_settings_come_from_the_environment() -> None:
    provider = create_provider(
        Settings(
            {
                "TRIGGER_SECRET_KEY": "tr_preview_x",
                "TRIGGER_API_URL": "https://jobs.example/base/",
                "VERCEL_GIT_COMMIT_REF": "feature",
                "TRIGGER_VERSION": "20260101.1",
            }
        ),
        make_sdk().runner,
    )
    assert isinstance(provider, TriggerDevProvider)
    settings = provider.client.api.settings
    assert (settings.base_url, settings.branch) == ("https://jobs.example/base", "feature")
    assert (settings.version, settings.environment) == ("20260101.1", "preview")
    dev_settings = TriggerDevSettings.read(
        Settings({"TRIGGER_ACCESS_TOKEN": "tr_dev_x", "TRIGGER_DEV_BRANCH": "default"})
    )
    assert (dev_settings.secret_key, dev_settings.branch) == ("tr_dev_x", None)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "Not configured - set TRIGGER_SECRET_KEY"),
        ({"TRIGGER_SECRET_KEY": "pk_prod_x"}, "is a public key"),
        (
            {"TRIGGER_ACCESS_TOKEN": "tr_pat_x"},
            "TRIGGER_ACCESS_TOKEN is a public key (pk_...) or a personal access token (tr_pat_...)",
        ),
        ({"TRIGGER_SECRET_KEY": "tr_dev_a b"}, "copy it again"),
        (
            {"TRIGGER_SECRET_KEY": "tr_dev_x", "TRIGGER_API_URL": "api.trigger.dev"},
            "TRIGGER_API_URL must be an address",
        ),
        ({"TRIGGER_SECRET_KEY": "tr_dev_x", "TRIGGER_API_URL": "http://[::1"}, "TRIGGER_API_URL must be an address"),
    ],
)
def test_invalid_settings_are_rejected(variables: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        TriggerDevSettings.read(Settings(variables))
    assert message in str(raised.value)


async def _return_order(_task: str, payload: Any) -> Any:
    await asyncio.sleep(0.001)
    return {"order": payload["orderId"]}
