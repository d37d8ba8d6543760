"""Layers of the packages: a module imports only lower layers, and imports never form a cycle."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from import_graph import ImportGraph, top_level
from paths import ROOT

PACKAGES = {"cgk_runtime": ROOT / "runtime/cgk_runtime", "cgk_codegen": ROOT / "codegen/cgk_codegen"}

LAYERS = (
    {"errors", "_internal"},
    {"catalog", "catalog_pages", "tenant", "settings", "payload", "payload_of", "validation"},
    {"client"},
    {"tasks", "schedules"},
    {"execution"},
    {"sdk", "installed_sdk"},
    {"db"},
    {"providers"},
    {"web", "dashboard", "mcp"},
    {"testing", "lint"},
    {"cli"},
)
"""The top-level packages and modules of the runtime, lowest layer first. Those of one layer may import each other."""

OUTSIDE_LAYERS = {"mypy_plugin"}
"""Modules outside the layers: the plugin runs inside mypy and imports nothing of the runtime."""


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_form_no_cycle(package: str) -> None:
    cycle = ImportGraph.read(PACKAGES[package]).cycle()
    assert cycle is None, "import cycle: " + " -> ".join(cycle or [])


def test_packages_import_only_lower_layers() -> None:
    graph = ImportGraph.read(PACKAGES["cgk_runtime"])
    level = {name: number for number, names in enumerate(LAYERS) for name in names}
    upward = [
        f"{module} -> {imported}"
        for module, imports in graph.edges.items()
        for imported in imports
        if (name := top_level(module)) in level and level.get(top_level(imported), -1) > level[name]
    ]
    assert upward == []


def test_every_top_level_module_has_a_layer() -> None:
    graph = ImportGraph.read(PACKAGES["cgk_runtime"])
    names = {top_level(module) for module in graph.edges} - {""}
    assert names == set[str]().union(*LAYERS) | OUTSIDE_LAYERS


def test_root_package_imports_nothing_eagerly() -> None:
    tree = ast.parse((PACKAGES["cgk_runtime"] / "__init__.py").read_text(encoding="utf-8"))
    eager = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [line for line in eager if "cgk_runtime" in line] == []


def test_names_come_from_their_own_module() -> None:
    """The root package is for users. A module that imported from it would depend on all modules it re-exports."""
    from_root = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(PACKAGES["cgk_runtime"].rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "cgk_runtime"
        if {alias.name for alias in node.names} != {"__version__"}
    ]
    assert from_root == []


@pytest.mark.parametrize(
    "source",
    [
        "import pkg.b",
        "def f():\n    from pkg.b import x",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pkg.b",
        "def f():\n    return importlib.import_module('pkg.b')",
    ],
)
def test_cycles_of_every_kind_are_found(tmp_path: Path, source: str) -> None:
    write_modules(tmp_path / "pkg", {"__init__": "", "a": source, "b": "from pkg.a import y"})
    assert ImportGraph.read(tmp_path / "pkg").cycle() == ["pkg.a", "pkg.b", "pkg.a"]


def test_cycles_through_a_package_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "pkg"
    write_modules(folder, {"__init__": "", "a": "from pkg.sub.low import x"})
    write_modules(folder / "sub", {"__init__": "from pkg.sub.high import y", "low": "", "high": "import pkg.a"})
    assert ImportGraph.read(folder).cycle() == ["pkg.a", "pkg.sub", "pkg.sub.high", "pkg.a"]


def write_modules(folder: Path, modules: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
