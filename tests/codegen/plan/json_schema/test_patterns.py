"""A pattern that the compiler accepts matches the same texts in the models, in ajv and in zod."""

from __future__ import annotations

import os
import random
from pathlib import Path

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import SourceFile, Span
from cgk_codegen.resolve.patterns import matches, portable_pattern
from node import run_node

PARTS = [
    *(
        "a",
        "b",
        "-",
        "^",
        "$",
        ".",
        "*",
        "+",
        "?",
        "??",
        "{2}",
        "{1,2}",
        "{0}",
        "{,2}",
        "(",
        "(?:",
        ")",
        "|",
        "[",
        "[^",
    ),
    *("]", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\.", r"\-", "a-b", "0-9", "&", "~", "#", " ", r"\t", r"\x41"),
    *(r"\u0041", "é", "😀", r"\]", r"\^", ",", ":", "!", "=", "<", "/", "_", "@", '"', "'"),
]
TEXTS = [
    "",
    "a",
    "ab",
    "aab",
    "-",
    "0",
    "a-b",
    "A",
    "é",
    "\n",
    "a\n",
    "\t",
    "a b",
    "_",
    "^",
    "&&",
    "\u2028",
    "\xa0",
    "aaa",
]
PATTERNS = 1_000 * int(os.environ.get("ROUNDS", "1"))
NOWHERE = Span(SourceFile("events.yaml", ""), 1, 1, 1, 1)


def portable_patterns() -> list[str]:
    """Build patterns of random parts, and return the compiled form of those that the compiler accepts."""
    dice = random.Random(5)  # noqa: S311  a test's dice
    made: list[str] = []
    while len(made) < PATTERNS:
        written = "".join(dice.choices(PARTS, k=dice.randint(1, 7)))
        pattern = portable_pattern(written, NOWHERE, "it", Findings())
        if pattern is not None:
            made.append(pattern)
    return made


def test_patterns_match_alike_in_both_languages() -> None:
    patterns = portable_patterns()
    judged = run_node(Path(__file__).with_name("patterns.mjs"), {"patterns": patterns, "texts": TEXTS})
    for pattern, in_javascript in zip(patterns, judged, strict=True):
        expected = [matches(pattern, text) for text in TEXTS]
        assert in_javascript == [expected, expected], pattern
