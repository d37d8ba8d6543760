"""A handler is refused at its declaration if an option names an event or a field that its payload does not have."""

from __future__ import annotations

import pytest
from cgk_runtime import CancelOn, Concurrency, Debounce, HandlerDefinitionError, RateLimit, Sdk
from cgk_runtime.tasks.options import TaskOptions
from shop import OrderCreatedPayload, open_sdk


def handle(payload: OrderCreatedPayload) -> None: ...


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"idempotency": "oderId"}, 'idempotency: "oderId" is not a field of order.created, which has extra, '),
        (
            {"idempotency": ["orderId", "order_id"]},
            'idempotency: "order_id" is not a field of order.created, which',
        ),
        (
            {"concurrency": Concurrency(1, by="oderId")},
            'concurrency: "oderId" is not a field of order.created, which',
        ),
        ({"rate_limit": RateLimit(1, by="oderId")}, 'rate_limit: "oderId" is not a field of order.created, which'),
        ({"debounce": Debounce(1, by="zzz")}, 'debounce: "zzz" is not a field of order.created'),
        (
            {"cancel_on": CancelOn("tax.compted")},
            'cancel_on: Unknown event "tax.compted"; did you mean "tax.computed"?',
        ),
        ({"cancel_on": CancelOn("tax.computed", "orderId")}, 'cancel_on: "orderId" is not a field of tax.computed'),
        ({"cancel_on": CancelOn("tax.computed", "amount")}, 'cancel_on: "amount" is not a field of order.created'),
    ],
)
def test_unknown_field_or_event_is_refused(sdk: Sdk, options: TaskOptions, expected: str) -> None:
    with pytest.raises(HandlerDefinitionError) as raised:
        sdk.task("order.created", **options)(handle)
    text = str(raised.value)
    assert text.startswith(f'[Task] "order-created" at {__file__}:{handle.__code__.co_firstlineno}: {expected}')
    assert not list(sdk.registry)


def test_all_unknown_fields_are_reported(sdk: Sdk) -> None:
    with pytest.raises(
        HandlerDefinitionError, match='idempotency: "a" .*; debounce: "b" .*; cancel_on: Unknown event "c"'
    ):
        sdk.task("order.created", idempotency="a", debounce=Debounce(1, by="b"), cancel_on=CancelOn("c"))(handle)


def test_known_fields_are_accepted(sdk: Sdk) -> None:
    sdk.task(
        "order.created",
        concurrency=Concurrency(1, by="tenantId"),
        rate_limit=RateLimit(1),
        idempotency=["orderId", "totalAmount"],
        cancel_on=CancelOn("review.submitted", by="tenantId"),
    )(handle)
    assert len(list(sdk.registry)) == 1


def test_open_payload_may_have_any_field() -> None:
    sdk = open_sdk()
    sdk.task("order.created", idempotency="campaign")(handle)
    assert len(list(sdk.registry)) == 1
