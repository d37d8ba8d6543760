"""Tests of `example_payload` and `payload_strategy` for every event."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from cgk_jobs import CATALOG, OrderCreatedPayload
from cgk_jobs.testing import EXAMPLES, example_payload, payload_strategy
from cgk_runtime.payload import DateTime, Integer, Json, Number, Omittable, PayloadModel
from cgk_runtime.testing import strategies
from cgk_runtime.testing.examples import make_example
from hypothesis import given, settings
from pydantic import Field, ValidationError


def test_example_is_a_model_with_given_fields() -> None:
    payload: OrderCreatedPayload = example_payload("order.created", total_amount=1)
    assert (payload.total_amount, payload.tenant_id, payload.order_id) == (1, "rawdog", "order_123")
    assert b'"totalAmount":1' in payload.to_wire()


def test_mistake_is_reported() -> None:
    with pytest.raises(TypeError, match='"order.created" has no field totalAmount; it has tenant_id, order_id'):
        example_payload("order.created", totalAmount=1)
    with pytest.raises(ValidationError, match="tenant_id"):
        example_payload("order.created", tenant_id="Not A Tenant")


@pytest.mark.parametrize("event", CATALOG.events)
def test_every_event_has_example_and_strategy(event: str) -> None:
    assert make_example(CATALOG, EXAMPLES, event, {"tenant_id": "acme"}).to_wire()
    model = CATALOG.payload_model(event)

    @given(strategies.payload_strategy(CATALOG, event))
    @settings(max_examples=10, database=None, deadline=None)
    def every_payload_survives_the_wire(payload: PayloadModel) -> None:
        assert type(payload) is model
        assert model.from_wire(payload.to_wire()) == payload

    every_payload_survives_the_wire()


@given(payload_strategy("order.created"))
@settings(database=None)
def test_strategy_makes_valid_tenants(payload: OrderCreatedPayload) -> None:
    assert re.fullmatch(CATALOG.tenant_pattern, payload.tenant_id)


class Bounded(PayloadModel, frozen=True):
    share: Number = Field(ge=0, lt=1)
    price: Number = Field(gt=0.5, le=2.5)
    count: Integer = Field(gt=0, lt=7, multiple_of=2)
    whole: Integer
    wide: Number = Field(ge=-1, le=10**12)
    nothing: Number | None = Field(gt=3)


class Nested(PayloadModel, frozen=True):
    name: str = Field(min_length=2, max_length=3)
    inner: Omittable[list[Nested] | None] = None


class Everything(PayloadModel, frozen=True):
    tenant_id: str
    at: DateTime
    level: int = Field(ge=3, lt=9, multiple_of=2)
    share: Number
    ratio: float = Field(gt=0, le=1)
    flag: bool
    labels: set[str] | None
    nested: Nested
    anything: Json
    counts: dict[str, int]
    few: list[int] = Field(min_length=1, max_length=2)


class _OneEvent:
    """Catalog with the part a strategy needs."""

    def __init__(self, model: type[PayloadModel]) -> None:
        self._model = model

    def payload_model(self, _event: str) -> type[PayloadModel]:
        return self._model


def test_strategy_respects_number_bounds() -> None:
    catalog: Final[Any] = _OneEvent(Bounded)

    @given(strategies.payload_strategy(catalog, "e"))
    @settings(max_examples=200, database=None, deadline=None)
    def all_are_valid(payload: PayloadModel) -> None:
        assert isinstance(payload, Bounded)

    all_are_valid()


def test_strategy_handles_every_kind_of_field() -> None:
    catalog: Final[Any] = _OneEvent(Everything)
    seen: list[PayloadModel] = []

    @given(strategies.payload_strategy(catalog, "e"))
    @settings(max_examples=60, database=None, deadline=None)
    def all_are_valid(payload: PayloadModel) -> None:
        seen.append(payload)

    all_are_valid()
    assert len(seen) >= 50
