"""Declaration of handlers: their parameters, names and retries, and the results that they may return."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, cast

import pytest
from cgk_runtime import HandlerDefinitionError, Retry, Sdk, TaskContext, UnknownEventError
from cgk_runtime._internal.calls import is_async
from cgk_runtime.errors import ResultError
from cgk_runtime.payload import Omittable, PayloadModel
from cgk_runtime.tasks.context import TaskLogger
from cgk_runtime.tasks.results import result_document
from pydantic import Field, PlainSerializer
from shop import RETRY, OrderCreatedPayload
from typing_extensions import TypeAliasType

if TYPE_CHECKING:
    from cgk_runtime.tasks import context as tasks
    from shop import TaxComputedPayload as OnlyForCheckers

ContextAlias = TypeAliasType("ContextAlias", TaskContext | None)


def test_decorated_function_is_unchanged(sdk: Sdk) -> None:
    @sdk.task("order.created")
    def handle(payload: OrderCreatedPayload) -> str:
        """The handler's docstring."""
        return payload.order_id

    assert handle(OrderCreatedPayload(tenant_id="rawdog", order_id="o1")) == "o1"
    assert (vars(handle)["__name__"], handle.__doc__) == ("handle", "The handler's docstring.")
    assert repr(handle).startswith('<task "order-created" of "order.created" at ')


def test_default_retry_is_the_catalogs(sdk: Sdk) -> None:
    sdk.task("order.created")(lambda payload: None)
    sdk.task("tax.computed", retry=Retry(max_attempts=9))(lambda payload: None)
    assert [task.retry.max_attempts for task in sdk.registry] == [RETRY.max_attempts, 9]


def test_two_handlers_of_one_event_need_names(sdk: Sdk) -> None:
    @sdk.task("order.created")
    async def first(payload: OrderCreatedPayload) -> None: ...

    with pytest.raises(HandlerDefinitionError, match=r"test_tasks\.py:\d+ and .*test_tasks\.py:\d+ have the same name"):

        @sdk.task("order.created")
        async def second(payload: OrderCreatedPayload) -> None: ...

    @sdk.task("order.created", name="order-mail")
    async def third(payload: OrderCreatedPayload) -> None: ...

    assert [task.name for task in sdk.registry.handlers("order.created")] == ["order-created", "order-mail"]


def test_same_module_may_be_imported_twice(sdk: Sdk) -> None:
    for _ in range(2):

        @sdk.task("order.created")
        async def handle(payload: OrderCreatedPayload) -> None: ...

    assert len(list(sdk.registry)) == 1


class Handler:
    async def __call__(self, payload: OrderCreatedPayload) -> None: ...


def payload_and_context(payload: object, context: object) -> None: ...
def optional_context(payload: object, context: object = None) -> None: ...
def optional_annotated(payload: object, run: TaskContext | None = None) -> None: ...
def optional_keyword(payload: object, run: TaskContext, *, dry_run: bool = False) -> None: ...
def unresolved_union(payload: OnlyForCheckers, run: "tasks.TaskContext | None") -> None: ...  # noqa: UP037


HANDLERS: list[tuple[Callable[[Any, Any], object] | Callable[[Any], object], bool, bool]] = [
    (payload_and_context, True, False),
    (optional_context, True, False),
    (optional_annotated, True, False),
    (optional_keyword, True, False),
    (unresolved_union, True, False),
    (lambda payload, context: None, True, False),
    (partial(payload_and_context, context=None), False, False),
    (Handler(), False, True),
]


@pytest.mark.parametrize(("function", "needs_context", "is_async_function"), HANDLERS)
def test_handler_accepts_payload_and_context(
    sdk: Sdk, function: Any, needs_context: bool, is_async_function: bool
) -> None:
    sdk.task("order.created")(function)
    (task,) = sdk.registry
    assert (task.needs_context, is_async(task.function)) == (needs_context, is_async_function)


