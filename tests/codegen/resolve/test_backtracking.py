"""Patterns that a backtracking engine matches in linear time are accepted, all others are refused."""

from __future__ import annotations

import pytest
from cgk_codegen.json_schema import DATE_TIME_PATTERN
from cgk_codegen.resolve.backtracking import Backtracking, find_backtracking


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "^[a-z0-9_-]{1,56}$",
        "^[a-z]{1,5000}$",
        "^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$",
        "^[a-z]+(-[a-z]+)*$",
        r"^[^@]+@[^@.]+(\.[^@.]+)+$",
        "^(https?|ftp)://",
        "^((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])$",
        "^(a|ab|abc)(bcd|cd|d)?$",
        "[0-9]{5}",
        "[0-9]+",
        "[0-9]$",
        "^a$|^b+$",
        DATE_TIME_PATTERN,
    ],
)
def test_linear_pattern_is_accepted(pattern: str) -> None:
    assert find_backtracking(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "is_search"),
    [
        ("^(a|a)*$", False),
        ("^([a-z]+)*$", False),
        ("^(([a-z])+[^x])+[A-Z]([a-z])+$", False),
        ("^(a?){40}b$", False),
        ("^(a|b|ab)*$", False),
        ("^(a?b?)*c$", False),
        (r"^[^@]+@[^@]+\.[^@]+$", False),
        ("^x(a+)+", False),
        ("a(?:(b+)+c)?", False),
        ("[0-9]+$", True),
        ("a+b", True),
        ("^a|b+c", True),
    ],
)
def test_pattern_that_backtracks_is_refused(pattern: str, is_search: bool) -> None:
    assert find_backtracking(pattern) is (Backtracking.SEARCH if is_search else Backtracking.TOO_MANY_WAYS)


def test_pattern_too_large_to_check_is_refused() -> None:
    assert find_backtracking("^(?:[a-z]?){900}$") is Backtracking.TOO_LARGE
