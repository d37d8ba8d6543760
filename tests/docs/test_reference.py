"""The reference covers everything public, and its generated parts are up to date: `make reference` writes them."""

from __future__ import annotations

import ast
import re
import runpy
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import cgk_jobs
import pytest
from documentation import DOCS, ROOT, blocks_of

TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "reference.py"))
PACKAGES = (
    "cgk_jobs",
    "cgk_jobs.testing",
    "cgk_runtime",
    "cgk_runtime.testing",
    "cgk_runtime.db",
    "cgk_runtime.db.outbox",
    "cgk_runtime.providers.trigger_dev",
    "cgk_runtime.providers.inngest",
    "cgk_runtime.providers.local",
)
PAGES = sorted((DOCS / "reference").glob("*.md"))
RUNTIME = ROOT / "runtime" / "cgk_runtime"
SETTING = re.compile(r"(?:JOBS|TRIGGER|INNGEST|OUTBOX|CGK)_[A-Z_]+")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_generated_parts_are_up_to_date(page: Path) -> None:
    fill = cast("Callable[[str], str]", TOOL["fill"])
    text = page.read_text(encoding="utf-8")
    assert fill(text) == text, "run `make reference` and commit the result"


def test_every_public_name_is_documented() -> None:
    names_in = cast("Callable[[str], Iterator[str]]", TOOL["names_in"])
    documented = {name.rpartition(".")[2] for page in PAGES for name in names_in(page.read_text(encoding="utf-8"))}
    tables = {"CATALOG", "EVENT_CATEGORIES", "SCHEDULES", "TOTAL_EVENT_COUNT", "EXAMPLES"}
    types = {"EventName", "ScheduleName", "JobEvents", "Jobs", "jobs", "Schedules", "__version__"}
    payloads = {name for name in cgk_jobs.__all__ if is_payload_type(getattr(cgk_jobs, name))}
    undocumented = {"Layout", "create_provider"}
    for name in PACKAGES:
        names = {public.removesuffix("_sync") for public in import_module(name).__all__}
        assert names - documented - tables - types - payloads - undocumented == set(), name


def is_payload_type(value: object) -> bool:
    """Return whether a public object is the model or the TypedDict of a payload, a result or a shared type."""
    module = getattr(value, "__module__", "")
    return module.startswith(("cgk_jobs.models", "cgk_jobs.payloads"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_of_docstrings_are_python(page: Path) -> None:
    for block in blocks_of(page, "py"):
        if "signature" not in block.flags:
            # An example can be a decorator alone, so a function follows it.
            ast.parse(f"async def example():\n{indented(block.code)}    def decorated(): ...")


def indented(code: str) -> str:
    return "".join(f"    {line}\n" for line in code.splitlines())


def test_every_setting_is_documented() -> None:
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    used = {
        node.value
        for file in RUNTIME.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.fullmatch(node.value)
    }
    for file in RUNTIME.rglob("*.ts"):
        used |= {name for name in SETTING.findall(file.read_text(encoding="utf-8")) if name.startswith("CGK_PYTHON")}
    assert {"JOBS_PROVIDER", "TRIGGER_SECRET_KEY"} <= used
    internal = {name for name in used if name.startswith("CGK_DEV_")}
    assert {name for name in used - internal if f"`{name}`" not in page} == set()
    assert {name for name in SETTING.findall(page) if name not in used} == set()
