"""Imports between the distributions: the runtime never imports a generated package, the compiler imports neither."""

from __future__ import annotations

import ast

import pytest
from paths import ROOT

FORBIDDEN = {
    "codegen/cgk_codegen": {"cgk_runtime", "cgk_jobs"},
    "runtime/cgk_runtime": {"cgk_codegen", "cgk_jobs"},
    "generated/cgk_jobs": {"cgk_codegen"},
}
"""Packages that the modules of a folder must not import."""


def imported_packages(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func)
            if called.endswith("import_module") and isinstance(node.args[0].value, str):
                names.add(node.args[0].value.partition(".")[0])
    return names


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_no_package_imports_a_forbidden_one(folder: str) -> None:
    modules = sorted((ROOT / folder).rglob("*.py"))
    assert modules
    broken = {
        str(module.relative_to(ROOT)): wrong
        for module in modules
        if (wrong := imported_packages(module.read_text(encoding="utf-8")) & FORBIDDEN[folder])
    }
    assert broken == {}


def test_forbidden_import_is_detected() -> None:
    assert imported_packages("import cgk_jobs.models\nfrom cgk_codegen import x\nimport_module('cgk_runtime.a')") == {
        "cgk_jobs", "cgk_codegen", "cgk_runtime",
    }  # fmt: skip


def test_runtime_names_no_event() -> None:
    names = [line.split("\t")[0] for line in (ROOT / "tests/sdk/facts/events.tsv").read_text().splitlines()[1:]]
    named_events = {
        str(module.relative_to(ROOT)): name
        for module in (ROOT / "runtime" / "cgk_runtime").rglob("*.py")
        for tree in [ast.parse(module.read_text(encoding="utf-8"))]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        for name in set(names)
        if node.value == name
    }
    assert named_events == {}