def dry_run_by_position(payload: object, dry_run: bool = False) -> None: ...
def any_arguments(*arguments: object) -> None: ...
def payload_and_any(payload: object, *more: object) -> None: ...
def keyword_context(payload: object, *, run: TaskContext | None = None) -> None: ...
def required_keyword(payload: object, *, shop: str) -> None: ...
def two_contexts(payload: object, context: TaskContext, *, other: TaskContext) -> None: ...
def unannotated(payload: Any, ctx: Any) -> None: ...
def another_context(payload: object, context: int = 0) -> None: ...
def list_of_contexts(payload: object, context: list[TaskContext]) -> None: ...
def aliased_context(payload: object, run: ContextAlias) -> None: ...
def function_of_context(payload: object, run: Callable[[TaskContext], None]) -> None: ...
def unresolved_context(payload: OnlyForCheckers, context: int = 0) -> None: ...
def unresolved_list(payload: OnlyForCheckers, context: list[TaskContext]) -> None: ...


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (dry_run_by_position, 'gets nothing for its parameter "dry_run"'),
        (any_arguments, "does not show its parameters"),
        (payload_and_any, "does not show its parameters"),
        (keyword_context, "passed by position"),
        (required_keyword, "passed by position"),
        (two_contexts, "passed by position"),
        (unannotated, "annotate it with TaskContext"),
        (another_context, "annotate it with TaskContext"),
        (list_of_contexts, "annotate it with TaskContext"),
        (aliased_context, "annotate it with TaskContext"),
        (function_of_context, "annotate it with TaskContext"),
        (unresolved_context, "annotate it with TaskContext"),
        (unresolved_list, "annotate it with TaskContext"),
        (int, "its parameters cannot be read"),
    ],
)
def test_parameter_without_a_value_is_refused(sdk: Sdk, function: Any, reason: str) -> None:
    with pytest.raises(HandlerDefinitionError, match=reason):
        sdk.task("order.created")(function)


def test_invalid_handler_function_is_refused(sdk: Sdk) -> None:
    task: Any = sdk.task("order.created")  # type checkers would refuse the calls below

    def no_parameters() -> None: ...
    def three_parameters(payload: object, context: object, more: object) -> None: ...

    with pytest.raises(HandlerDefinitionError, match="must take the payload"):
        task(no_parameters)
    with pytest.raises(HandlerDefinitionError, match="must take the payload"):
        task(three_parameters)

    async def generator(payload: OrderCreatedPayload) -> AsyncIterator[object]:
        yield payload

    with pytest.raises(HandlerDefinitionError, match="it is a generator"):
        task(generator)
    with pytest.raises(HandlerDefinitionError, match="has no option retries; its options are .*, retry, "):
        cast("Any", sdk.task)("order.created", retries=3)(three_parameters)
    with pytest.raises(HandlerDefinitionError, match="concurrency must be a whole number from 1"):
        sdk.task("order.created", concurrency=0)(lambda payload: None)


def test_registry_is_restored(sdk: Sdk) -> None:
    class Tenants:
        def __call__(self) -> list[str]:
            return ["acme"]

    tenants = Tenants()
    sdk.tenant_source(tenants)
    before = sdk.registry.state()
    sdk.task("order.created")(lambda payload: None)
    sdk.tenant_source(lambda: ["other"])
    sdk.registry.restore(before)
    assert list(sdk.registry) == []
    assert sdk.registry.handlers("order.created") == ()
    assert sdk.registry.tenant_source is tenants


def test_unknown_event_has_no_handler(sdk: Sdk) -> None:
    with pytest.raises(UnknownEventError, match='did you mean "order.created"'):
        sdk.task("order.create")


