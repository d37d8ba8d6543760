"""Checks of what is installed here: versions, handlers, Node where it is needed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.app_overview import load_app_overview
from cgk_runtime.cli.setup.node import NODE_MAJOR, declared_packages, node_directory, node_version
from cgk_runtime.cli.verify.report import CheckResult
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk

_TASK_FILES = ("*.ts", "*.tsx", "*.mts", "*.js", "*.mjs")


def check_versions(sdk: Sdk) -> Iterator[CheckResult]:
    """Say which generated package, catalog, runtime and Python these are."""
    catalog = sdk.catalog
    try:
        installed = version(catalog.name)
    except PackageNotFoundError:
        installed = "not installed as a distribution"
    size = f"{len(catalog.events)} events, {len(catalog.schedules)} schedules"
    if installed == catalog.version:
        yield CheckResult("ok", "SDK", f"{catalog.package} {installed}, catalog {catalog.version}: {size}")
    else:
        fix = "install generated/ again: `pip install -e generated`"
        yield CheckResult("warning", "SDK", f"{catalog.package} {installed}, catalog {catalog.version}: {size}", fix)
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield CheckResult("ok", "runtime", f"cgk-runtime {version('cgk-runtime')}, Python {python}")


def check_handlers(sdk: Sdk, provider: str, modules: Sequence[str], directory: Path) -> CheckResult:
    """Say how many events have a handler: in the modules given, in `cgk dev`, or in src/trigger/."""
    if provider == "trigger.dev" and not modules:
        files = [file for kind in _TASK_FILES for file in (directory / "src" / "trigger").rglob(kind)]
        if files:
            return CheckResult("ok", "handlers", f"{len(files)} files in src/trigger/")
        fix = "`cgk trigger:build app.tasks` writes one for each handler in Python; others are written by hand"
        return CheckResult("warning", "handlers", "no task file in src/trigger/: jobs would be taken, and wait", fix)
    try:
        facts = asyncio.run(load_app_overview(sdk, modules, directory))
    except JobsError as error:
        return CheckResult("warning", "handlers", str(error), "mend what it names, then verify again")
    if facts.events or facts.schedules:
        return CheckResult("ok", "handlers", facts.remark)
    if facts.is_known:
        return CheckResult("warning", "handlers", facts.remark, 'decorate a function with @task("...") there')
    fix = "say which modules have them: `--handlers app.tasks`, or handlers = [...] under [tool.cgk] in pyproject.toml"
    return CheckResult("warning", "handlers", "are not known", fix)


def check_node(directory: Path) -> Iterator[CheckResult]:
    """Check Node and the packages that Trigger.dev's dev server needs."""
    found = node_version()
    if found is None:
        yield CheckResult(
            "warning", "Node", "is not found; `npx trigger dev` needs it", f"install Node.js {NODE_MAJOR} or newer"
        )
    elif found[0] < NODE_MAJOR:
        text = f"{'.'.join(str(part) for part in found)} is too old for `npx trigger dev`"
        yield CheckResult("warning", "Node", text, f"install Node.js {NODE_MAJOR} or newer")
    else:
        yield CheckResult("ok", "Node", ".".join(str(part) for part in found))
    file = node_directory(directory) / "package.json"
    if not file.is_file():
        fix = "run `cgk setup:jobs --provider trigger.dev`"
        yield CheckResult("warning", "package.json", "is not there; `npx trigger dev` needs its packages", fix)
        return
    try:
        packages = declared_packages(file.read_text(encoding="utf-8"))
    except (JobsError, OSError, UnicodeDecodeError) as error:
        yield CheckResult("warning", "package.json", str(error), "mend it, then run `cgk setup:jobs`")
        return
    versions = {name: held for name, held in packages.items() if held is not None}
    missing = ", ".join(name for name, held in packages.items() if held is None)
    if missing:
        yield CheckResult(
            "warning", "package.json", f"does not name {missing}", "run `cgk setup:jobs --provider trigger.dev`"
        )
    elif len(set(versions.values())) > 1:
        text = ", ".join(f"{name} {held}" for name, held in versions.items())
        yield CheckResult("warning", "package.json", f"has different versions: {text}", "give both the same version")
    else:
        yield CheckResult("ok", "package.json", ", ".join(f"{name} {held}" for name, held in versions.items()))
