"""Requests validated by the server's own schemas and decoded by the official client."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cgk_runtime import InvalidOptionError, JobClient, JobItem
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.providers.trigger_dev import (
    TriggerDebounce,
    TriggerDevClient,
    TriggerDevProvider,
    TriggerDevSettings,
    TriggerOptions,
)
from cgk_runtime.providers.trigger_dev.superjson import encode
from hypothesis import given, settings
from hypothesis import strategies as st
from node import run_node
from shop import CATALOG, ORDER
from trigger_dev_server import KEY, FakeTriggerDev, FakeTriggerDevServer

HERE = Path(__file__).parent
CYCLE: list[Any] = []
CYCLE.append(CYCLE)
SCHEMAS = {
    "trigger": "TriggerTaskRequestBody",
    "batches": "CreateBatchRequestBody",
    "items": "BatchItemNDJSON",
    "schedules": "CreateScheduleOptions",
    "sched_ID": "UpdateScheduleOptions",
    "reschedule": "RescheduleRunRequestBody",
    "tags": "AddTagsRequestBody",
    "metadata": "UpdateMetadataRequestBody",
}
"""Schema of a request body by the last part of its path."""


def request_bodies(trigger_dev: FakeTriggerDev) -> list[tuple[str, Any]]:
    """Return the schema and the content of every received body."""
    pairs: list[tuple[str, Any]] = []
    for request in trigger_dev.received:
        path_end = request.path.rpartition("/")[2]
        key = "sched_ID" if path_end.startswith("sched_") else path_end
        if request.body and key in SCHEMAS:
            pairs += [(SCHEMAS[key], json.loads(line)) for line in request.body.splitlines()]
    return pairs


def test_unknown_keys_and_wrong_values_are_errors() -> None:
    requests = [
        ["TriggerTaskRequestBody", {"payload": "x", "options": {"max_attempts": 3}}],
        ["TriggerTaskRequestBody", {"payload": "x", "options": {"queue": "orders"}}],
        ["TriggerTaskRequestBody", {"payload": "x", "options": {"maxAttempts": 3}}],
        ["CreateBatchRequestBody", {"runCount": 0}],
    ]
    assert [error is None for error in run_node(HERE / "validate.mjs", requests)] == [False, False, True, False]


SEND_OPTIONS: list[dict[str, Any]] = [
    {"delay": timedelta(hours=1, minutes=30)},
    {"delay": 0.25},
    {"delay": 0},
    {"at": datetime(2099, 1, 2, tzinfo=UTC)},
    {"idempotency_key": "order_123"},
    {"idempotency_key": "order_123", "idempotency_key_ttl": timedelta(days=2)},
    {"max_attempts": 5},
    {"queue": "orders"},
    {"concurrency_key": "rawdog"},
    {"priority": 60},
    {"ttl": 600},
    {"tags": ["vip", "ünï"]},
    {"tags": [f"tag-{index}" for index in range(10)]},
    {"metadata": {"source": "shopify", "nested": {"a": [1, None]}}},
]


def test_send_options_cover_every_option() -> None:
    assert {name for options in SEND_OPTIONS for name in options} == ALL_OPTIONS


async def _send_every_request(trigger_dev: FakeTriggerDev) -> None:
    settings = TriggerDevSettings(KEY, trigger_dev.url, version="20261123.1", external_deployment_id="sha1")
    async with JobClient(CATALOG, TriggerDevProvider(settings, CATALOG)) as jobs:
        for options in SEND_OPTIONS:
            await jobs.send_job_dynamic("order.created", {**ORDER, "extra": "ünï"}, **options)
        await jobs.send_jobs([JobItem("order.created", ORDER, options) for options in SEND_OPTIONS])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  options of every kind
        handle = await jobs.send_job_dynamic("order.created", ORDER, delay=60)
        await jobs.replay_job(handle.id)
    async with TriggerDevClient(settings) as client:
        run = await client.tasks.trigger("report", {"at": datetime(2026, 1, 2, tzinfo=UTC)}, TriggerOptions(delay=60))
        await client.runs.reschedule(run.id, 120)
        await client.runs.add_tags(run.id, ["vip"])
        await client.runs.replace_metadata(run.id, {"a": {"b": [1, None]}})
        await client.runs.replay(run.id, payload={"a": 1}, options=TriggerOptions(queue="q", version="1", ttl=60))
        await client.tasks.trigger(
            "report", None, TriggerOptions(debounce=TriggerDebounce("k", 10, "leading", 60), concurrency=["a", "b"])
        )
        schedule = await client.schedules.upsert("rawdog", "daily-report", "0 9 * * 1-5", timezone="Europe/Prague")
        await client.schedules.update(schedule.id, "daily-report", "0 10 * * *", external_id="rawdog", window="30%")


def test_server_schema_keeps_every_key(server: FakeTriggerDevServer) -> None:
    trigger_dev = server.new_environment()
    asyncio.run(_send_every_request(trigger_dev))
    bodies = request_bodies(trigger_dev)
    assert {schema for schema, _ in bodies} == set(SCHEMAS.values())
    invalid = [
        (error, body) for error, (_, body) in zip(run_node(HERE / "validate.mjs", bodies), bodies, strict=True) if error
    ]
    assert invalid == []


durations = st.integers(1, 10**7) | st.timedeltas(timedelta(seconds=1), timedelta(days=400)).map(
    lambda delta: timedelta(seconds=max(round(delta.total_seconds()), 1))
)
texts = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=60).filter(str.strip)
trigger_options = st.builds(
    TriggerOptions,
    delay=st.none() | durations | st.datetimes(datetime(2050, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  made aware
    ttl=st.none() | durations,
    tags=st.lists(texts, max_size=10),
    metadata=st.none() | st.dictionaries(texts, st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | texts),
    queue=st.none() | texts,
    concurrency_key=st.none() | texts,
    priority=st.none() | st.integers(0, 10**6),
    idempotency_key=st.none() | texts | st.lists(texts, min_size=1),
    idempotency_key_ttl=st.none() | durations,
    max_attempts=st.none() | st.integers(1, 100),
    max_duration=st.none() | durations,
    machine=st.sampled_from([None, "micro", "large-2x"]),
    concurrency=st.lists(st.from_regex(r"\A[a-zA-Z0-9_-]{1,122}\Z"), max_size=2),
)


def test_server_schema_keeps_every_option() -> None:
    bodies: list[Any] = []

    @given(trigger_options)
    @settings(deadline=None, max_examples=200)
    def collect(options: TriggerOptions) -> None:
        bodies.append(["TriggerTaskRequestBody", {"payload": "{}", "options": options.to_wire()}])

    collect()
    assert [error for error in run_node(HERE / "validate.mjs", bodies) if error] == []


def with_types(value: Any) -> Any:
    """Return a value as `superjson.mjs` prints it."""
    match value:
        case bool() | int() | None | str():
            return value
        case float():
            return {"number": "-0"} if str(value) == "-0.0" else value
        case datetime():
            return {"Date": value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")}
        case list():
            return [with_types(item) for item in value]  # pyright: ignore[reportUnknownVariableType]  JSON of any kind
        case _:
            return {"object": sorted([key, with_types(item)] for key, item in value.items())}


# The key "\\" is left out, because V8 13.6 then parses later keys of one escaped character as this key.
payload_keys = st.text(max_size=8).filter(lambda key: key != "\\") | st.sampled_from(
    ["a.b", "..", ".", "a\\.b", "0", "toString"]
)
scalars = (
    st.none()
    | st.booleans()
    | st.text()
    | st.integers(1 - 2**53, 2**53 - 1)
    | st.floats(allow_subnormal=False, allow_nan=False, allow_infinity=False)
    | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  made aware
)
payloads = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(payload_keys, inner, max_size=4)
)


def test_official_decoder_reads_our_encoding() -> None:
    encoded: list[tuple[Any, str]] = []

    @given(payloads)
    @settings(deadline=None, max_examples=400)
    def collect(payload: Any) -> None:
        with suppress(InvalidOptionError):  # dates below a key that ends in a backslash; tested below
            encoded.append((payload, encode(payload)))

    collect()
    parsed = run_node(HERE / "superjson.mjs", [text for _, text in encoded])
    assert len(encoded) > 100, "most payloads can be encoded"
    for (payload, text), parsed_value in zip(encoded, parsed, strict=True):
        assert _sorted(parsed_value) == with_types(payload), text


def _sorted(value: Any) -> Any:
    """Sort keys, because JavaScript orders them differently, and restore large floats, which it prints as integers."""
    match value:
        case {"object": entries}:
            return {"object": sorted([key, _sorted(item)] for key, item in entries)}
        case list():
            return [_sorted(item) for item in value]  # pyright: ignore[reportUnknownVariableType]  JSON of any kind
        case int():
            return float(value) if abs(value) > 2**53 else value
        case _:
            return value


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"at": datetime(2026, 1, 2)}, "at: a datetime needs its timezone"),  # noqa: DTZ001  on purpose
        ({"items": [{"raw": b"x"}]}, "items.0.raw: is of type bytes; send JSON data or datetimes"),
        ({"tags": {"a"}}, "tags: is of type set; send JSON data or datetimes"),
        ({"total": float("nan")}, "total: is NaN or infinite"),
        ({"items": [2**53]}, "items.0: JavaScript rounds integers beyond 2^53 - 1; send a string"),
        ({1: "x"}, "payload: keys must be strings"),
        ({"\ud800": "x"}, "payload: contains a lone surrogate"),
        ({"a": "\ud800"}, "a: contains a lone surrogate"),
        ("\ud800", "payload: contains a lone surrogate"),
        (CYCLE, "payload: is nested too deeply or contains itself"),
        ({"a\\": {"at": datetime(2026, 1, 2, tzinfo=UTC)}}, "below a key that ends in a backslash"),
    ],
)
def test_unsendable_value_is_refused(payload: Any, message: str) -> None:
    with pytest.raises(InvalidOptionError) as raised:
        encode(payload)
    assert message in str(raised.value)
