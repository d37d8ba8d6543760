"""Node.js project files that Trigger.dev needs: package.json and trigger.config.ts."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final, cast

from cgk_runtime._internal.project_files import find_file
from cgk_runtime.cli.errors import CommandError

NODE_MAJOR: Final = 22
"""Oldest major version of Node.js that the setup accepts."""
TRIGGER_VERSION: Final = "4.8.3"
"""Version of Trigger.dev's packages that cgk is tested with."""
SDK_PACKAGE: Final = "@trigger.dev/sdk"
CLI_PACKAGE: Final = "trigger.dev"
_SECTION_OF_PACKAGE: Final = {SDK_PACKAGE: "dependencies", CLI_PACKAGE: "devDependencies"}
_DEPENDENCY_SECTIONS: Final = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_LOCK_FILES: Final = {"pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lock": "bun", "bun.lockb": "bun"}
_CONFIG_SUFFIXES: Final = ("ts", "mts", "cts", "js", "mjs", "cjs")

_PYTHON_OPTIONS: Final = """  // Keep the worker and its Python process for the next run, which then starts faster.
  processKeepAlive: { enabled: true, maxExecutionsPerProcess: 100 },
  build: { extensions: [pythonJobs()] },
"""


def node_version() -> str | None:
    """Return the version of `node` on the PATH, such as "24.19.0", or None."""
    node = shutil.which("node")
    if node is None:
        return None
    try:
        process = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"v(\d+\.\d+\.\d+)", process.stdout)
    return match[1] if match else None


def package_manager(directory: Path) -> str:
    """Return the project's package manager, by its lock file."""
    return next((name for lock, name in _LOCK_FILES.items() if (directory / lock).is_file()), "npm")


def node_directory(directory: Path) -> Path:
    """Return the nearest folder with a package.json, from a folder up to the root of its Git repository.

    Without such a file, return the given folder.
    """
    file = find_file("package.json", str(directory))
    return directory if file is None else Path(file).parent


def declared_packages(text: str) -> dict[str, str | None]:
    """Return the versions of Trigger.dev's packages in a package.json, None for a missing one.

    Args:
        text: The file's text.

    Raises:
        CommandError: The text is not a valid package.json.
    """
    sections = _dependency_sections(_parse_package_json(text))
    names = _SECTION_OF_PACKAGE.keys()
    return {name: next((str(section[name]) for section in sections if name in section), None) for name in names}


def add_trigger_packages(text: str) -> str:
    """Return a package.json with the missing packages of Trigger.dev, at the pinned version.

    As npm does, it keeps the indentation and the order of keys, and sorts the packages of a changed section.

    Args:
        text: The file's text, or "" for a missing file.

    Raises:
        CommandError: The text is not a valid package.json.
    """
    missing = [name for name, version in declared_packages(text).items() if version is None]
    if not missing:
        return text
    document = _parse_package_json(text) or {"private": True}
    for name in missing:
        section = cast("dict[str, Any]", document.get(_SECTION_OF_PACKAGE[name], {}))
        document[_SECTION_OF_PACKAGE[name]] = dict(sorted({**section, name: TRIGGER_VERSION}.items()))
    indent = re.search(r"^([ \t]+)\"", text, re.MULTILINE)
    return json.dumps(document, indent=indent[1] if indent else 2, ensure_ascii=False) + "\n"


def has_trigger_config(directory: Path) -> bool:
    """Return whether the folder has a Trigger.dev configuration."""
    return any((directory / f"trigger.config.{suffix}").is_file() for suffix in _CONFIG_SUFFIXES)


def trigger_config(project_ref: str | None, folder: str = "src/trigger", *, extension: str | None = None) -> str:
    """Return a trigger.config.ts that reads TRIGGER_PROJECT_REF.

    Args:
        project_ref: The default if the variable is not set, such as "proj_abc".
        folder: Folder of the tasks, relative to the file.
        extension: Module of the build extension for Python, if tasks run handlers.
    """
    python_import = f'import {{ pythonJobs }} from "{extension}"\n\n' if extension else ""
    return f"""import {{ defineConfig }} from "@trigger.dev/sdk"

{python_import}export default defineConfig({{
  // Project ref, from the project's settings in the dashboard.
  project: process.env["TRIGGER_PROJECT_REF"] ?? {json.dumps(project_ref or "")},
  dirs: ["./{folder}"],
  runtime: "node-22",
  // Longest compute time of a run in seconds; a task's own maxDuration takes precedence.
  maxDuration: 3600,
  retries: {{ enabledInDev: true }},
{_PYTHON_OPTIONS if extension else ""}}})
"""


def is_generated_config(text: str) -> bool:
    """Return whether a trigger.config.ts is unchanged since `cgk setup:jobs` wrote it."""
    project_ref = re.search(r'\?\? "(.*)",$', text, re.MULTILINE)
    return project_ref is not None and text == trigger_config(project_ref[1])


def _parse_package_json(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        document: object = json.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        raise CommandError(f"package.json is not valid JSON: {error}") from None
    if not isinstance(document, dict):
        raise CommandError("package.json must be a JSON object")
    fields = cast("dict[str, Any]", document)
    for name in _DEPENDENCY_SECTIONS:
        if not isinstance(fields.get(name, {}), dict):
            raise CommandError(f"package.json: {name} must be an object")
    return fields


def _dependency_sections(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [document[name] for name in _DEPENDENCY_SECTIONS if name in document]
