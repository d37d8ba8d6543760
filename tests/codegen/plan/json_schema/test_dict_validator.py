"""`DictValidator` serializes dictionaries to the same bytes as the event's model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, cast

import pytest
from cgk_runtime.errors import InvalidPayloadError
from cgk_runtime.validation.dict_validator import DictValidator
from cgk_runtime.validation.payloads import serialize_payload, tenant_of
from cgk_runtime.validation.problems import as_list, as_mapping
from pydantic_core import PydanticSerializationError, ValidationError

from .conftest import Compiled
from .payloads import Payloads, to_json
from .validators import read_schema


class Color(StrEnum):
    LOW = "low"


class Count(IntEnum):
    THREE = 3


class Text(str):
    __slots__ = ()


WITHOUT_TIME_ZONE = datetime.fromisoformat("2026-01-02")
FOREIGN: list[Any] = [
    b"bytes", {1}, (1, 2), float("nan"), float("inf"), datetime(2026, 1, 2, 3, 4, 5, 600, UTC), WITHOUT_TIME_ZONE,
    datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=5, minutes=30))), timedelta(1), Decimal(1), Color.LOW,
    Count.THREE, Text("text"), 2**53, -(2**70), object(), {1: 2}, {"key": b"bytes"}, ["\ud800"], None, "\ud800",
]  # fmt: skip
"""Values that JSON cannot represent, or that Python represents in several ways; and None, which few fields accept."""


def model_document(compiled: Compiled, event: str, payload: dict[str, Any]) -> tuple[str, bytes] | None:
    """Return the tenant and the document of a payload as its model serializes it, None if the model rejects it."""
    try:
        instance = compiled.catalog.payload_model(event).from_fields(payload)
        return tenant_of(compiled.catalog.event(event), instance), instance.to_wire()
    except (ValidationError, PydanticSerializationError):
        return None


def with_foreign_values(value: Any) -> Iterator[Any]:
    """Yield copies of a payload in which one value is replaced by one of the foreign values."""
    fields, items = as_mapping(value), as_list(value)
    for key, inner in (fields or {}).items():
        yield from ({**(fields or {}), key: changed} for changed in with_foreign_values(inner))
    for index, inner in enumerate(items or []):
        yield from (
            [*(items or [])[:index], changed, *(items or [])[index + 1 :]] for changed in with_foreign_values(inner)
        )
    yield from FOREIGN


def compare_with_models(compiled: Compiled, *, rounds: int) -> tuple[int, int]:
    """Assert that validators write the bytes that models write.

    Returns:
        The number of payloads that the models accept, and the number of those that the validators write.
    """
    accepted = serialized = 0
    for event in compiled.catalog.events:
        validator = compiled.catalog.dict_validator(event)
        document = read_schema(compiled, event)
        payloads: list[Any] = [payload for example in document["examples"] for payload in with_foreign_values(example)]
        for number in range(rounds):
            generator = Payloads(document, f"{event} {number}")
            valid = [document["examples"][0], generator.valid()]
            mutated = [mutation for payload in valid for mutation in generator.mutated(payload)]
            payloads += [json.loads(to_json(payload)) for payload in (*valid, *mutated)]
        for payload in (cast("dict[str, Any]", payload) for payload in payloads if isinstance(payload, dict)):
            by_model = model_document(compiled, event, payload)
            by_validator = None if validator is None else validator.write(payload)
            assert by_validator in {None, by_model}, f"{event} {payload}"
            accepted += by_model is not None
            serialized += by_validator is not None
    return accepted, serialized


def test_validator_writes_what_the_model_writes(platform: Compiled, hard: Compiled) -> None:
    accepted, serialized = compare_with_models(platform, rounds=1)
    # The validators write nearly all of the platform's payloads themselves.
    assert serialized > 0.9 * accepted > 10_000
    accepted, serialized = compare_with_models(hard, rounds=3)
    # Many events of this catalog have schemas that the validators leave to the models.
    assert serialized > 0.4 * accepted > 2000


def test_every_platform_event_has_a_validator(platform: Compiled) -> None:
    assert [event for event in platform.catalog.events if platform.catalog.dict_validator(event) is None] == []


def test_unions_and_bounds_need_the_model(hard: Compiled) -> None:
    without_validator = {event for event in hard.catalog.events if hard.catalog.dict_validator(event) is None}
    assert {"unions.objects", "unions.all", "numbers.all", "nullable.scalars"} <= without_validator
    assert not without_validator & {"integer.bounds", "lists.all"}


def test_refused_payload_goes_to_the_model(hard: Compiled) -> None:
    validator = hard.catalog.dict_validator("integer.bounds")
    payload = {"tenantId": "rawdog", "any": 5.0, "safe": 1, "small": 0, "step": 3}
    assert validator is not None
    assert validator.write(payload) is None
    assert json.loads(serialize_payload(hard.catalog, "integer.bounds", payload)[1])["any"] == 5
    with pytest.raises(InvalidPayloadError, match="step"):
        serialize_payload(hard.catalog, "integer.bounds", {**payload, "step": 4})


def test_error_locates_a_lone_surrogate(hard: Compiled) -> None:
    payload = {"tenantId": "rawdog", "levels": [], "few": ["a"], "anything": [1, {"b": "\ud800"}]}
    with pytest.raises(InvalidPayloadError, match=r"anything\[1\]\.b: has a lone surrogate"):
        serialize_payload(hard.catalog, "lists.all", payload)


def test_validator_needs_only_the_events_schema() -> None:
    validator = DictValidator(
        {
            "properties": {"tenantId": {"type": "string"}, "at": {"type": "string", "format": "date-time"}, "note": {}},
            "required": ["tenantId"],
        }
    )
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert validator.write({"tenantId": "a", "at": moment}) == ("a", b'{"tenantId":"a","at":"2026-01-02T03:04:05Z"}')
    assert validator.write({"tenantId": "a", "at": None, "note": None}) == ("a", b'{"tenantId":"a","note":null}')
    assert validator.write({"tenantId": "a", "other": 1}) is None
