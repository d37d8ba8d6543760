"""Settings of a project that uses a catalog: the mypy plugin, Git attributes and a workflow."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

PLUGIN: Final = "cgk_runtime.mypy_plugin"
ATTRIBUTE: Final = "generated/** linguist-generated=true"
MYPY_FILES: Final = ("mypy.ini", ".mypy.ini")
"""Files that mypy reads instead of pyproject.toml."""


class SettingsError(Exception):
    """A file of the project cannot be extended."""


def pyproject_with_plugin(text: str) -> str:
    """Return a pyproject.toml with the mypy plugin; everything else keeps its bytes.

    Raises:
        SettingsError: The text is not TOML, or its mypy settings have another form.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise SettingsError(f"pyproject.toml is not valid TOML: {error}") from None
    tool: Any = document.get("tool", {})  # TOML data
    mypy: Any = tool.get("mypy", {}) if isinstance(tool, dict) else None
    plugins: Any = mypy.get("plugins") if isinstance(mypy, dict) else 0
    if not isinstance(plugins, list | str | None):
        raise SettingsError(f'pyproject.toml: add "{PLUGIN}" to the plugins of mypy by hand')
    if "mypy" not in tool:
        separator = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return f'{text}{separator}[tool.mypy]\nplugins = ["{PLUGIN}"]\n'
    if plugins is None:
        mypy["plugins"] = [PLUGIN]
    elif isinstance(plugins, str):
        names = [name.strip() for name in plugins.split(",") if name.strip()]
        if PLUGIN not in names:
            mypy["plugins"] = ", ".join([*names, PLUGIN])
    elif PLUGIN not in plugins:
        plugins.append(PLUGIN)
    return tomlkit.dumps(document)


def attributes_with_generated(text: str) -> str:
    """Return Git attributes that hide the generated files in reviews."""
    if ATTRIBUTE in text.splitlines():
        return text
    return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{ATTRIBUTE}\n"


def mypy_file(folder: Path) -> str | None:
    """Return the name of a file that mypy reads instead of pyproject.toml, None if there is none."""
    return next((name for name in MYPY_FILES if (folder / name).is_file()), None)
