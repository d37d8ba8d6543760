"""Names of tests are short enough to read in a report."""

from __future__ import annotations

import ast

from paths import TESTS

LONGEST = 45


def test_test_names_are_short() -> None:
    modules = [path for path in TESTS.rglob("test_*.py") if path.relative_to(TESTS).parts[0] != "golden"]
    assert modules
    long = [
        f"{path.relative_to(TESTS)}: {node.name}"
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and len(node.name) > LONGEST
    ]
    assert long == []
