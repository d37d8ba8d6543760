"""Payloads with many problems are refused in linear time, by an error of limited length."""

from __future__ import annotations

import time

import pytest
from cgk_runtime.errors import FieldProblem, InvalidPayloadError
from cgk_runtime.testing.echo import CATALOG, EVENT
from cgk_runtime.validation.payloads import serialize_payload


def error_of(payload: object) -> InvalidPayloadError:
    with pytest.raises(InvalidPayloadError) as error:
        serialize_payload(CATALOG, EVENT, payload)
    return error.value


def refuse_unknown_keys(count: int) -> tuple[InvalidPayloadError, float]:
    """Return the error of a payload with a number of unknown keys, and the shortest CPU time of three refusals."""
    payload = {"tenantId": "acme", "text": "x", **{f"key{number}": number for number in range(count)}}
    times: list[float] = []
    for _ in range(3):
        begin = time.process_time()
        error_of(payload)
        times.append(time.process_time() - begin)
    return error_of(payload), min(times)


def test_refusal_takes_linear_time() -> None:
    _, time_of_few = refuse_unknown_keys(2_500)
    error, time_of_many = refuse_unknown_keys(20_000)
    assert time_of_many / time_of_few < 30, "8 times as many keys take 64 times as long in a quadratic algorithm"
    assert len(error.problems) == 100
    assert error.omitted == 19_900
    assert str(error).endswith("\n  and 19900 more")
    assert len(str(error)) < 10_000


def test_few_problems_are_reported_in_full() -> None:
    error, _ = refuse_unknown_keys(100)
    assert len(error.problems) == 100
    assert error.omitted == 0
    assert "more" not in str(error)


def test_long_names_are_shortened() -> None:
    error = InvalidPayloadError("order.created", [FieldProblem("x" * 100_000, "is not a field of this event")])
    assert len(str(error)) < 1_200
    assert str(error).endswith("...")
