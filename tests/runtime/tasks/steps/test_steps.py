"""Steps in handlers: each is done once per run, however often the handler is called."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn, cast

import pytest
from cgk_runtime import (
    AbortTask,
    CrossTenantError,
    InvalidPayloadError,
    JobClient,
    Retry,
    RunFailedError,
    Sdk,
    StepError,
    StepFailedError,
    Steps,
    TaskContext,
    current_tenant,
)
from cgk_runtime.client.job import Job
from cgk_runtime.tasks.definition import define_task
from cgk_runtime.tasks.steps.refusal import refuse_steps
from cgk_runtime.testing import SentJobs
from pydantic import BaseModel
from shop import (
    ORDER,
    OrderCreatedPayload,
    ReviewSubmittedPayload,
    TaxComputedPayload,
    TaxComputedResult,
    make_sdk,
    open_sdk,
)

pytestmark = pytest.mark.anyio
QUICK = Retry(max_attempts=3, factor=1, min_timeout_ms=1, max_timeout_ms=1)


class Receipt(BaseModel):
    number: int
    at: datetime


async def test_step_is_done_once_per_run(sdk: Sdk, client: JobClient) -> None:
    calls: list[str] = []

    async def charge(order: str) -> Receipt:
        calls.append(f"charge {order} for {current_tenant()}")
        return Receipt(number=7, at=datetime(2026, 1, 1, tzinfo=UTC))

    def mail(receipt: Receipt, *, subject: str) -> None:
        calls.append(f"mail {receipt.number} {subject} in {threading.current_thread().name.partition(' ')[0]}")

    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> str:
        calls.append("called")
        receipt = await context.step.run("charge", charge, payload.order_id)
        await context.step.run("mail", mail, receipt, subject="thanks")
        assert isinstance(receipt, Receipt)
        if calls.count("failed") < 2:
            calls.append("failed")
            raise ValueError("after its steps")
        return f"{receipt.number} at {receipt.at.year}"

    handle = await client.send_job_dynamic("order.created", ORDER)
    assert await handle.wait(60) == "7 at 2026"
    assert [call for call in calls if call != "called"] == [
        "charge order_123 for rawdog",
        "mail 7 thanks in AnyIO",
        "failed",
        "failed",
    ]
    assert calls.count("called") == 5  # after each of the two steps, and in each of the three attempts


async def test_no_two_steps_share_an_id(sdk: Sdk, client: JobClient) -> None:
    names = ["a:1", "a", "a", "a", "a:2", "a:1", "a:2:1"]

    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> list[str]:
        return [await context.step.run(name, str, number) for number, name in enumerate(names)]

    assert await (await client.send_job_dynamic("order.created", ORDER)).wait(60) == list(map(str, range(len(names))))


class Line(BaseModel):
    sku: str
    quantity: int = 1


class DiscountedLine(Line):
    discount: int = 0


class Basket(BaseModel):
    lines: list[Line] = []
    status: str = "open"
    best: Line | None = None


async def test_step_result_keeps_every_field(sdk: Sdk, client: JobClient) -> None:
    def fill() -> Basket:
        basket = Basket()
        basket.lines.append(Line(sku="a"))
        return basket

    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> dict[str, Any]:
        typed = await context.step.run("typed", fill)
        untyped: Any = await context.step.run("untyped", lambda: fill())  # noqa: PLW0108  without a return annotation
        return {"typed": typed.model_dump(), "untyped": untyped}

    basket = {"lines": [{"sku": "a", "quantity": 1}], "status": "open", "best": None}
    handle = await client.send_job_dynamic("order.created", ORDER)
    assert await handle.wait(60) == {"typed": basket, "untyped": basket}


@pytest.mark.parametrize(
    "value", [DiscountedLine(sku="a", discount=5), Basket(best=DiscountedLine(sku="a"))], ids=["itself", "nested"]
)
async def test_step_of_a_subclass_is_refused(sdk: Sdk, client: JobClient, value: BaseModel) -> None:
    def choose_line() -> Line:
        return cast("Line", value)

    def choose_basket() -> Basket:
        return cast("Basket", value)

    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.run("choose", choose_line if isinstance(value, Line) else choose_basket)

    handle = await client.send_job_dynamic("order.created", ORDER)
    with pytest.raises(RunFailedError, match='Step "choose" returned an object of a subclass'):
        await handle.wait(60)


async def test_changed_result_is_not_stored(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> list[int]:
        numbers: list[int] = await context.step.run("numbers", lambda: [1])
        numbers.append(2)
        await context.step.run("next", lambda: None)
        return numbers

    assert await (await client.send_job_dynamic("order.created", ORDER)).wait(60) == [1, 2]


async def test_failing_step_is_retried_then_catchable(sdk: Sdk, client: JobClient) -> None:
    tries: list[int] = []

    async def flaky(needed_tries: int) -> str:
        tries.append(needed_tries)
        if tries.count(needed_tries) < needed_tries:
            raise ConnectionError(f"try {tries.count(needed_tries)}")
        return "done"

    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> list[str]:
        results = [await context.step.run("flaky", flaky, needed_tries) for needed_tries in (3, 2, 3)]
        try:
            await context.step.run("failing", flaky, 99)
        except Exception as error:  # noqa: BLE001  what a handler would write
            results.append(f"{type(error).__name__} {error}")
        return results

    handle = await client.send_job_dynamic("order.created", ORDER)
    assert await handle.wait(60) == ["done"] * 3 + ['StepFailedError [Step] "failing" failed: ConnectionError: try 3']
    # The third step succeeds at once, because `tries` already has three entries of 3.
    assert tries == [3, 3, 3, 2, 2, 3, 99, 99, 99]


async def test_failed_step_fails_the_run(sdk: Sdk, client: JobClient) -> None:
    async def always_fail() -> None:
        raise KeyError("stock")

    @sdk.task("order.created", retry=Retry(max_attempts=1))
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.run("failing", always_fail)

    handle = await client.send_job_dynamic("order.created", ORDER)
    with pytest.raises(RunFailedError) as raised:
        await handle.wait(60)
    assert (raised.value.error_type, raised.value.error_message) == ("KeyError", "'stock'")


async def test_abort_in_a_step_cannot_be_caught(sdk: Sdk, client: JobClient) -> None:
    calls: list[int] = []

    async def abort() -> None:
        calls.append(1)
        raise AbortTask("deleted")

    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> str:
        try:
            await context.step.run("abort", abort)
        except Exception:  # noqa: BLE001  AbortTask must not be caught here
            return "caught"
        return "went on"

    with pytest.raises(RunFailedError, match="AbortTask: deleted"):
        await (await client.send_job_dynamic("order.created", ORDER)).wait(60)
    assert calls == [1]


async def test_sleeping_run_holds_no_slot(sdk: Sdk, sent: SentJobs) -> None:
    woken: list[datetime] = []

    @sdk.task("order.created", concurrency=1)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.sleep("a day", timedelta(days=1))
        await context.step.sleep_until("february", datetime(2026, 2, 1, tzinfo=UTC))
        woken.append(sent.clock.instant)

    for _ in range(3):
        await sdk.send_job_dynamic("order.created", ORDER)
    await sent.advance(timedelta(days=1, seconds=1))
    assert woken == []
    await sent.drain()
    assert woken == [datetime(2026, 2, 1, tzinfo=UTC)] * 3


async def test_jobs_are_sent_once_per_run(sdk: Sdk, client: JobClient) -> None:
    reviews: list[str] = []
    review_job: Job[dict[str, Any], Any] = Job(sdk, "review.submitted")

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload) -> None:
        reviews.append(payload.text)

    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> str:
        sent = [
            await context.step.send_job("ask", review_job.item({"tenantId": "rawdog", "text": text, "stars": 5}))
            for text in ("good", "better")
        ]
        if context.attempt < 3:
            raise ValueError("again")
        return " ".join(handle.id for handle in sent)

    ids: str = await (await client.send_job_dynamic("order.created", ORDER)).wait(60)
    for job_id in ids.split():
        await client.get_handle(job_id).wait(60)
    assert sorted(reviews) == ["better", "good"]


async def test_invoked_task_returns_a_typed_result(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("tax.computed", retry=Retry(max_attempts=1))
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        if payload.amount == 0:
            raise ValueError("nothing to tax")
        return TaxComputedResult(tax=payload.amount * 0.2)

    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> str:
        first = await context.step.invoke("tax", tax, {"tenantId": "rawdog", "amount": 50})
        assert isinstance(first, TaxComputedResult)
        try:
            await context.step.invoke("tax", tax, {"tenantId": "rawdog", "amount": 0})
        except StepFailedError as error:
            return f"{first.tax:g}, then {error.error_type}: {error.error_message}"
        return "not reached"

    assert await (await client.send_job_dynamic("order.created", ORDER)).wait(60) == (
        "10, then ValueError: nothing to tax"
    )


async def test_event_is_waited_for_within_the_tenant(sdk: Sdk, sent: SentJobs) -> None:
    review_job: Job[dict[str, Any], Any, ReviewSubmittedPayload] = Job(sdk, "review.submitted")
    reviews: list[str | None] = []

    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        received = await context.step.wait_for_event(
            "review", review_job, timeout=timedelta(days=3), where={"stars": 5}
        )
        reviews.append(None if received is None else received.text)

    await sdk.send_job_dynamic("order.created", ORDER)
    await sent.run_until_idle()
    for tenant, text, stars in (("acme", "other tenant", 5), ("rawdog", "few stars", 1), ("rawdog", "this one", 5)):
        await sdk.send_job_dynamic("review.submitted", {"tenantId": tenant, "text": text, "stars": stars})
    await sent.run_until_idle()
    assert reviews == ["this one"]
    await sdk.send_job_dynamic("order.created", ORDER)
    await sent.drain()
    assert reviews == ["this one", None]


async def test_where_cannot_name_another_tenant(sdk: Sdk, sent: SentJobs) -> None:
    review_job: Job[dict[str, Any], Any, ReviewSubmittedPayload] = Job(sdk, "review.submitted")
    reviews: list[str | None] = []

    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        received = await context.step.wait_for_event("review", review_job, timeout=60, where={"tenantId": "acme"})
        reviews.append(None if received is None else received.text)

    await sdk.send_job_dynamic("order.created", ORDER)
    await sent.run_until_idle()
    for tenant in ("acme", "rawdog"):
        await sdk.send_job_dynamic("review.submitted", {"tenantId": tenant, "text": f"by {tenant}", "stars": 1})
    await sent.run_until_idle()
    assert reviews == ["by rawdog"]


async def test_number_is_not_a_boolean_in_where(sdk: Sdk, sent: SentJobs) -> None:
    order_job: Job[dict[str, Any], Any, OrderCreatedPayload] = Job(sdk, "order.created")
    orders: list[str | None] = []

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload, context: TaskContext) -> None:
        received = await context.step.wait_for_event("order", order_job, timeout=60, where={"extra": True})
        orders.append(None if received is None else received.order_id)

    await sdk.send_job_dynamic("review.submitted", {"tenantId": "rawdog", "text": "t", "stars": 1})
    await sent.run_until_idle()
    for extra in (1, True):
        await sdk.send_job_dynamic("order.created", {**ORDER, "orderId": str(extra), "extra": extra})
    await sent.run_until_idle()
    assert orders == ["True"]


async def test_plain_handlers_can_use_steps(sdk: Sdk, client: JobClient) -> None:
    calls: list[str] = []

    def count() -> int:
        calls.append("once")
        return len(calls)

    @sdk.task("order.created")
    def order(payload: OrderCreatedPayload, context: TaskContext) -> int:
        assert current_tenant() == "rawdog"
        value = context.step.run_sync("count", count)
        context.step.sleep_sync("briefly", 0.01)
        return value

    assert await (await client.send_job_dynamic("order.created", ORDER)).wait(60) == 1
    assert calls == ["once"]


async def test_run_waiting_for_a_step_is_canceled(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.sleep("long", 60)

    handle = await client.send_job_dynamic("order.created", ORDER)
    while (await handle.status()).status != "delayed":  # noqa: ASYNC110  the engine has no event to wait for
        await asyncio.sleep(0)
    await handle.cancel()
    assert (await handle.status()).status == "cancelled"


async def test_nested_and_parallel_steps_are_refused(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        async def inner() -> int:
            return await context.step.run("inner", lambda: 1)

        await context.step.run("outer", inner)

    with pytest.raises(RunFailedError, match='StepError: .*"inner" started inside "outer"'):
        await (await client.send_job_dynamic("order.created", ORDER)).wait(60)


def generate() -> Any:
    yield 1


def count_words() -> int:
    return cast("int", "secret")


class Lines(str):
    """Text whose representation has two lines."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"two\n{self}"


