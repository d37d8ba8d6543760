"""Payloads with many problems are refused in linear time, by an error of limited length."""

from __future__ import annotations

import time

import pytest
from cgk_runtime.errors import FieldProblem, InvalidPayloadError
from cgk_runtime.testing.echo import CATALOG, EVENT
from cgk_runtime.validation.payloads import serialize_payload


def refused(payload: object) -> InvalidPayloadError:
    with pytest.raises(InvalidPayloadError) as error:
        serialize_payload(CATALOG, EVENT, payload)
    return error.value


def refusal(keys: int) -> tuple[InvalidPayloadError, float]:
    """Return the error of a payload with so many unknown keys, and the shortest CPU time of three rounds."""
    payload = {"tenantId": "acme", "text": "x", **{f"key{number}": number for number in range(keys)}}
    times: list[float] = []
    for _ in range(3):
        begin = time.process_time()
        refused(payload)
        times.append(time.process_time() - begin)
    return refused(payload), min(times)


def test_refusal_takes_linear_time() -> None:
    _, few = refusal(2_500)
    error, large = refusal(20_000)
    assert large / few < 30, "a quadratic algorithm has 64"
    assert len(error.problems) == 100
    assert error.omitted == 19_900
    assert str(error).endswith("\n  and 19900 more")
    assert len(str(error)) < 10_000


def test_few_problems_are_reported_in_full() -> None:
    error, _ = refusal(100)
    assert len(error.problems) == 100
    assert error.omitted == 0
    assert "more" not in str(error)


def test_long_names_are_shortened() -> None:
    error = InvalidPayloadError("order.created", [FieldProblem("x" * 100_000, "is not a field of this event")])
    assert len(str(error)) < 1_200
    assert str(error).endswith("...")
