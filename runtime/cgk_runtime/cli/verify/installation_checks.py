"""Checks of the installation: versions, handlers, and Node if the provider needs it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.app_overview import load_app_overview
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.setup.node import NODE_MAJOR, declared_packages, node_directory, node_version
from cgk_runtime.cli.text_files import read_text
from cgk_runtime.cli.verify.report import CheckResult
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk

_TASK_FILES = ("*.ts", "*.tsx", "*.mts", "*.js", "*.mjs")


def check_versions(sdk: Sdk) -> Iterator[CheckResult]:
    """Report the versions of the generated package, its catalog, the runtime and Python."""
    catalog = sdk.catalog
    try:
        distribution = Distribution.from_name(catalog.name)
        # An editable install runs the current files, but its metadata keeps the version that was installed.
        origin = json.loads(distribution.read_text("direct_url.json") or "{}")
        installed = catalog.version if origin.get("dir_info", {}).get("editable") else distribution.version
    except PackageNotFoundError:
        installed = "not installed as a distribution"
    size = f"{pluralize(len(catalog.events), 'event')}, {pluralize(len(catalog.schedules), 'schedule')}"
    text = f"{catalog.package} {installed}, catalog {catalog.version}: {size}"
    if installed == catalog.version:
        yield CheckResult("ok", "SDK", text)
    else:
        yield CheckResult("warning", "SDK", text, "reinstall generated/: `pip install -e generated`")
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield CheckResult("ok", "runtime", f"cgk-runtime {version('cgk-runtime')}, Python {python}")


def check_handlers(sdk: Sdk, provider: str, modules: Sequence[str], directory: Path) -> CheckResult:
    """Check that handlers exist: in the modules, in a running `cgk dev`, or as task files in src/trigger/."""
    if provider == "trigger.dev" and not modules:
        files = [file for pattern in _TASK_FILES for file in (directory / "src" / "trigger").rglob(pattern)]
        if files:
            return CheckResult("ok", "handlers", f"{pluralize(len(files), 'file')} in src/trigger/")
        fix = "run `cgk trigger:build app.tasks` to write one for each Python handler, or write your own"
        return CheckResult("warning", "handlers", "no task files in src/trigger/, so jobs would wait", fix)
    try:
        app = asyncio.run(load_app_overview(sdk, modules, directory))
    except JobsError as error:
        return CheckResult("warning", "handlers", error.detail, "correct this, then run the check again")
    if app.events or app.schedules:
        return CheckResult("ok", "handlers", app.summary)
    fix = "name the modules of your handlers: `--handlers app.tasks`, or handlers = [...] under [tool.cgk]"
    return CheckResult("warning", "handlers", app.summary, fix)


def check_node(directory: Path) -> Iterator[CheckResult]:
    """Check Node and the npm packages that Trigger.dev's dev server needs."""
    node = node_version()
    fix = f"install Node.js {NODE_MAJOR} or newer"
    if node is None:
        yield CheckResult("warning", "Node", "not found; `npx trigger dev` needs it", fix)
    elif int(node.partition(".")[0]) < NODE_MAJOR:
        yield CheckResult("warning", "Node", f"{node} is too old for `npx trigger dev`", fix)
    else:
        yield CheckResult("ok", "Node", node)
    try:
        packages = declared_packages(read_text(node_directory(directory) / "package.json", missing=""))
    except CommandError as error:
        yield CheckResult("warning", "package.json", error.detail, "correct it, then run `cgk setup:jobs`")
        return
    missing = ", ".join(name for name, spec in packages.items() if spec is None)
    text = ", ".join(f"{name} {spec}" for name, spec in packages.items())
    if missing:
        setup = "run `cgk setup:jobs --provider trigger.dev`"
        yield CheckResult("warning", "package.json", f"lacks {missing}, which `npx trigger dev` needs", setup)
    elif len(set(packages.values())) > 1:
        yield CheckResult("warning", "package.json", f"has different versions: {text}", "use the same version for both")
    else:
        yield CheckResult("ok", "package.json", text)