def count_lines() -> int:
    return cast("int", Lines("secret"))


class Lock:
    pass


def make_lock() -> Lock:
    raise AssertionError("the step must be refused before the call")


def divide() -> float:
    return float("nan")


TAX: Job[dict[str, Any], Any, TaxComputedPayload] = Job(make_sdk(), "tax.computed")
INVALID_STEPS: list[tuple[Callable[[Steps], Awaitable[object]], str]] = [
    (lambda step: step.run("", time.time), "The id of a step must be a string that is not blank"),
    (lambda step: step.run("a\ud800", time.time), "The id of a step contains a lone surrogate"),
    (lambda step: step.run("a\0", time.time), "The id of a step contains a NUL"),
    (
        lambda step: step.sleep_until("text", cast("Any", "secret")),
        "sleep_until must be an aware",
    ),
    (lambda step: step.wait_for_event("text", TAX, timeout=5, where=cast("Any", 5)), "where must be a mapping"),
    (lambda step: step.wait_for_event("text", TAX, timeout=5, where={"amount": "a\0"}), "where must be JSON data"),
    (lambda step: step.wait_for_event("text", TAX, timeout=5, where={"amuont": 1}), "has no field amuont"),
    (lambda step: step.run("set", lambda: {1, 2}), 'Step "set" returned a value that JSON cannot represent'),
    (lambda step: step.run("text", lambda: "\ud800"), 'Step "text" returned a value that JSON cannot represent'),
    (lambda step: step.run("nan", divide), 'Step "nan" returned a value that JSON cannot represent'),
    (lambda step: step.run("lines", generate), "generate returned a generator"),
    (lambda step: step.run("wrong", count_words), r"Expected `int` .* \[input_type=str\]"),
    (lambda step: step.run("wrong", count_lines), r"Expected `int` .* \[input_type=Lines\]"),
    (lambda step: step.run("lock", make_lock), '"lock": values of the type that its function returns, Lock, cannot'),
    (lambda step: step.sleep("text", cast("Any", "secret")), '"text": sleep must be seconds or a timedelta'),
    (lambda step: step.sleep_until("naive", datetime(2026, 1, 1)), "aware datetime"),  # noqa: DTZ001
    (
        lambda step: step.wait_for_event("text", TAX, timeout=cast("Any", "secret")),
        '"text": timeout must be seconds or a timedelta',
    ),
]


