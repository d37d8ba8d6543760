"""The Node side of Trigger.dev: its version, package.json, trigger.config.ts."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final, cast

from cgk_runtime._internal.project_files import project_root
from cgk_runtime.errors import ConfigurationError

NODE_MAJOR: Final = 22
TRIGGER_VERSION: Final = "4.8.3"
"""The version of Trigger.dev's packages that this project is tested with."""
SDK_PACKAGE: Final = "@trigger.dev/sdk"
CLI_PACKAGE: Final = "trigger.dev"
_SECTIONS: Final = {SDK_PACKAGE: "dependencies", CLI_PACKAGE: "devDependencies"}
_ALL_SECTIONS: Final = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_LOCK_FILES: Final = {"pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lock": "bun", "bun.lockb": "bun"}
_CONFIGS: Final = ("trigger.config.ts", "trigger.config.mts", "trigger.config.js", "trigger.config.mjs")

_CONFIG: Final = """import { defineConfig } from "@trigger.dev/sdk"

export default defineConfig({
  // The project's ref, from its settings in the dashboard.
  project: %s,
  dirs: ["./src/trigger"],
  runtime: "node-22",
  // Seconds a run may compute; a task's own maxDuration wins.
  maxDuration: 3600,
  retries: { enabledInDev: true },
})
"""


def node_version() -> tuple[int, ...] | None:
    """Give the version of the `node` on the PATH, or None where there is none."""
    node = shutil.which("node")
    if node is None:
        return None
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"v(\d+)\.(\d+)\.(\d+)", said.stdout)
    return tuple(int(part) for part in found.groups()) if found else None


def package_manager(directory: Path) -> str:
    """Name what installs the project's packages, by its lock file."""
    return next((name for lock, name in _LOCK_FILES.items() if (directory / lock).is_file()), "npm")


def node_directory(directory: Path) -> Path:
    """Give the nearest folder with a package.json, up to the root of the Git repository, or the folder itself."""
    root = Path(project_root(str(directory)))
    for folder in (directory, *directory.parents):
        if (folder / "package.json").is_file():
            return folder
        if folder == root:
            break
    return directory


def declared_packages(text: str) -> dict[str, str | None]:
    """Give the versions of Trigger.dev's packages that a package.json asks for.

    Args:
        text: Its text.

    Raises:
        ConfigurationError: It is no package.json.
    """
    sections = _sections(_document(text))
    return {name: next((str(held[name]) for held in sections if name in held), None) for name in _SECTIONS}


def add_trigger_packages(text: str) -> str:
    """Give a package.json with what is missing of Trigger.dev's packages, at one pinned version.

    Order, indentation and line ends stay, as npm itself would keep them.

    Args:
        text: Its text, or "" where there is none.

    Raises:
        ConfigurationError: It is no package.json.
    """
    missing = [name for name, held in declared_packages(text).items() if held is None]
    if not missing:
        return text
    document = _document(text) or {"private": True}
    for name in missing:
        section = cast("dict[str, Any]", document.get(_SECTIONS[name], {}))
        document[_SECTIONS[name]] = dict(sorted({**section, name: TRIGGER_VERSION}.items()))
    indent = re.search(r"^([ \t]+)\"", text, re.MULTILINE)
    written = json.dumps(document, indent=indent[1] if indent else 2, ensure_ascii=False)
    if text.endswith("\n") or not text:
        written += "\n"
    return written.replace("\n", "\r\n") if "\r\n" in text else written


def has_trigger_config(directory: Path) -> bool:
    """Whether there is a configuration of Trigger.dev, whoever wrote it."""
    return any((directory / name).is_file() for name in _CONFIGS)


def trigger_config(project_ref: str | None) -> str:
    """Give a trigger.config.ts that reads TRIGGER_PROJECT_REF.

    Args:
        project_ref: What holds where that is not set, such as "proj_abc".
    """
    return _CONFIG % f'process.env["TRIGGER_PROJECT_REF"] ?? {json.dumps(project_ref or "")}'


def is_generated_config(text: str) -> bool:
    """Whether a trigger.config.ts is as `trigger_config` wrote it, for whatever project: nobody has made it theirs."""
    before, after = _CONFIG.split("%s")
    return text.startswith(before) and text.endswith(after) and "\n" not in text[len(before) : -len(after)]


def _document(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        document: object = json.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        raise ConfigurationError(f"package.json is no JSON: {error}", component="cgk") from None
    if not isinstance(document, dict):
        raise ConfigurationError("package.json is no JSON object", component="cgk")
    found = cast("dict[str, Any]", document)
    wrong = [name for name in _ALL_SECTIONS if not isinstance(found.get(name, {}), dict)]
    if wrong:
        raise ConfigurationError(f"package.json: {', '.join(wrong)} must be objects", component="cgk")
    return found


def _sections(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [document[name] for name in _ALL_SECTIONS if name in document]
