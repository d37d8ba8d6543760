"""Tests of `example_payload` and `payload_strategy` for every event."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import Mock

import pytest
from cgk_jobs import CATALOG, OrderCreatedPayload
from cgk_jobs.testing import EXAMPLES, example_payload, payload_strategy
from cgk_runtime.payload import PayloadModel
from cgk_runtime.testing import strategies
from cgk_runtime.testing.examples import make_example
from cgk_runtime.validation.core_schemas import DATE_TIME_PATTERN
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from pydantic import ValidationError


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


SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "at": {"type": "string", "format": "date-time", "pattern": DATE_TIME_PATTERN + "(?!\\s)"},
        "code": {"type": "string", "pattern": "^[a-z]{2}$(?!\\s)"},
        "level": {"type": "integer", "minimum": 3, "exclusiveMaximum": 9, "multipleOf": 2},
        "count": {"type": ["integer", "null"], "exclusiveMinimum": 0, "exclusiveMaximum": 7},
        "share": {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
        "price": {"type": "number", "exclusiveMinimum": 0.5, "maximum": 2.5},
        "half": {"type": "number", "multipleOf": 2, "maximum": 10},
        "flag": {"type": "boolean"},
        "labels": {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]},
        "nested": {"$ref": "#/$defs/Nested"},
        "anything": {"description": "Any JSON."},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "few": {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 1, "maxItems": 2},
    },
    "required": ["at", "code", "level", "count", "share", "price", "half", "flag", "labels", "nested", "anything"],
    "$defs": {
        "Nested": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 2, "maxLength": 3},
                "kind": {"const": "nested"},
            },
            "required": ["name"],
        }
    },
}


class PartialCatalog:
    """Catalog with only the parts that a strategy uses; its payloads are JSON data."""

    package = "acme"

    def payload_model(self, _event: str) -> object:
        return SimpleNamespace(from_wire=json.loads)


def test_strategy_respects_every_keyword(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strategies, "read_event_schema", Mock(return_value=SCHEMA))
    catalog: Final[Any] = PartialCatalog()
    validator = Draft202012Validator(SCHEMA)
    received: list[object] = []

    @given(strategies.payload_strategy(catalog, "e"))
    @settings(max_examples=200, database=None, deadline=None)
    def all_are_valid(payload: object) -> None:
        validator.validate(payload)  # pyright: ignore[reportUnknownMemberType]  jsonschema's types
        received.append(payload)

    all_are_valid()
    assert len(received) >= 50  # hypothesis may generate fewer than 200


def test_catalog_without_schemas_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strategies, "read_event_schema", Mock(return_value=None))
    catalog: Final[Any] = PartialCatalog()
    with pytest.raises(NotImplementedError, match="acme has no JSON Schemas"):
        strategies.payload_strategy(catalog, "e")
