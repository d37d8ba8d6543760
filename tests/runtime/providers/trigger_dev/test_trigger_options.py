"""Invalid options of a trigger: the error names the option, before a server or JSON encoder refuses or misreads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import pytest
from cgk_runtime import InvalidOptionError
from cgk_runtime.providers.trigger_dev import TriggerDebounce, TriggerDevProvider, TriggerOptions
from trigger_dev_server import FakeTriggerDev

SURROGATE, NUL = "secret\ud800", "secret\0"
"""Texts that cannot be sent; an error must not repeat their "secret"."""
NOT_A_FLOAT = 10**400
"""Number that is too large for a float."""


@pytest.mark.parametrize(
    ("options", "start_of_message"),
    [
        ({"priority": NOT_A_FLOAT}, "priority must be seconds"),
        ({"priority": float("nan")}, "priority must be seconds"),
        ({"priority": -1}, "priority must be seconds"),
        ({"priority": True}, "priority must be seconds"),
        ({"delay": float("nan")}, "delay must be seconds"),
        ({"delay": float("inf")}, "delay must be seconds"),
        ({"delay": -1}, "delay must be seconds"),
        ({"delay": timedelta(days=-1)}, "delay must be seconds"),
        ({"delay": NOT_A_FLOAT}, "delay must be seconds"),
        ({"delay": "1h"}, "delay must be seconds, a timedelta or an aware datetime, from 0 to 100 years, not a string"),
        ({"delay": datetime(2020, 1, 1, tzinfo=UTC)}, "delay is in the past; omit it to run the job at once"),
        ({"ttl": 0}, "ttl must be whole seconds"),
        ({"ttl": float("nan")}, "ttl must be seconds"),
        ({"max_duration": NOT_A_FLOAT}, "max_duration must be seconds"),
        ({"idempotency_key": "k", "idempotency_key_ttl": float("inf")}, "idempotency_key_ttl must be seconds"),
        ({"max_attempts": 0}, "max_attempts must be a whole number"),
        ({"max_attempts": NOT_A_FLOAT}, "max_attempts must be a whole number"),
        ({"max_attempts": 1.5}, "max_attempts must be a whole number"),
        ({"max_attempts": True}, "max_attempts must be a whole number"),
        ({"delay": datetime.max.replace(tzinfo=timezone(timedelta(hours=-23)))}, "delay must be within the years"),
        ({"tags": 5}, "tags must be a list of strings"),
        ({"idempotency_key": 5}, "idempotency_key must be a string or a list of strings"),
        ({"concurrency": 5}, "concurrency must be a list of strings"),
        ({"concurrency": "limit"}, "concurrency must be a list of strings"),
        ({"tags": "vip"}, "tags must be a list of strings"),
        ({"tags": ["vip", 7]}, "an item of tags must be a string"),
        ({"tags": [""]}, "an item of tags must be a string"),
        ({"tags": [NUL]}, "an item of tags contains a NUL character"),
        ({"tags": [SURROGATE]}, "an item of tags contains a lone surrogate"),
        ({"idempotency_key": SURROGATE}, "idempotency_key contains a lone surrogate"),
        ({"idempotency_key": ["order", NUL]}, "an item of idempotency_key contains a NUL character"),
        ({"idempotency_key": ["order", 7]}, "an item of idempotency_key must be a string"),
        ({"idempotency_key": []}, "idempotency_key must have 1 to 2048 characters"),
        ({"idempotency_key_shown": "x" * 2049}, "idempotency_key_shown must have 1 to 2048 characters"),
        ({"idempotency_key_shown": 5}, "idempotency_key_shown must be a string that is not blank"),
        ({"queue": ""}, "queue must be a string"),
        ({"queue": {"name": "secret"}}, "queue must be a string"),
        ({"concurrency_key": SURROGATE}, "concurrency_key contains a lone"),
        ({"machine": ""}, "machine must be a string"),
        ({"concurrency": [NUL]}, "an item of concurrency contains a NUL"),
        ({"region": NUL}, "region contains a NUL"),
        ({"version": ""}, "version must be a string"),
        ({"external_deployment_id": SURROGATE}, "external_deployment_id contains a lone"),
        ({"metadata": {"a": SURROGATE}}, "metadata must be JSON data"),
        ({"metadata": {"a": NOT_A_FLOAT}}, "metadata must be JSON data"),
        ({"metadata": {"a": float("nan")}}, "metadata must be JSON data"),
        ({"debounce": 5}, "debounce must be TriggerDebounce(...), not this number"),
        (
            {"debounce": TriggerDebounce("k", 10, cast("Any", "secret"))},
            'debounce.mode must be "leading" or "trailing"',
        ),
        ({"debounce": TriggerDebounce(NUL, 10)}, "debounce.key contains a NUL"),
        ({"debounce": TriggerDebounce("k", float("nan"))}, "debounce.delay must be seconds"),
        ({"debounce": TriggerDebounce("k", 10, max_delay=NOT_A_FLOAT)}, "debounce.max_delay must be seconds"),
    ],
)
def test_invalid_option_is_refused_by_name(options: dict[str, Any], start_of_message: str) -> None:
    with pytest.raises(InvalidOptionError) as raised:
        TriggerOptions(**options).to_wire()
    assert raised.value.detail.startswith(start_of_message)
    assert "secret" not in str(raised.value)


@pytest.mark.anyio
async def test_invalid_option_sends_no_request(provider: TriggerDevProvider, trigger_dev: FakeTriggerDev) -> None:
    client = provider.client
    for options in (
        TriggerOptions(priority=NOT_A_FLOAT),
        TriggerOptions(delay=float("nan")),
        TriggerOptions(tags=[NUL]),
    ):
        with pytest.raises(InvalidOptionError):
            await client.tasks.trigger("report", {}, options)
    for delay in (-1, float("nan"), NOT_A_FLOAT, 0):
        with pytest.raises(InvalidOptionError, match="delay"):
            await client.runs.reschedule("run_1", delay)
    for tags in (["x" * 129], [SURROGATE], [str(index) for index in range(11)], "vip"):
        with pytest.raises(InvalidOptionError, match="tags"):
            await client.runs.add_tags("run_1", tags)
    assert trigger_dev.received == []
