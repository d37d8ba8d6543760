"""Checks before a job is sent, and their error texts."""

from __future__ import annotations

import json
import math
import pickle
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, cast

import pytest
from cgk_runtime import (
    BatchError,
    ClosedError,
    CrossTenantError,
    InvalidOptionError,
    InvalidPayloadError,
    InvalidTenantError,
    Job,
    JobClient,
    JobItem,
    JobsError,
    MissingTenantError,
    NotSupportedError,
    PayloadTooLargeError,
    Sdk,
    UnknownEventError,
)
from cgk_runtime.client.options import scoped_key
from cgk_runtime.client.provider import Health, JobMessage, Run
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from shop import CATALOG, ORDER, OrderCreatedPayload, ReviewSubmittedPayload, TaxComputedResult

pytestmark = pytest.mark.anyio


class RecordingProvider:
    """Provider that records its jobs, supports two options, and refuses batch items of chosen tenants."""

    name = "recording"
    supported_options = frozenset({"tags", "idempotency_key"})
    max_payload_bytes = 1000

    def __init__(self) -> None:
        self.messages: list[JobMessage] = []
        self.refused_tenants: set[str] = set()

    async def send(self, message: JobMessage) -> str:
        self.messages.append(message)
        return f"run_{len(self.messages)}"

    async def send_many(self, messages: Any) -> list[str | JobsError]:
        return [
            JobsError("no") if message.tenant_id in self.refused_tenants else await self.send(message)
            for message in messages
        ]

    async def runs(self, job_id: str) -> list[Run]:
        return [Run(job_id, None, "running")]

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  required by the protocol
        return Run(job_id, None, "completed", output=b'{"tax":1}')

    async def cancel(self, job_id: str) -> None:
        raise NotSupportedError("cannot")

    async def replay(self, job_id: str) -> str:
        return f"{job_id}_again"

    async def check_health(self) -> Health:
        return Health(self.name, True, "well")

    async def close(self) -> None:
        self.messages.clear()


@pytest.fixture
def provider() -> RecordingProvider:
    return RecordingProvider()


@pytest.fixture
def recording_client(provider: RecordingProvider) -> JobClient:
    return JobClient(CATALOG, provider)


ABSENT = object()


@pytest.mark.parametrize("tenant", ["", "  ", None, 7, ["rawdog"], ABSENT])
async def test_payload_without_tenant_is_refused(recording_client: JobClient, tenant: object) -> None:
    payload = {"orderId": "order_123"} if tenant is ABSENT else {"orderId": "order_123", "tenantId": tenant}
    with pytest.raises(MissingTenantError) as raised:
        await recording_client.send_job_dynamic("order.created", payload)
    assert str(raised.value) == '[JobProvider] Event "order.created" requires tenantId in payload'


async def test_unvalidated_model_is_refused(recording_client: JobClient) -> None:
    with pytest.raises(MissingTenantError):
        await recording_client.send_job_dynamic("order.created", OrderCreatedPayload.model_construct(order_id="o"))
    with pytest.raises(InvalidPayloadError, match="orderId: should be a valid string"):
        await recording_client.send_job_dynamic(
            "order.created", OrderCreatedPayload.model_construct(tenant_id="rawdog", order_id=7)
        )


async def test_dict_and_model_become_the_same_document(
    recording_client: JobClient, provider: RecordingProvider
) -> None:
    placed = datetime(2026, 1, 2, tzinfo=UTC)
    await recording_client.send_job_dynamic("order.created", {**ORDER, "totalAmount": 9999, "placedAt": placed})
    await recording_client.send_job_dynamic(
        "order.created",
        OrderCreatedPayload(tenant_id="rawdog", order_id="order_123", total_amount=9999, placed_at=placed),
    )
    document = b'{"tenantId":"rawdog","orderId":"order_123","totalAmount":9999,"placedAt":"2026-01-02T00:00:00Z"}'
    assert [message.payload for message in provider.messages] == [document, document]
    assert provider.messages[0].tenant_id == "rawdog"


