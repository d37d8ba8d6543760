"""Each provider honors every option of a handler, a schedule and a send, or refuses it by its name."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final, cast

import pytest
from cgk_runtime import (
    CancelOn,
    Concurrency,
    Debounce,
    InvalidOptionError,
    JobClient,
    NotSupportedError,
    RateLimit,
    Retry,
    RunFailedError,
    RunFailure,
    Sdk,
    TaskContext,
)
from cgk_runtime.client.options import ALL_OPTIONS, JobOptions, resolve_options
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.execution.retries import AttemptTimeoutError
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.providers.inngest.envelope import encode_event
from cgk_runtime.providers.inngest.limits import InngestLimitError
from cgk_runtime.providers.inngest.serve import prepare_functions
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError
from cgk_runtime.providers.trigger_dev.build.plan import build_checked_plan
from cgk_runtime.settings import Settings
from cgk_runtime.tasks.options import TaskOptions
from shop import CATALOG, ORDER, OrderCreatedPayload, make_sdk

from tests.runtime.providers.local import test_constraints, test_fairness, test_local_provider

pytestmark = pytest.mark.anyio
KEY = "ab" * 32
SETTINGS = Settings({"INNGEST_EVENT_KEY": "key", "INNGEST_SIGNING_KEY": KEY, "INNGEST_BASE_URL": "http://127.0.0.1:9"})
"""Settings of a server that no test contacts."""


def report_failure(failure: RunFailure) -> None: ...


async def handle(payload: OrderCreatedPayload) -> None: ...


TASK_OPTIONS: Final[dict[str, object]] = {
    "name": "mail",
    "retry": Retry(max_attempts=7),
    "concurrency": Concurrency(2, by="orderId"),
    "rate_limit": RateLimit(100),
    "timeout": 0.01,
    "start_timeout": 60,
    "run_timeout": 60,
    "idempotency": "orderId",
    "debounce": Debounce(60),
    "cancel_on": CancelOn("tax.computed"),
    "on_failure": report_failure,
    "queue": "mails",
    "machine": "large-1x",
    "max_duration": 60,
}
REFUSED_BY_INNGEST: Final = {
    "queue": "queue: Inngest has no queues; use concurrency=",
    "machine": "machine: functions run where they are served; start `cgk serve` or `cgk worker` on that machine",
    "max_duration": "max_duration: Inngest does not measure execution time; use timeout= for an attempt, run_timeout=",
}
REFUSED_BY_TRIGGER_DEV: Final = {
    "concurrency": "concurrency by fields",
    **{name: name for name in ("run_timeout", "idempotency", "debounce", "cancel_on", "rate_limit")},
}
LOCAL_PROOFS: Final = {
    "name": test_local_provider.test_each_handler_of_an_event_gets_a_run,
    "retry": test_local_provider.test_retry_waits_follow_the_tasks_backoff,
    "concurrency": test_constraints.test_concurrency_limits_hold_per_tenant,
    "rate_limit": test_fairness.test_rates_and_concurrency_hold_together,
    "timeout": test_local_provider.test_attempt_timeout_fails_the_attempt,
    "start_timeout": test_constraints.test_start_timeout_expires_a_waiting_run,
    "run_timeout": test_constraints.test_run_timeout_ends_a_run,
    "idempotency": test_constraints.test_task_idempotency_lasts_a_day_per_tenant,
    "debounce": test_constraints.test_debounce_runs_the_last_job,
    "cancel_on": test_constraints.test_event_cancels_runs_of_its_tenant,
    "on_failure": test_constraints.test_on_failure_is_called_once_in_the_tenant,
}
"""Test that proves that the local provider honors an option; tests below prove the other three."""


def make_sdk_with_handler(**options: object) -> Sdk:
    """Return an SDK with one handler."""
    sdk = make_sdk()
    sdk.tenant_source(list)
    sdk.task("order.created", **cast("TaskOptions", options))(handle)
    return sdk


def inngest_configs(sdk: Sdk) -> list[object]:
    """Return the configurations of the functions as they are registered."""
    configs = [function.get_config("http://app/api/inngest") for function in prepare_functions(sdk, SETTINGS).functions]
    return [
        function.to_dict()
        for config in configs
        for function in (config.main, config.on_failure)
        if function is not None
    ]


@pytest.mark.parametrize("option", TASK_OPTIONS)
def test_inngest_honors_or_refuses_task_options(option: str) -> None:
    sdk = make_sdk_with_handler(**{option: TASK_OPTIONS[option]})
    if option not in REFUSED_BY_INNGEST:
        changes_config = inngest_configs(sdk) != inngest_configs(make_sdk_with_handler())
        # The runtime itself limits an attempt, so Inngest does not get `timeout`.
        assert changes_config is (option != "timeout")
        return
    with pytest.raises(InngestLimitError) as raised:
        prepare_functions(sdk, SETTINGS)
    assert f"\n  order-created: {REFUSED_BY_INNGEST[option]}" in str(raised.value)


def test_inngest_lists_all_refused_options() -> None:
    with pytest.raises(InngestLimitError) as raised:
        prepare_functions(
            make_sdk_with_handler(**{option: TASK_OPTIONS[option] for option in REFUSED_BY_INNGEST}), SETTINGS
        )
    assert str(raised.value).count("\n") == len(REFUSED_BY_INNGEST)  # a line for each option


@pytest.mark.parametrize("option", REFUSED_BY_TRIGGER_DEV)
def test_trigger_dev_refuses_handler_options(option: str) -> None:
    with pytest.raises(TriggerBuildError, match=f"does not support {REFUSED_BY_TRIGGER_DEV[option]}"):
        build_checked_plan(make_sdk_with_handler(**{option: TASK_OPTIONS[option]}))


async def test_local_queue_limit_is_shared_by_handlers(sdk: Sdk, client: JobClient) -> None:
    active: Counter[str] = Counter()
    maximum: Counter[str] = Counter()

    def make_handler(queue: str) -> Any:
        async def run(payload: OrderCreatedPayload) -> None:
            active[queue] += 1
            maximum[queue] = max(maximum[queue], active[queue])
            await asyncio.sleep(0.02)
            active[queue] -= 1

        return run

    for name, queue in (("a", "mails"), ("b", "mails"), ("c", "files"), ("d", "files")):
        sdk.task("order.created", name=name, queue=queue, concurrency=1 if queue == "mails" else 2)(make_handler(queue))
    await (await client.send_job_dynamic("order.created", ORDER)).wait_all(60)
    assert (maximum["mails"], maximum["files"]) == (1, 2)


async def test_local_max_duration_excludes_waiting(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("tax.computed")
    async def slow(payload: object) -> dict[str, int]:
        await asyncio.sleep(0.6)
        return {"tax": 1}

    @sdk.task("order.created", max_duration=0.5, retry=Retry(max_attempts=100, min_timeout_ms=0, max_timeout_ms=0))
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> int:
        tax = {"tenantId": "rawdog", "amount": 1}
        if payload.order_id == "waits":
            await asyncio.gather(*(sdk.trigger_and_wait_dynamic("tax.computed", tax) for _ in range(2)))
        elif payload.order_id == "steps":
            await context.step.sleep("long", 0.6)
        elif payload.order_id == "fails":
            await asyncio.sleep(0.02)
            raise ConnectionError
        else:
            await asyncio.sleep(10)
        return context.attempt

    for order_id in ("waits", "steps"):
        assert await (await client.send_job_dynamic("order.created", {**ORDER, "orderId": order_id})).wait(60) == 1
    # "fails" computes for 0.02 s or a little more in each attempt; all attempts together exceed the limit of 0.5 s.
    for order_id, attempts in (("computes", range(1, 2)), ("fails", range(2, 27))):
        handle = await client.send_job_dynamic("order.created", {**ORDER, "orderId": order_id})
        with pytest.raises(RunFailedError):
            await handle.wait(60)
        run = await handle.status()
        assert run.status == "timed_out"
        assert run.attempt in attempts


async def test_local_provider_logs_ignored_machine(
    sdk: Sdk, client: JobClient, caplog: pytest.LogCaptureFixture
) -> None:
    sdk.task("order.created", machine="large-1x")(handle)
    with caplog.at_level(logging.WARNING):
        await (await client.send_job_dynamic("order.created", ORDER)).wait(60)
    message = '[LocalProvider] "order-created" asks for machine "large-1x"; the local provider runs it in this process'
    assert message in [record.message for record in caplog.records]


async def test_attempt_timeout_holds_for_every_provider(sdk: Sdk) -> None:
    from cgk_runtime.execution.attempt import Attempt

    @sdk.task("order.created", timeout=0.01)
    async def order(payload: OrderCreatedPayload) -> None:
        await asyncio.sleep(5)

    with pytest.raises(AttemptTimeoutError):
        await sdk.runner.run(order.definition, b'{"tenantId":"a","orderId":"1"}', Attempt("run", 1, 1))


SEND_OPTIONS: Final[dict[str, object]] = {
    "delay": 60,
    "at": datetime(2090, 1, 1, tzinfo=UTC),
    "idempotency_key": "key",
    "idempotency_key_ttl": 60,
    "max_attempts": 2,
    "queue": "mails",
    "concurrency_key": "key",
    "priority": 5,
    "ttl": 60,
    "tags": ["red"],
    "metadata": {"by": "test"},
}


@pytest.mark.parametrize("option", SEND_OPTIONS)
async def test_inngest_honors_or_refuses_send_options(option: str) -> None:
    send_options: dict[str, Any] = {option: SEND_OPTIONS[option]}
    provider = InngestProvider(CATALOG, InngestSettings.read(SETTINGS))
    if option in provider.supported_options:
        event, payload = CATALOG.event("order.created"), b'{"tenantId":"a"}'
        options = resolve_options(cast("JobOptions", send_options), "a", "order.created")
        assert encode_event(JobMessage(event, "a", payload, options)) != encode_event(JobMessage(event, "a", payload))
        return
    if option == "idempotency_key_ttl":
        send_options["idempotency_key"] = "key"
    async with JobClient(CATALOG, provider) as client:
        with pytest.raises(NotSupportedError, match=rf"inngest does not support {option} \(.+"):
            await client.send_job_dynamic("order.created", ORDER, **send_options)


async def test_priority_beyond_inngests_range_fails() -> None:
    async with JobClient(CATALOG, InngestProvider(CATALOG, InngestSettings.read(SETTINGS))) as client:
        with pytest.raises(InvalidOptionError, match="priority is 601; Inngest accepts at most 600"):
            await client.send_job_dynamic("order.created", ORDER, priority=601)


def test_local_provider_honors_every_send_option(sdk: Sdk) -> None:
    assert LocalProvider(sdk.runner).supported_options == ALL_OPTIONS


SCHEDULE_OPTIONS: Final[dict[str, object]] = {"name": "own", "timezone": "Europe/Berlin"}


@pytest.mark.parametrize("option", SCHEDULE_OPTIONS)
def test_inngest_honors_an_option_of_a_schedule(option: str) -> None:
    def configs_with(**options: Any) -> list[object]:
        sdk = make_sdk()
        sdk.schedule("0 9 * * 1", **{"name": "other", **options})(lambda: None)
        return inngest_configs(sdk)

    assert configs_with(**{option: SCHEDULE_OPTIONS[option]}) != configs_with()


def test_tables_name_every_option() -> None:
    assert TASK_OPTIONS.keys() == TaskOptions.__annotations__.keys()
    assert LOCAL_PROOFS.keys() | {"queue", "machine", "max_duration"} == TASK_OPTIONS.keys()
    assert SEND_OPTIONS.keys() == ALL_OPTIONS
    assert set(inspect.signature(Sdk.schedule).parameters) - {"self", "name_or_cron"} == SCHEDULE_OPTIONS.keys()