@pytest.mark.parametrize(("use_step", "message"), INVALID_STEPS)
async def test_invalid_step_fails_the_run_at_once(
    sdk: Sdk, client: JobClient, use_step: Callable[[Steps], Awaitable[object]], message: str
) -> None:
    @sdk.task("order.created", retry=QUICK)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await use_step(context.step)

    handle = await client.send_job_dynamic("order.created", ORDER)
    with pytest.raises(RunFailedError, match=message) as raised:
        await handle.wait(60)
    assert "secret" not in str(raised.value)
    assert (await handle.status()).attempt == 1


async def test_step_may_never_return(sdk: Sdk, client: JobClient) -> None:
    async def refuse() -> NoReturn:
        raise KeyError("stock")

    @sdk.task("order.created", retry=Retry(max_attempts=1))
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.run("refuse", refuse)

    with pytest.raises(RunFailedError, match="KeyError"):
        await (await client.send_job_dynamic("order.created", ORDER)).wait(60)


async def test_open_payload_is_awaited_by_any_field() -> None:
    sdk = open_sdk()
    orders: Job[dict[str, Any], Any, Any] = Job(sdk, "order.created")
    payloads: list[object] = []

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload, context: TaskContext) -> None:
        payloads.append(await context.step.wait_for_event("order", orders, timeout=60, where={"campaign": "spring"}))

    with SentJobs(sdk) as sent:
        await sdk.send_job_dynamic("review.submitted", {"tenantId": "rawdog", "text": "good", "stars": 5})
        await sent.run_until_idle()
        for campaign in ("winter", "spring"):
            await sdk.send_job_dynamic("order.created", {"tenantId": "rawdog", "orderId": "o", "campaign": campaign})
        await sent.run_until_idle()
    assert [getattr(payload, "model_extra", None) for payload in payloads] == [{"campaign": "spring"}]