async def test_all_mistakes_are_listed_without_values(recording_client: JobClient) -> None:
    with pytest.raises(InvalidPayloadError) as raised:
        await recording_client.send_job_dynamic(
            "review.submitted", {"tenantId": "rawdog", "text": 4711, "stars": "many", "secret": "hunter2"}
        )
    assert str(raised.value) == (
        '[JobProvider] Event "review.submitted" has an invalid payload:\n'
        "  text: should be a valid string\n"
        "  stars: should be a valid integer\n"
        "  secret: is not a field of this event"
    )
    assert [problem.field for problem in raised.value.problems] == ["text", "stars", "secret"]


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        (float("nan"), "extra"),
        ({"nested": [1, {"inner": float("inf")}]}, "extra.nested[1].inner"),
        (b"bytes", "extra"),
        ([{1, 2}], "extra[0]"),
        ({"id": 2**53}, "extra.id"),
        (datetime(2026, 1, 1, tzinfo=UTC), "extra"),
    ],
)
async def test_value_outside_json_is_named(recording_client: JobClient, extra: object, field: str) -> None:
    with pytest.raises(InvalidPayloadError) as raised:
        await recording_client.send_job_dynamic("order.created", {**ORDER, "extra": extra})
    assert [problem.field for problem in raised.value.problems] == [field]


async def test_largest_safe_integer_passes(recording_client: JobClient, provider: RecordingProvider) -> None:
    await recording_client.send_job_dynamic("order.created", {**ORDER, "extra": [2**53 - 1, "12345678901234567890"]})
    assert json.loads(provider.messages[0].payload)["extra"] == [2**53 - 1, "12345678901234567890"]


async def test_wrong_kind_of_payload_is_named(recording_client: JobClient) -> None:
    review = ReviewSubmittedPayload(tenant_id="rawdog", text="fine", stars=5)
    with pytest.raises(InvalidPayloadError, match="is of type ReviewSubmittedPayload, but .* or OrderCreatedPayload"):
        await recording_client.send_job_dynamic("order.created", review)
    with pytest.raises(InvalidPayloadError, match="is of type int, but .* requires a dict or OrderCreatedPayload"):
        await recording_client.send_job_dynamic("order.created", 7)


async def test_unknown_event_suggests_the_nearest(recording_client: JobClient) -> None:
    with pytest.raises(UnknownEventError, match='"order.craeted"; did you mean "order.created"') as raised:
        await recording_client.send_job_dynamic("order.craeted", ORDER)
    assert raised.value.__context__ is None


async def test_oversized_payload_names_largest_field(recording_client: JobClient) -> None:
    with pytest.raises(PayloadTooLargeError, match=r"accepts 1000\. Its largest field is extra"):
        await recording_client.send_job_dynamic("order.created", {**ORDER, "extra": "x" * 1000})


async def test_cross_tenant_job_needs_the_option(
    sdk: Sdk, recording_client: JobClient, provider: RecordingProvider
) -> None:
    with sdk.with_tenant("other"):
        with pytest.raises(CrossTenantError, match="pass cross_tenant=True"):
            await recording_client.send_job_dynamic("order.created", ORDER)
        await recording_client.send_job_dynamic("order.created", ORDER, cross_tenant=True)
        await recording_client.send_job_dynamic("order.created", {**ORDER, "tenantId": "other"})
    assert [message.tenant_id for message in provider.messages] == ["rawdog", "other"]


@pytest.mark.parametrize("tenant", ["Rawdog", "raw dog", "rawdog\n", "x" * 57, "größe", "a/b"])
async def test_send_and_with_tenant_share_the_pattern(sdk: Sdk, recording_client: JobClient, tenant: str) -> None:
    with pytest.raises(InvalidPayloadError, match="tenantId: string should match pattern"):
        await recording_client.send_job_dynamic("order.created", {**ORDER, "tenantId": tenant})
    with pytest.raises(InvalidTenantError):
        sdk.with_tenant(tenant)


async def test_unsupported_option_is_refused_first(recording_client: JobClient, provider: RecordingProvider) -> None:
    with pytest.raises(NotSupportedError, match="recording does not support delay, ttl"):
        await recording_client.send_job_dynamic("order.created", ORDER, delay=5, ttl=timedelta(hours=1), tags=["a"])
    assert provider.messages == []


