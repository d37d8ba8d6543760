"""A pattern that the compiler accepts matches the same texts in the models, in ajv and in zod."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import SourceFile, Span
from cgk_codegen.resolve.pattern_rules import portable_pattern
from cgk_codegen.resolve.patterns import matches, schema_pattern
from jsonschema import Draft202012Validator
from node import run_node

from .conftest import Compiled
from .validators import read_schema

PARTS = [
    "a", "b", "-", "^", "$", ".", "*", "+", "?", "??", "{2}", "{1,2}", "{0}", "{,2}", "(", "(?:", ")", "|", "[", "[^",
    "]", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\.", r"\-", "a-b", "0-9", "&", "~", "#", " ", r"\t", r"\x41",
    r"\u0041", "é", "😀", r"\]", r"\^", ",", ":", "!", "=", "<", "/", "_", "@", '"', "'",
]  # fmt: skip
TEXTS = [
    "", "a", "ab", "aab", "-", "0", "a-b", "A", "é", "\n", "a\n", "\t", "a b", "_", "^", "&&", "\u2028", "\xa0", "aaa",
]  # fmt: skip
PATTERN_COUNT = 1_000 * int(os.environ.get("ROUNDS") or 1)
NOWHERE = Span(SourceFile("events.yaml", ""), 1, 1, 1, 1)


def portable_patterns() -> list[str]:
    """Build patterns of random parts, and return the compiled form of those that the compiler accepts."""
    rng = random.Random(5)  # noqa: S311  the same patterns in every run
    patterns: list[str] = []
    while len(patterns) < PATTERN_COUNT:
        candidate = "".join(rng.choices(PARTS, k=rng.randint(1, 7)))
        pattern = portable_pattern(candidate, NOWHERE, "it", Findings())
        if pattern is not None:
            patterns.append(pattern)
    return patterns


def test_patterns_match_alike_in_both_languages() -> None:
    patterns = portable_patterns()
    in_schemas = [schema_pattern(pattern) for pattern in patterns]
    script = Path(__file__).with_name("patterns.mjs")
    matched = run_node(script, {"patterns": [*patterns, *in_schemas], "texts": TEXTS})
    for index, (pattern, in_schema) in enumerate(zip(patterns, in_schemas, strict=True)):
        expected = [matches(pattern, text) for text in TEXTS]
        assert matched[index] == [expected, expected], pattern
        assert matched[index + len(patterns)] == [expected, expected], in_schema
        assert [re.search(in_schema, text) is not None for text in TEXTS] == expected, in_schema
        assert portable_pattern(in_schema, NOWHERE, "it", Findings()) is not None


def test_accepted_patterns_take_linear_time() -> None:
    texts = [text * (50_000 // len(text)) + "!" for text in ("a", "b", "-", "0", "ab", "aab", "a0", "a b", "é")]
    script = Path(__file__).with_name("pattern_times.mjs")
    slowest = run_node(script, {"patterns": portable_patterns(), "texts": texts})
    assert slowest["milliseconds"] < 1_000, slowest


@pytest.mark.parametrize("tenant", ["acme\n", "acme'; --\n", "\nacme"])
def test_jsonschema_refuses_newlines(platform: Compiled, tenant: str) -> None:
    document = read_schema(platform, "review.email.queued")
    payload = document["examples"][0]
    validator: Any = Draft202012Validator(document)  # Any: its stubs are only partly typed
    assert validator.is_valid(payload)
    assert not validator.is_valid({**payload, "tenantId": tenant})
