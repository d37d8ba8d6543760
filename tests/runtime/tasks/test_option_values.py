"""Options of handlers and schedules with invalid values are refused by name; the error does not repeat the value."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any, Final

import pytest
from cgk_runtime import CancelOn, Concurrency, Debounce, HandlerDefinitionError, RateLimit, Retry, Sdk
from cgk_runtime.tasks.options import TaskOptions

LONE_SURROGATE: Final = "secret\ud800"
HUGE_INTEGER: Final = 10**400
INVALID_TEXTS: list[Any] = ["", "  ", LONE_SURROGATE, "secret\0", 5, True, ["secret"]]
INVALID_COUNTS: list[Any] = [0, -1, HUGE_INTEGER, True, 1.5]
INVALID_DURATIONS: list[Any] = [0, -1, math.nan, math.inf, HUGE_INTEGER, "secret", True, timedelta(days=-1)]
INVALID_OBJECTS: list[Any] = [-1, math.nan, "secret", LONE_SURROGATE, [5], HUGE_INTEGER]
INVALID_FIELDS: list[Any] = ["", LONE_SURROGATE, ["orderId", LONE_SURROGATE], [5], 5, {"orderId"}]

INVALID_VALUES: Final[dict[str, list[Any]]] = {
    "name": INVALID_TEXTS,
    "retry": [5, "secret"],
    "concurrency": [
        *INVALID_COUNTS,
        *INVALID_OBJECTS,
        *(Concurrency(limit) for limit in INVALID_COUNTS),
        *(Concurrency(1, fields) for fields in INVALID_FIELDS),
    ],
    "rate_limit": [
        *INVALID_OBJECTS,
        *(RateLimit(limit) for limit in INVALID_COUNTS),
        *(RateLimit(1, per) for per in INVALID_DURATIONS),
        *(RateLimit(1, by=fields) for fields in INVALID_FIELDS),
    ],
    "timeout": INVALID_DURATIONS,
    "start_timeout": INVALID_DURATIONS,
    "run_timeout": INVALID_DURATIONS,
    "idempotency": INVALID_FIELDS,
    "debounce": [
        *INVALID_OBJECTS,
        [Debounce(1), Debounce(2)],  # a task has one debounce
        *(Debounce(period) for period in INVALID_DURATIONS),
        *(Debounce(1, timeout=value) for value in INVALID_DURATIONS),
        *(Debounce(1, fields) for fields in INVALID_FIELDS),
    ],
    "cancel_on": [
        *INVALID_OBJECTS,
        *(CancelOn(event) for event in INVALID_TEXTS),
        *(CancelOn("tax.computed", fields) for fields in INVALID_FIELDS),
    ],
    "on_failure": [5, "secret", LONE_SURROGATE],
    "queue": INVALID_TEXTS,
    "machine": [5, "secret", LONE_SURROGATE, ["secret"]],
    "max_duration": INVALID_DURATIONS,
}


def test_table_names_every_option() -> None:
    assert INVALID_VALUES.keys() == TaskOptions.__annotations__.keys()


@pytest.mark.parametrize("option", INVALID_VALUES)
def test_invalid_task_option_is_refused(sdk: Sdk, option: str) -> None:
    for value in INVALID_VALUES[option]:
        options: Any = {option: value}
        with pytest.raises(HandlerDefinitionError) as raised:
            sdk.task("order.created", **options)(lambda payload: None)
        assert f'@task("order.created"): {option}' in str(raised.value), value
        assert "secret" not in str(raised.value)
        assert len(str(raised.value)) < 300  # without the digits of HUGE_INTEGER
    assert not list(sdk.registry)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"concurrency": "secret"},
            "concurrency must be a whole number, Concurrency(...) or a list of Concurrency(...), not a string",
        ),
        ({"rate_limit": 5}, "rate_limit must be RateLimit(...) or a list of RateLimit(...), not this number"),
        ({"cancel_on": [CancelOn("tax.computed"), 5]}, "cancel_on[1] must be CancelOn(...), not this number"),
        ({"idempotency": 5}, "idempotency must be the name of a field or a list of names, not this number"),
    ],
)
def test_error_names_every_accepted_form(sdk: Sdk, options: Any, expected: str) -> None:
    with pytest.raises(HandlerDefinitionError) as raised:
        sdk.task("order.created", **options)(lambda payload: None)
    assert expected in str(raised.value)


def test_all_mistakes_of_a_task_are_reported(sdk: Sdk) -> None:
    with pytest.raises(HandlerDefinitionError) as raised:
        sdk.task("order.created", queue="", timeout=-1, debounce=Debounce(0))(lambda payload: None)
    assert all(option in str(raised.value) for option in ("queue", "timeout", "debounce period"))


@pytest.mark.parametrize("option", ["name", "timezone"])
def test_invalid_schedule_option_is_refused(sdk: Sdk, option: str) -> None:
    for value in INVALID_TEXTS:
        options: Any = {option: value}
        with pytest.raises(HandlerDefinitionError) as raised:
            sdk.schedule("0 9 * * 1", **{"name": "own", **options})(lambda: None)
        assert f": {option} " in str(raised.value)
        assert "secret" not in str(raised.value)
    assert not sdk.registry.schedules


def test_schedule_that_is_not_a_text_is_refused(sdk: Sdk) -> None:
    wrong: Any = 5
    with pytest.raises(HandlerDefinitionError, match="@schedule: the schedule must be its name or a cron expression"):
        sdk.schedule(wrong)(lambda: None)


def test_spaces_around_a_cron_are_removed(sdk: Sdk) -> None:
    """Providers receive the expression as it is."""
    sdk.schedule(" 0 9 * * 1\n", name="own")(lambda: None)
    assert sdk.registry.schedules["own"].definition.cron == "0 9 * * 1"


@pytest.mark.parametrize(
    ("option", "values"),
    [
        ("max_attempts", [*INVALID_COUNTS, "3"]),
        ("factor", [0, 0.5, -1, math.nan, math.inf, True]),
        ("min_timeout_ms", [-1, 60_001, HUGE_INTEGER, True]),
        ("max_timeout_ms", [-1, HUGE_INTEGER, math.nan, True]),
    ],
)
def test_invalid_retry_is_refused(option: str, values: list[Any]) -> None:
    for value in values:
        with pytest.raises(ValueError, match=f"^{option} must be "):
            Retry(**{option: value})
