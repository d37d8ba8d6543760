"""Settings of a project that uses a catalog: the mypy plugin, Git attributes and a workflow."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Final, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError

PLUGIN: Final = "cgk_runtime.mypy_plugin"
ATTRIBUTE: Final = "generated/** linguist-generated=true"
MYPY_FILES: Final = ("mypy.ini", ".mypy.ini")
"""Files that mypy reads instead of pyproject.toml."""

_BY_HAND: Final = f'pyproject.toml: add "{PLUGIN}" to the plugins of mypy by hand'


class SettingsError(Exception):
    """A file of the project cannot be extended."""


def parse_pyproject(text: str) -> tomlkit.TOMLDocument:
    """Parse a pyproject.toml.

    Raises:
        SettingsError: The text is not TOML.
    """
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise SettingsError(f"pyproject.toml is not valid TOML: {error}") from None


def pyproject_with_plugin(text: str) -> str:
    """Return a pyproject.toml with the mypy plugin; everything else keeps its bytes.

    Raises:
        SettingsError: The text is not TOML, or its mypy settings have another form.
    """
    document = parse_pyproject(text)
    tool = _table(document, "tool")
    mypy = _table(tool, "mypy")
    plugins = mypy.get("plugins")
    if "mypy" not in tool:
        separator = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return f'{text}{separator}[tool.mypy]\nplugins = ["{PLUGIN}"]\n'
    match plugins:
        case None:
            mypy["plugins"] = [PLUGIN]
        case str():
            names = [name.strip() for name in plugins.split(",") if name.strip()]
            if PLUGIN not in names:
                mypy["plugins"] = ", ".join([*names, PLUGIN])
        case list():
            items = cast("list[object]", plugins)
            if PLUGIN not in items:
                items.append(PLUGIN)
        case _:
            raise SettingsError(_BY_HAND)
    return tomlkit.dumps(document)


def _table(parent: MutableMapping[str, object], key: str) -> MutableMapping[str, object]:
    value = parent.get(key, {})
    if not isinstance(value, MutableMapping):
        raise SettingsError(_BY_HAND)
    return cast("MutableMapping[str, object]", value)


def attributes_with_generated(text: str) -> str:
    """Return Git attributes that hide the generated files in reviews."""
    if ATTRIBUTE in text.splitlines():
        return text
    return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{ATTRIBUTE}\n"


def mypy_file(folder: Path) -> str | None:
    """Return the name of a file that mypy reads instead of pyproject.toml, None if there is none."""
    return next((name for name in MYPY_FILES if (folder / name).is_file()), None)