def test_contexts_logger_names_the_run(caplog: pytest.LogCaptureFixture) -> None:
    from datetime import UTC, datetime

    context = TaskContext("order.created", "order-created", "rawdog", "run_1", 2, 3, None, datetime.now(UTC))
    logger: TaskLogger = context.logger
    with caplog.at_level(logging.INFO):
        logger.info("done", extra={"items": 3})
    assert {key: vars(caplog.records[0])[key] for key in ("event", "tenant_id", "run_id", "attempt", "items")} == {
        "event": "order.created", "tenant_id": "rawdog", "run_id": "run_1", "attempt": 2, "items": 3,
    }  # fmt: skip


def test_waits_are_bounded_after_many_attempts() -> None:
    assert Retry(factor=10).delay_ms(100_000) == 60_000


class Line(PayloadModel, frozen=True):
    sku: str
    quantity: int = 1


class Summary(PayloadModel, frozen=True):
    order_id: str
    lines: list[Line] = Field(default_factory=list[Line])
    status: str = "open"
    note: Omittable[str | None] = None


def test_result_keeps_defaults_and_changed_lists(sdk: Sdk) -> None:
    sdk.task("order.created")(lambda payload: None)
    (task,) = sdk.registry
    summary = Summary(order_id="o1")
    summary.lines.append(Line(sku="a"))
    expected = {"orderId": "o1", "lines": [{"sku": "a", "quantity": 1}], "status": "open"}
    assert json.loads(result_document(task, summary)) == expected
    assert json.loads(result_document(task, {"all": [summary]})) == {"all": [expected]}


class DiscountedLine(Line, frozen=True):
    discount: int


class Report(PayloadModel, frozen=True):
    line: Line
    lines: list[Line]
    year: Annotated[int, PlainSerializer(str)]  # serializers of fields apply, too


def test_result_keeps_the_fields_of_subclasses(sdk: Sdk) -> None:
    sdk.task("order.created")(lambda payload: None)
    (task,) = sdk.registry
    line = DiscountedLine(sku="a", discount=5)
    expected = {"sku": "a", "quantity": 1, "discount": 5}
    assert json.loads(result_document(task, Report(line=line, lines=[line], year=2026))) == {
        "line": expected,
        "lines": [expected],
        "year": "2026",
    }


@dataclass
class Fee:
    amount: int


@dataclass
class TaxedFee(Fee):
    tax: int = 0


@dataclass
class Sums:
    fee: Fee


class Bill(PayloadModel, frozen=True):
    fee: Fee | None = None
    fees: dict[str, list[Fee]] = Field(default_factory=dict[str, list[Fee]])
    taxed: list[TaxedFee] = Field(default_factory=list[TaxedFee])
    sums: Sums | None = None
    shown: Annotated[Fee | None, PlainSerializer(str)] = None


class Bills(PayloadModel, frozen=True):
    bills: list[Bill]


@pytest.mark.parametrize(
    "bill",
    [
        Bill.model_construct(fee=TaxedFee(1)),
        Bill.model_construct(fees={"a": [Fee(1), TaxedFee(2)]}),
        Bill.model_construct(sums=Sums(TaxedFee(3))),
        Bill.model_construct(shown=TaxedFee(4)),
    ],
)
def test_result_refuses_dataclass_subclasses(sdk: Sdk, bill: Bill) -> None:
    sdk.task("order.created")(lambda payload: None)
    (task,) = sdk.registry
    for result in (bill, [bill], Bills.model_construct(bills=[bill])):
        with pytest.raises(ResultError, match="an object of TaxedFee, a subclass of the dataclass Fee; the fields"):
            result_document(task, result)


def test_result_keeps_the_fields_of_dataclasses(sdk: Sdk) -> None:
    sdk.task("order.created")(lambda payload: None)
    (task,) = sdk.registry
    bill = Bill(fee=Fee(1), fees={"a": [Fee(2)]}, taxed=[TaxedFee(3, tax=4)], sums=Sums(Fee(5)))
    assert json.loads(result_document(task, bill)) == {
        "fee": {"amount": 1},
        "fees": {"a": [{"amount": 2}]},
        "taxed": [{"amount": 3, "tax": 4}],
        "sums": {"fee": {"amount": 5}},
        "shown": "None",
    }