async def test_invoked_payload_is_valid_and_same_tenant(sdk: Sdk, client: JobClient) -> None:
    errors: list[Exception] = []

    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=1)

    @sdk.task("order.created", retry=Retry(max_attempts=1))
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        for wrong in ({"tenantId": "rawdog"}, {"tenantId": "acme", "amount": 1}):
            try:
                await context.step.invoke("tax", tax, wrong)
            except Exception as error:  # noqa: BLE001
                errors.append(error)

    await (await client.send_job_dynamic("order.created", ORDER)).wait(60)
    assert [type(error) for error in errors] == [InvalidPayloadError, CrossTenantError]
    assert "for another one, send a job with cross_tenant=True" in str(errors[1])


def test_steps_need_a_supporting_provider(sdk: Sdk) -> None:
    async def with_steps(payload: OrderCreatedPayload, context: TaskContext) -> None:
        async def later() -> None:
            await context.step.sleep("a while", 5)

        await later()

    async def without_steps(payload: OrderCreatedPayload, context: TaskContext) -> None:
        context.logger.info("step by step")

    event = sdk.catalog.event("order.created")
    refuse_steps(define_task(event, without_steps, {}))
    with pytest.raises(Exception, match=r"uses context.step, which Trigger.dev does not have; .*trigger_and_wait"):
        refuse_steps(define_task(event, with_steps, {}))
    with pytest.raises(StepError, match="synchronous handlers"):
        asyncio.run(_sync_twin_in_a_loop())


async def _sync_twin_in_a_loop() -> None:
    Steps.__new__(Steps).sleep_sync("x", 1)
