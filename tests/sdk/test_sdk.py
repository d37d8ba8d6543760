"""The generated SDK in use, as in the platform's guide: send a job, handle it in its tenant's context."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import cgk_jobs
import pytest
from cgk_jobs import (
    CATALOG,
    EVENT_CATEGORIES,
    SCHEDULES,
    TOTAL_EVENT_COUNT,
    JobClient,
    MissingTenantError,
    NotConfiguredError,
    OrderCreatedPayload,
    RunningLoopError,
    RunNotFoundError,
    UnknownEventError,
    create_job_client,
    current_tenant,
    jobs,
    send_job,
    send_jobs,
    set_job_client,
    task,
)
from cgk_jobs._catalog import sdk
from cgk_runtime.errors import ClosedError
from cgk_runtime.tasks.registry import TaskRegistry

pytestmark = [pytest.mark.anyio, pytest.mark.jobs_from_environment]


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[JobClient]:
    monkeypatch.setattr(sdk, "registry", TaskRegistry())
    monkeypatch.setattr(sdk, "_runner", None)
    async with create_job_client("local") as client:
        previous = set_job_client(client)
        yield client
        set_job_client(previous)


async def test_job_of_the_guide_runs_in_its_tenant(client: JobClient) -> None:
    @task("order.created")
    async def order_created(payload: OrderCreatedPayload) -> dict[str, Any]:
        return {"tenant": current_tenant(), "order": payload.order_id, "amount": payload.total_amount}

    handle = await send_job(
        "order.created", {"tenantId": "rawdog", "orderId": "order_123", "totalAmount": 9999, "currency": "USD"}
    )
    assert await handle.wait(60) == {"tenant": "rawdog", "order": "order_123", "amount": 9999}
    without_amount = await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
    assert (await without_amount.wait(60))["amount"] is None
    by_model = await send_job("order.created", OrderCreatedPayload(tenant_id="rawdog", order_id="order_5"))
    assert (await by_model.wait(60))["order"] == "order_5"


async def test_jobs_are_sent_by_object_and_in_batches(client: JobClient) -> None:
    @task("order.created")
    def order_created(payload: OrderCreatedPayload) -> str:
        return f"{current_tenant()}:{payload.order_id}"

    order = jobs["order.created"]
    assert await order.trigger_and_wait({"tenantId": "a", "orderId": "1"}, timeout=60) == "a:1"
    handles = await send_jobs([order.item({"tenantId": tenant, "orderId": "2"}) for tenant in ("a", "b")])
    assert [await handle.wait(60) for handle in handles] == ["a:2", "b:2"]
    assert await (await order_created.send({"tenantId": "c", "orderId": "3"})).wait(60) == "c:3"


def test_unknown_job_names_the_nearest_event() -> None:
    untyped_jobs = cast("Any", jobs)  # type checkers report a misspelled event
    with pytest.raises(
        UnknownEventError, match='^.JobClient. Unknown event "order.craeted"; did you mean "order.created"'
    ):
        untyped_jobs["order.craeted"]
    with pytest.raises(KeyError):
        untyped_jobs["nothing.like.it"]
    assert untyped_jobs.get("order.craeted") is None


async def test_own_client_has_the_same_functions(client: JobClient) -> None:
    @task("order.created")
    def order_created(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    async with create_job_client("local") as own:
        assert await own.trigger_and_wait("order.created", {"tenantId": "a", "orderId": "1"}, timeout=60) == "1"
        assert await own.jobs["order.created"].trigger_and_wait({"tenantId": "a", "orderId": "2"}) == "2"
        handle = await own.send_job("order.created", {"tenantId": "a", "orderId": "3"})
        assert await handle.wait(60) == "3"
        with pytest.raises(RunNotFoundError):
            await client.get_run_status(handle.id)


def test_code_without_a_loop_uses_sync_twins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdk, "registry", TaskRegistry())
    monkeypatch.setattr(sdk, "_runner", None)

    @task("order.created")
    def order_created(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    order = jobs["order.created"]
    with create_job_client("local") as own:
        handle = own.send_job_sync("order.created", {"tenantId": "a", "orderId": "1"})
        assert handle.wait_sync(60) == "1"
        assert handle.status_sync().status == own.get_run_status_sync(handle.id).status == "completed"
        assert [run.id for run in handle.runs_sync()] == [handle.id]
        assert own.trigger_and_wait_sync("order.created", {"tenantId": "a", "orderId": "2"}, timeout=60) == "2"
        assert own.jobs["order.created"].trigger_and_wait_sync({"tenantId": "a", "orderId": "3"}, timeout=60) == "3"
        batch = own.send_jobs_sync([order.item({"tenantId": "a", "orderId": n}) for n in ("4", "5")])
        assert [handle.wait_sync(60) for handle in batch] == ["4", "5"]
        late = own.send_job_sync("order.created", {"tenantId": "a", "orderId": "6"}, delay=60)
        own.cancel_job_sync(late.id)
        assert late.status_sync().status == "cancelled"
        assert own.replay_job_sync(late.id).wait_sync(60) == "6"
        assert own.health_check_sync().healthy
    with pytest.raises(ClosedError):
        own.send_job_sync("order.created", {"tenantId": "a", "orderId": "7"})


async def test_sync_twin_in_a_loop_names_the_async_one(client: JobClient) -> None:
    with pytest.raises(RunningLoopError, match=r"trigger_and_wait_sync .* use `await trigger_and_wait\(\.\.\.\)`"):
        client.trigger_and_wait_sync("order.created", {"tenantId": "a", "orderId": "1"})


async def test_integer_amount_stays_an_integer() -> None:
    payload = OrderCreatedPayload.from_fields({"tenantId": "rawdog", "orderId": "o", "totalAmount": 9999})
    assert payload.to_wire() == b'{"tenantId":"rawdog","orderId":"o","totalAmount":9999}'


async def test_missing_tenant_is_refused(client: JobClient) -> None:
    with pytest.raises(MissingTenantError) as raised:
        await cgk_jobs.send_job_dynamic("order.created", {"orderId": "order_123"})
    assert str(raised.value) == '[JobProvider] Event "order.created" requires tenantId in payload'


async def test_missing_provider_is_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("JOBS_PROVIDER", "TRIGGER_SECRET_KEY", "INNGEST_EVENT_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotConfiguredError) as raised:
        create_job_client()
    text = str(raised.value)
    assert text.startswith("[JobClient] Not configured - set TRIGGER_SECRET_KEY\n")
    assert "INNGEST_EVENT_KEY" in text
    assert "JOBS_PROVIDER=local" in text


async def test_schedules_of_the_guide_are_exported() -> None:
    assert SCHEDULES["ab.hourlyMetrics"].cron == "15 * * * *"
    assert SCHEDULES["attribution.dailyMetrics"].cron == "10 2 * * *"
    assert SCHEDULES["ab.hourlyMetrics"].event == "ab.metricsAggregate"
    assert SCHEDULES["ab.hourlyMetrics"].payload == {"period": "hourly"}
    assert SCHEDULES["ab.hourlyMetrics"].task_id == "schedule-ab-hourlyMetrics"
    assert not {schedule.task_id for schedule in CATALOG.schedules.values()} & {
        event.task_id for event in CATALOG.events.values()
    }


async def test_catalog_has_the_expected_counts() -> None:
    assert TOTAL_EVENT_COUNT == 92 == len(CATALOG.events) == sum(map(len, EVENT_CATEGORIES.values()))
    assert len(SCHEDULES) == 71
    assert EVENT_CATEGORIES["commerce"][0] == "order.created"
    assert {definition.retry.max_attempts for definition in CATALOG.events.values()} == {3}


@pytest.mark.parametrize("name", list(CATALOG.events))
async def test_every_example_is_a_payload(name: str) -> None:
    schema = json.loads(
        (Path(cgk_jobs.__file__).parents[1] / "schema" / "events" / f"{name}.json").read_text(encoding="utf-8")
    )
    model = CATALOG.payload_model(name)
    for example in schema["examples"]:
        assert json.loads(model.from_fields(example).to_wire()) == example
        assert json.loads(model.from_wire(json.dumps(example)).to_wire()) == example


async def test_every_public_name_can_be_imported() -> None:
    for name in cgk_jobs.__all__:
        assert getattr(cgk_jobs, name) is not None


@pytest.mark.parametrize(
    ("program", "absent"),
    [
        ("import cgk_jobs", ["pydantic", "asyncio", "aiohttp", "cgk_jobs.models.commerce"]),
        ("from cgk_jobs import send_job, task, jobs, SCHEDULES", ["pydantic", "aiohttp", "cgk_jobs.models.commerce"]),
        (
            "from cgk_jobs import OrderCreatedPayload",
            ["aiohttp", "cgk_jobs.models.creators", "cgk_runtime.providers.local"],
        ),
        (
            (
                "import cgk_jobs; cgk_jobs.create_job_client('local').send_job_sync('order.created', "
                "{'tenantId': 'rawdog', 'orderId': 'order_123'})"
            ),
            ["pydantic", "aiohttp", "cgk_jobs.models.commerce", "cgk_runtime.tasks.task", "importlib.metadata"],
        ),
    ],
)
def test_nothing_is_imported_before_it_is_used(program: str, absent: list[str]) -> None:
    check = f"{program}\nimport sys\nprint([name for name in {absent!r} if name in sys.modules])"
    completed = subprocess.run(
        [sys.executable, "-c", check], check=True, capture_output=True, text=True, env={**os.environ}
    )
    assert completed.stdout.strip() == "[]"
