"""Every way to send a job refuses an invalid option by its name, without its value, before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest
from cgk_runtime import Job, JobClient, JobItem, JobsError, Sdk
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.db.outbox import Outbox
from option_values import INVALID, VALID
from recording import RecordingProvider
from shop import CATALOG, ORDER, OrderCreatedPayload

pytestmark = pytest.mark.anyio
EVENT: Final = "order.created"
Send = Callable[[dict[str, Any]], Awaitable[object]]
"""Function that sends one job with these options."""


async def handle(payload: OrderCreatedPayload) -> None: ...


def ways_to_send(sdk: Sdk, client: JobClient) -> dict[str, Send]:
    """Return all ways to send a job, by name."""
    sdk.set_job_client(client)
    task: Any = sdk.task(EVENT)(handle)
    job: Job[Any, Any] = Job(sdk, EVENT)

    def store(options: dict[str, Any]) -> None:
        connection: Any = object()  # any use of it would be an AttributeError
        with Outbox(lambda provider: JobClient(CATALOG, provider))(connection) as outbox:
            outbox.send_job_dynamic_sync(EVENT, ORDER, **options)

    def item(options: Any) -> JobItem[Any]:
        return JobItem(EVENT, ORDER, options)

    return {
        "send_job": lambda options: client.send_job_dynamic(EVENT, ORDER, **options),
        "send_jobs": lambda options: client.send_jobs([item(options)]),
        "trigger_and_wait": lambda options: client.trigger_and_wait_dynamic(EVENT, ORDER, **options),
        "send_job_sync": lambda options: asyncio.to_thread(client.send_job_dynamic_sync, EVENT, ORDER, **options),
        "sdk": lambda options: sdk.send_job_dynamic(EVENT, ORDER, **options),
        "jobs[]": lambda options: job.send(ORDER, **options),
        "jobs[].trigger_and_wait": lambda options: job.trigger_and_wait(ORDER, **options),
        "task": lambda options: task.send(ORDER, **options),
        "outbox": lambda options: asyncio.to_thread(store, options),
    }


def test_table_names_every_option() -> None:
    assert INVALID.keys() == ALL_OPTIONS


async def test_invalid_option_is_refused_everywhere(sdk: Sdk) -> None:
    provider = RecordingProvider()
    async with JobClient(CATALOG, provider) as client:
        for way, send in ways_to_send(sdk, client).items():
            for option, values in INVALID.items():
                for value, _ in values:
                    options: dict[str, Any] = {option: value}
                    if option == "idempotency_key_ttl":
                        options["idempotency_key"] = "key"
                    with pytest.raises(JobsError) as raised:
                        await send(options)
                    assert option in str(raised.value), (way, option)
                    assert "secret" not in str(raised.value)
                    assert len(str(raised.value)) < 400  # without the digits of 10**400
            with pytest.raises(JobsError, match="cross_tenant must be True or False"):
                await send({"cross_tenant": "secret"})
        assert provider.messages == []
        for option, values in VALID.items():
            for value, _ in values:
                valid: Any = {option: value}
                await client.send_job_dynamic(EVENT, ORDER, **valid)