CYCLIC_LIST: list[Any] = []
CYCLIC_LIST.append(CYCLIC_LIST)
WEST, EAST = timezone(timedelta(hours=-12)), timezone(timedelta(hours=12))


def text_options(value: str) -> list[dict[str, Any]]:
    """Return options with this text, one for each option that accepts texts."""
    return [{"idempotency_key": value}, {"queue": value}, {"concurrency_key": value}, {"tags": ["a", value]}]


INVALID_OPTIONS: list[tuple[dict[str, Any], str]] = [
    *(
        (options, f"{next(iter(options))} contains {problem}")
        for value, problem in (("secret\0", "a NUL"), ("secret\ud800", "a lone surrogate"))
        for options in text_options(value)
    ),
    *(
        ({name: value, "idempotency_key": "k"}, f"{name} must be seconds")
        for name in ("delay", "ttl", "idempotency_key_ttl")
        for value in (math.inf, math.nan, 1e300, 10**400, timedelta.max, "secret", True)
    ),
    *(
        ({name: value}, f"{name} must be")
        for name in ("max_attempts", "priority")
        for value in (2**31, 10**400, "secret")
    ),
    ({"at": datetime.max.replace(tzinfo=WEST)}, "at must be within the years"),
    ({"at": datetime.min.replace(tzinfo=EAST)}, "at must be within the years"),
    *(
        ({"metadata": {"note": ["ok", {"secret": value}]}}, f"metadata must be JSON data, but a part of it {problem}")
        for value, problem in (
            ("secret\0", "contains a NUL"),
            ("\ud800secret", "contains a lone surrogate"),
            (2**53, "is an integer beyond"),
            (math.nan, "is NaN or infinite"),
            (-math.inf, "is NaN or infinite"),
            ({1: "a"}, "has a key that is not a string"),
            ({"secret\0": 1}, "contains a NUL"),
            (Decimal("1.5"), "is of type Decimal"),
            (CYCLIC_LIST, "is nested too deeply"),
        )
    ),
    ({"metadata": "secret"}, "metadata must be a mapping"),
]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"delay": -1}, "delay must be seconds"),
        ({"delay": "soon"}, "delay must be seconds"),
        ({"delay": datetime(2026, 1, 1, tzinfo=UTC)}, "from 0 to 100 years, not a value of type datetime"),
        ({"at": datetime(2026, 1, 1)}, "at must be an aware datetime"),  # noqa: DTZ001  a time without a timezone is invalid
        ({"delay": 1, "at": datetime(2026, 1, 1, tzinfo=UTC)}, "delay or at, not both"),
        ({"max_attempts": 0}, "max_attempts must be a whole number"),
        ({"tags": "one"}, "tags must be a list of strings"),
        ({"metadata": {"a": {1}}}, "metadata must be JSON data"),
        ({"idempotency_key": " "}, "idempotency_key must be a string that is not blank"),
        ({"idempotency_key_ttl": 5}, "requires an idempotency_key"),
        ({"dealy": 5}, "unknown option dealy"),
        ({"timeout": 5}, "timeout is an option of trigger_and_wait and wait"),
        *INVALID_OPTIONS,
    ],
)
async def test_invalid_option_is_an_error(
    recording_client: JobClient, provider: RecordingProvider, options: Any, message: str
) -> None:
    with pytest.raises(InvalidOptionError, match=message) as raised:
        await recording_client.send_job_dynamic("order.created", ORDER, **options)
    with pytest.raises(JobsError, match=message):
        await recording_client.send_jobs([JobItem("order.created", ORDER, options)])
    assert "secret" not in str(raised.value)
    assert provider.messages == []


async def test_metadata_is_copied_as_json(recording_client: JobClient, provider: RecordingProvider) -> None:
    provider.supported_options = frozenset({"metadata"})
    notes = ["a"]
    await recording_client.send_job_dynamic(
        "order.created", ORDER, metadata=MappingProxyType({"notes": notes, "more": (1, 2)})
    )
    notes.append("b")
    assert provider.messages[0].options.metadata == {"notes": ["a"], "more": [1, 2]}


