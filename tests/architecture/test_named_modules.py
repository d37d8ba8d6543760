"""Modules that are named in text exist, such as those in entry points, lazy imports, templates and the docs."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from paths import ROOT

DOTTED = re.compile(r"\b(?:cgk_runtime|cgk_codegen)(?:\.[A-Za-z_]\w*)+")

NOT_MODULES = {
    "cgk_runtime.json",  # the name of a schema in pydantic-core
    "cgk_runtime.sdk.Sdk.around_run",
    "cgk_runtime.sdk.Sdk.around_send",
    "cgk_runtime.sdk.Sdk.with_tenant",
}
"""Names that resolve to nothing: instance attributes, and identifiers that only look like modules."""

PUBLIC_MODULES = {
    "cgk_runtime",
    "cgk_runtime.catalog",
    "cgk_runtime.errors",
    "cgk_runtime.mypy_plugin",
    "cgk_runtime.payload",
    "cgk_runtime.payload_of",
    "cgk_runtime.sdk",
    "cgk_runtime.settings",
    "cgk_runtime.tenant",
    "cgk_runtime.testing",
}
"""The modules that generated code and the mypy plugin may name."""

LAZY_PACKAGES = (
    "cgk_runtime",
    "cgk_runtime.db",
    "cgk_runtime.providers.inngest",
    "cgk_runtime.providers.trigger_dev",
    "cgk_runtime.testing",
    "cgk_jobs",
)
"""Packages that import their names on first use."""


def tracked_files(*patterns: str) -> list[Path]:
    """Return the files of the repository that match, except recorded output."""
    completed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / line for line in completed.stdout.splitlines()]
    return [file for file in files if file.is_file() and not {"golden", "expected"} & set(file.parts)]


def names_in(file: Path) -> set[str]:
    return set(DOTTED.findall(file.read_text(encoding="utf-8")))


def resolves(name: str) -> bool:
    """Return whether a dotted name is a module, or an attribute of one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if is_module(".".join(parts[:length])):
            value: object = import_module(".".join(parts[:length]))
            for attribute in parts[length:]:
                if not hasattr(value, attribute):
                    return False
                value = getattr(value, attribute)
            return True
    return False


def is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # the parent is a module, not a package
        return False


def test_every_named_module_exists() -> None:
    patterns = ("*.py", "*.md", "*.toml", "*.jinja", "*.ts", "*.mjs", "*.js", "*.yaml", "*.yml", "Makefile")
    broken = {
        str(file.relative_to(ROOT)): unresolved
        for file in tracked_files(*patterns)
        if file.name not in {"test_imports.py", Path(__file__).name}  # they name missing modules on purpose
        if (unresolved := {name for name in names_in(file) - NOT_MODULES if not resolves(name)})
    }
    assert broken == {}


def test_missing_module_does_not_resolve() -> None:
    assert resolves("cgk_runtime.sdk.Sdk")
    assert not resolves("cgk_runtime.nothing")
    assert not resolves("cgk_runtime.sdk.Nothing")
    assert not resolves("cgk_runtime.sdk.nothing.deeper")


@pytest.mark.parametrize("package", LAZY_PACKAGES)
def test_lazy_names_can_be_imported(package: str) -> None:
    module = import_module(package)
    for name in module.__all__:
        assert getattr(module, name) is not None, name


@pytest.mark.parametrize("distribution", ["codegen", "runtime", "generated"])
def test_entry_points_can_be_loaded(distribution: str) -> None:
    project = tomllib.loads((ROOT / distribution / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project.get("scripts", {}), *project.get("entry-points", {}).values()]
    targets = [target for group in groups for target in group.values()]
    assert targets
    for target in targets:
        assert resolves(target.replace(":", ".")), target


def test_generated_code_names_public_modules_only() -> None:
    files = [
        *tracked_files("generated/cgk_jobs/*.py", "generated/cgk_jobs/**/*.py"),
        *tracked_files("codegen/cgk_codegen/plan/**/*.jinja"),
        ROOT / "runtime/cgk_runtime/mypy_plugin.py",
    ]
    private = {
        str(file.relative_to(ROOT)): names
        for file in files
        if (names := {name for name in names_in(file) if module_part(name) not in PUBLIC_MODULES})
    }
    assert private == {}


def module_part(name: str) -> str:
    """Return a dotted name without its classes and constants."""
    parts = name.split(".")
    return ".".join(part for part in parts if part.islower())
