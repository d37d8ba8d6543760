"""Tests of Inngest's limits, checked when the app starts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cgk_runtime import (
    CancelOn,
    Concurrency,
    ConfigurationError,
    Debounce,
    HandlerDefinitionError,
    RateLimit,
    Retry,
    Sdk,
)
from cgk_runtime.providers.inngest.limits import InngestLimitError
from cgk_runtime.providers.inngest.serve import prepare_functions
from cgk_runtime.tasks.options import TaskOptions
from cgk_runtime.testing.echo import CATALOG as CATALOG_WITHOUT_SCHEDULES
from fake_inngest import FakeInngest
from shop import CATALOG, OrderCreatedPayload, open_sdk


async def handle_order(payload: OrderCreatedPayload) -> None: ...


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"retry": Retry(max_attempts=22)}, "22 attempts; the maximum is 21"),
        ({"retry": Retry(max_timeout_ms=86_400_001)}, "the maximum is a day"),
        ({"concurrency": [Concurrency(index + 1) for index in range(3)]}, "3 concurrency limits; the maximum is 2"),
        ({"debounce": Debounce(0.5)}, "debounce period of 0.5 s; it must be whole seconds, at least 1"),
        ({"debounce": Debounce(timedelta(days=8))}, "the maximum is 7 days"),
        ({"start_timeout": 1.5}, "start_timeout of 1.5 s"),
        ({"run_timeout": 0.1}, "run_timeout of 0.1 s"),
        (
            {"cancel_on": [CancelOn("tax.computed")] * 6},
            "6 events in cancel_on, former names included; the maximum is 5",
        ),
    ],
)
def test_unsupported_task_is_named(sdk: Sdk, server: FakeInngest, options: TaskOptions, expected: str) -> None:
    sdk.task("order.created", **options)(handle_order)
    with pytest.raises(InngestLimitError) as raised:
        prepare_functions(sdk, server.settings())
    assert expected in str(raised.value)
    assert "\n  order-created: " in str(raised.value)


def test_former_names_count_as_events(server: FakeInngest) -> None:
    event = replace(CATALOG.event("tax.computed"), former_names=("tax.calculated",))
    sdk = Sdk(replace(CATALOG, events={**CATALOG.events, event.name: event}))
    sdk.task("order.created", cancel_on=[CancelOn("tax.computed")] * 3)(handle_order)
    with pytest.raises(InngestLimitError, match="6 events in cancel_on, former names included; the maximum is 5"):
        prepare_functions(sdk, server.settings())


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"cancel_on": CancelOn("order.created", by="a\\b")}, '"a\\b" contains a backslash'),
        ({"idempotency": 'the shop\'s "id"'}, "both kinds of quotes, which Inngest cannot compare"),
    ],
)
def test_incomparable_field_is_named(server: FakeInngest, options: TaskOptions, expected: str) -> None:
    sdk = open_sdk()
    sdk.task("order.created", **options)(handle_order)
    with pytest.raises(InngestLimitError) as raised:
        prepare_functions(sdk, server.settings())
    assert expected in str(raised.value)


def test_field_of_an_open_payload_may_be_missing(server: FakeInngest) -> None:
    sdk = open_sdk()
    sdk.task("order.created", idempotency="campaign")(handle_order)
    functions = prepare_functions(sdk, server.settings()).functions
    keys = [function.get_config("http://app/api/inngest").main.idempotency for function in functions]
    assert 'event.data.tenantId + " | " + (has(event.data.campaign) ? string(event.data.campaign) : "")' in keys


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("0 0 9 * * 1", "Inngest does not support 0 0 9 * * 1 (seconds)"),
        ("0 9 L * *", "Inngest does not support L"),
        ("0 9 * * 1#2", "Inngest does not support 1#2"),
        ("0 9 * * 7", "Inngest does not support 7 (Sunday as 7)"),
        ("0 9 * * 5-7", "Inngest does not support 5-7 (Sunday as 7)"),
    ],
)
def test_unsupported_schedule_is_named(sdk: Sdk, server: FakeInngest, cron: str, expected: str) -> None:
    sdk.schedule(cron, name="own")(lambda: None)
    with pytest.raises(InngestLimitError, match="schedule own") as raised:
        prepare_functions(sdk, server.settings())
    assert expected in str(raised.value)


@pytest.mark.parametrize("cron", ["0 9 * jul mon", "*/15 7 17 * *", "0 9 * * 1-5/2", "17 7 * * 0"])
def test_supported_schedule_is_accepted(sdk: Sdk, server: FakeInngest, cron: str) -> None:
    sdk.schedule(cron, name="own")(lambda: None)
    assert prepare_functions(sdk, server.settings()).functions


def test_all_violations_are_listed(sdk: Sdk, server: FakeInngest) -> None:
    sdk.task("order.created", retry=Retry(max_attempts=30), debounce=Debounce(0.1))(handle_order)
    sdk.schedule("0 0 9 * * 1", name="own")(lambda: None)
    with pytest.raises(InngestLimitError) as raised:
        prepare_functions(sdk, server.settings())
    assert str(raised.value).count("\n") == 3  # a line each for attempts, debounce and cron expression


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"concurrency": [Concurrency(0)]}, "concurrency must be a whole number from 1"),
        ({"debounce": Debounce(0)}, "debounce period must be more than 0"),
        ({"rate_limit": RateLimit(0)}, "rate_limit must be a whole number from 1"),
        ({"rate_limit": RateLimit(1, per=0)}, "rate_limit per must be more than 0"),
        ({"run_timeout": -1}, "run_timeout must be seconds or a timedelta"),
        ({"idempotency": [""]}, "idempotency field must be a string that is not blank"),
        ({"on_failure": "log"}, "on_failure must be a function"),
    ],
)
def test_invalid_option_is_refused_at_once(sdk: Sdk, options: TaskOptions, expected: str) -> None:
    with pytest.raises(HandlerDefinitionError, match=expected):
        sdk.task("order.created", **options)(handle_order)


def fair_sdk() -> Sdk:
    """Return an SDK whose "order.created" has `fairness: tenant`."""
    event = replace(CATALOG.event("order.created"), fairness="tenant")
    return Sdk(replace(CATALOG, events={**CATALOG.events, "order.created": event}))


def test_fairness_requires_a_total_limit(server: FakeInngest) -> None:
    sdk = fair_sdk()
    sdk.task("order.created", concurrency=Concurrency(2, by="tenantId"))(handle_order)
    with pytest.raises(InngestLimitError, match="`fairness: tenant` needs a concurrency= over all tenants"):
        prepare_functions(sdk, server.settings())


@pytest.mark.parametrize(
    ("concurrency", "limits"),
    [
        (5, [(5, None), (5, "event.data.tenantId")]),
        ([Concurrency(5), Concurrency(2, by="tenantId")], [(5, None), (2, "event.data.tenantId")]),
    ],
)
def test_fairness_becomes_a_limit_per_tenant(
    server: FakeInngest, concurrency: int | list[Concurrency], limits: list[tuple[int, str | None]]
) -> None:
    sdk = fair_sdk()
    sdk.task("order.created", concurrency=concurrency)(handle_order)
    (function, *_) = prepare_functions(sdk, server.settings()).functions
    configured = function.get_config("http://app").main.concurrency or []
    assert [(limit.limit, limit.key) for limit in configured] == limits


def test_rate_limit_is_a_throttle(sdk: Sdk, server: FakeInngest) -> None:
    sdk.task("order.created", rate_limit=RateLimit(100, per=60, by="tenantId"))(handle_order)
    (function, *_) = prepare_functions(sdk, server.settings()).functions
    throttle = function.get_config("http://app").main.throttle
    assert throttle is not None
    assert (throttle.limit, throttle.period, throttle.key) == (100, timedelta(seconds=60), "event.data.tenantId")


def test_second_rate_limit_is_refused(sdk: Sdk, server: FakeInngest) -> None:
    sdk.task("order.created", rate_limit=[RateLimit(100), RateLimit(10, by="tenantId")])(handle_order)
    with pytest.raises(InngestLimitError, match="2 rate limits; the maximum is 1"):
        prepare_functions(sdk, server.settings())


def test_cloud_mode_requires_the_signing_key(sdk: Sdk, server: FakeInngest) -> None:
    sdk.task("order.created")(handle_order)
    with pytest.raises(
        ConfigurationError, match="Not configured - set INNGEST_SIGNING_KEY\n  Serving functions needs it"
    ):
        prepare_functions(sdk, server.settings(INNGEST_SIGNING_KEY=""))


def test_base_url_with_a_path_is_refused(sdk: Sdk, server: FakeInngest) -> None:
    sdk.task("order.created")(handle_order)
    with pytest.raises(ConfigurationError, match="Set INNGEST_API_BASE_URL to an address of the server without a path"):
        prepare_functions(sdk, server.settings(INNGEST_BASE_URL="https://h.example/prefix"))


def test_nothing_to_serve_is_an_error(server: FakeInngest) -> None:
    with pytest.raises(ConfigurationError, match="import the modules with @task"):
        prepare_functions(Sdk(CATALOG_WITHOUT_SCHEDULES), server.settings())