async def test_all_invalid_options_are_named(recording_client: JobClient) -> None:
    with pytest.raises(InvalidOptionError, match=r"delay must be .*; priority must be "):
        await recording_client.send_job_dynamic("order.created", ORDER, delay=-1, priority=-1)


async def test_idempotency_key_is_scoped(recording_client: JobClient, provider: RecordingProvider) -> None:
    await recording_client.send_job_dynamic("order.created", ORDER, idempotency_key="order_123")
    # echo -n '["rawdog","order.created","order_123"]' | sha256sum
    assert provider.messages[0].options.idempotency_key == (
        "772ec49d08fe6f3c2c27eb68c34a617e8d5d7834a075a4376af0a532213e9c0c"
    )


TEXT_WITHOUT_SURROGATES = st.text(st.characters(exclude_categories=["Cs"]))


async def test_former_name_shares_the_keys(provider: RecordingProvider) -> None:
    events = {
        **CATALOG.events,
        "order.created": replace(CATALOG.event("order.created"), former_names=("order.placed",)),
    }
    client = JobClient(replace(CATALOG, events=events), provider)
    handles = [
        await client.send_job_dynamic(name, ORDER, idempotency_key="k") for name in ("order.created", "order.placed")
    ]
    assert [handle.event for handle in handles] == ["order.created", "order.created"]
    assert provider.messages[0].options == provider.messages[1].options


@given(TEXT_WITHOUT_SURROGATES, TEXT_WITHOUT_SURROGATES, TEXT_WITHOUT_SURROGATES, TEXT_WITHOUT_SURROGATES)
def test_no_key_crosses_a_tenant_or_an_event(tenant: str, event: str, key: str, other: str) -> None:
    keys = {
        (tenant, event, key),
        (other, event, key),
        (tenant, other, key),
        (tenant, event, other),
        (tenant + event, "", key),
    }
    assert len({scoped_key(*parts) for parts in keys}) == len(keys)


async def test_batch_with_a_mistake_is_not_sent(recording_client: JobClient, provider: RecordingProvider) -> None:
    good, bad = JobItem[Any]("order.created", ORDER, {}), JobItem[Any]("order.created", {"orderId": "o"}, {})
    with pytest.raises(BatchError) as raised:
        await recording_client.send_jobs([good, bad, bad])
    assert sorted(raised.value.failed) == [1, 2]
    assert "2 of 3 jobs were refused; nothing was sent" in str(raised.value)
    assert provider.messages == []


async def test_invalid_items_are_refused(recording_client: JobClient, provider: RecordingProvider) -> None:
    wrong: Any = [5, JobItem[Any]("order.created", ORDER, cast("Any", 5))]
    with pytest.raises(BatchError) as raised:
        await recording_client.send_jobs(wrong)
    first, second = raised.value.failed.values()
    assert 'An item must be made by jobs["order.created"].item(...), not this number' in str(first)
    assert "The options of an item must be a mapping, not this number" in str(second)
    assert provider.messages == []


@pytest.mark.parametrize("items", [5, None, "order.created", JobItem[Any]("order.created", ORDER, {})])
async def test_batch_must_be_a_list(recording_client: JobClient, provider: RecordingProvider, items: Any) -> None:
    with pytest.raises(InvalidOptionError, match="argument items must be a list of items, not "):
        await recording_client.send_jobs(items)
    assert provider.messages == []


async def test_partly_accepted_batch_names_the_items(recording_client: JobClient, provider: RecordingProvider) -> None:
    provider.refused_tenants.add("full")
    items = [JobItem[Any]("order.created", {**ORDER, "tenantId": tenant}, {}) for tenant in ("a", "full", "b")]
    with pytest.raises(BatchError) as raised:
        await recording_client.send_jobs(items)
    assert sorted(raised.value.failed) == [1]
    assert {index: handle.id for index, handle in raised.value.sent.items()} == {0: "run_1", 2: "run_2"}


async def test_empty_batch_sends_no_request(recording_client: JobClient) -> None:
    assert await recording_client.send_jobs([]) == []


