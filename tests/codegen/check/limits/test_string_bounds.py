"""Longest text that a pattern allows, in characters and in bytes of JSON, compared with matching texts."""

from __future__ import annotations

import json
import re
from math import inf

import pytest
from cgk_codegen.check.limits.string_bounds import string_bounds
from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import SourceFile, Span
from cgk_codegen.json_schema import DATE_TIME_PATTERN
from cgk_codegen.resolve.pattern_rules import portable_pattern
from cgk_codegen.resolve.patterns import matches
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("pattern", "characters", "size"),
    [
        ("^[a-z]{1,56}$", 56, 56),
        ("^a$", 1, 1),
        ("^$", 0, 0),
        ("^(ab|cde)?x{2}$", 5, 5),
        ("^(?:a|b$)c{3,5}?$", 6, 6),
        ("^[^a]{2}$", 2, 12),
        ("^[^\\x00-\\x1f]{2}$", 2, 8),
        ("^[à-ü]{3}$", 3, 6),
        ("^[一-龥]{3}$", 3, 9),
        ('^["\\\\]{4}$', 4, 8),
        ("^\\u00e9\\n$", 2, 4),
        ("^[a\\-z]{2}-[-x]$", 4, 4),
        ("^a$|^bcd$", 3, 3),
        ("^[0-9]*$", inf, inf),
        ("^[0-9]+x$", inf, inf),
        ("^(a{2,})?$", inf, inf),
        ("^(){1,}b$", 1, 1),
        ("[a-z]{3}", inf, inf),
        ("^a|b$", inf, inf),
        ("^[a-z]{3}", inf, inf),
        ("", inf, inf),
        (DATE_TIME_PATTERN, 32, 32),
    ],
)
def test_pattern_bounds_the_text_length(pattern: str, characters: float, size: float) -> None:
    bounds = string_bounds(pattern)
    assert (bounds.characters, bounds.size) == (characters, size)


def test_max_length_limits_the_bounds() -> None:
    assert string_bounds("^[a-z]*$").at_most(10).size == 10
    assert string_bounds("").at_most(10).size == 60, "a control character has six bytes in JSON: \\u0001"
    assert string_bounds("^[a-z]{3}$").at_most(10).size == 3
    assert string_bounds("").at_most(0).size == 0
    assert string_bounds("").at_most(10).utf16_units == 20
    assert string_bounds("^[a-z]*$").at_most(10).utf16_units == 10


@pytest.mark.parametrize(
    ("pattern", "utf16_units"),
    [
        ("^[a-z]{1,56}$", 56),
        ("^[^/]{1,56}$", 112),
        ("^[a-z]{10}(?:😀){2,3}$", 16),
        ("^(?:é|😀|ab)$", 2),
        ("^[\\ue000-\\uffff]{3}$", 3),
        ("^😀*$", inf),
        ("^(?:😀){0}$", 0),
    ],
)
def test_pattern_bounds_the_javascript_length(pattern: str, utf16_units: float) -> None:
    assert string_bounds(pattern).utf16_units == utf16_units


def test_bounds_know_possible_characters() -> None:
    bounds = string_bounds("^[a-f][^x-z]? $")
    assert [bounds.may_contain(character) for character in "a |xé"] == [True, True, True, False, True]


PATTERNS = st.recursive(
    st.sampled_from(["a", "é", "[a-c]", "[^a-y]", "\\u4e00", '[\\n"]', "x{2,3}", "[一-三]{0,2}", "b?"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda several: f"({'|'.join(several)})"),
        inner.map(lambda one: f"({one}){{0,2}}"),
    ),
    max_leaves=6,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(PATTERNS, st.data())
def test_no_text_that_matches_is_longer(pattern: str, data: st.DataObject) -> None:
    findings = Findings()
    span = Span(SourceFile("x.yaml", ""), 1, 1, 1, 1)
    portable = portable_pattern(f"^{pattern}$", span, "x", findings)
    assume(portable is not None)  # a pattern that can match a text in too many ways is rejected
    assert portable is not None
    text = data.draw(st.from_regex(re.compile(portable), fullmatch=True))
    assert matches(portable, text)
    bounds = string_bounds(portable)
    assert len(text) <= bounds.characters
    assert len(text.encode("utf-16-le", "surrogatepass")) / 2 <= bounds.utf16_units
    assert len(json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass")) - 2 <= bounds.size
    assert all(bounds.may_contain(character) for character in text)