async def test_items_and_messages_do_not_show_payloads() -> None:
    assert repr(JobItem[Any]("review.submitted", {"text": "private"}, {})) == "JobItem('review.submitted')"
    assert "private" not in repr(JobMessage(CATALOG.event("review.submitted"), "rawdog", b'{"text": "private"}'))


async def test_closed_client_sends_nothing(recording_client: JobClient) -> None:
    await recording_client.close()
    with pytest.raises(ClosedError, match='"order.created" was not sent'):
        await recording_client.send_job_dynamic("order.created", ORDER)
    with pytest.raises(ClosedError, match='"run_1" was not sent again'):
        await recording_client.replay_job("run_1")


async def test_declared_result_is_read_as_its_model(recording_client: JobClient) -> None:
    result = await recording_client.trigger_and_wait_dynamic("tax.computed", {"tenantId": "rawdog", "amount": 5})
    assert result.tax == 1
    assert (await recording_client.get_handle("run_9", "tax.computed").wait()).tax == 1
    assert await recording_client.get_handle("run_9").wait() == {"tax": 1}


async def test_result_is_read_across_versions(provider: RecordingProvider) -> None:
    """A newer handler returns more fields; a job that was sent before its event was renamed has the former name."""
    events = {**CATALOG.events, "tax.computed": replace(CATALOG.event("tax.computed"), former_names=("tax.due",))}
    handle = JobClient(replace(CATALOG, events=events), provider).get_handle("run_1")
    result: object = handle.result_of(Run("run_1", "tax.due", "completed", output=b'{"tax":1,"at":2}'))
    assert result == TaxComputedResult(tax=1)
    assert handle.result_of(Run("run_1", "other.app", "completed", output=b'{"tax":1}')) == {"tax": 1}


async def test_errors_survive_pickling() -> None:
    error = CrossTenantError("order.created", "a", "b")
    restored = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert (type(restored), str(restored), restored.event) == (CrossTenantError, str(error), "order.created")


async def test_job_accepts_dict_and_model(recording_client: JobClient, provider: RecordingProvider) -> None:
    job = Job[Any, Any, OrderCreatedPayload](recording_client, "order.created")
    order = OrderCreatedPayload(tenant_id="rawdog", order_id="order_123")
    for payload in (ORDER, order):
        await job.send(payload)
        await recording_client.send_jobs([job.item(payload)])
    assert {message.payload for message in provider.messages} == {b'{"tenantId":"rawdog","orderId":"order_123"}'}
    assert len(provider.messages) == 4


class Convertible:
    """An object that converts to a number, as those of numeric libraries do."""

    def __float__(self) -> float:
        return 1.0


class Indexable:
    """An object that converts to an integer."""

    def __index__(self) -> int:
        return 7


@pytest.mark.parametrize(
    "amount", [Decimal(9007199254740993), Decimal("1.5"), Fraction(1, 3), Convertible(), Indexable()]
)
async def test_number_that_would_be_rounded_is_refused(recording_client: JobClient, amount: Any) -> None:
    with pytest.raises(InvalidPayloadError, match="totalAmount: should be a valid number"):
        await recording_client.send_job_dynamic("order.created", {**ORDER, "totalAmount": amount})
    unchecked = OrderCreatedPayload.model_construct(tenant_id="rawdog", order_id="o1", total_amount=1.5)
    with pytest.raises(ValidationError):
        OrderCreatedPayload(tenant_id="rawdog", order_id="o1", total_amount=amount)
    await recording_client.send_job_dynamic("order.created", unchecked)  # a float needs no rounding


@pytest.mark.parametrize("extra", ["NaN", "[1e400]", '{"a": [-Infinity]}'])
def test_received_json_needs_finite_numbers(extra: str) -> None:
    with pytest.raises(ValidationError, match="without NaN or infinite numbers"):
        OrderCreatedPayload.from_wire(f'{{"tenantId":"rawdog","orderId":"o1","extra":{extra}}}')


async def test_missing_tenant_shows_no_other_error(recording_client: JobClient) -> None:
    with pytest.raises(MissingTenantError) as raised:
        await recording_client.send_job_dynamic("order.created", {"orderId": "o1"})
    assert raised.value.__suppress_context__
    assert "During handling" not in "".join(traceback.format_exception(raised.value))
