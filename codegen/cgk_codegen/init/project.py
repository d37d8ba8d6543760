"""Project that gets a catalog: the settings of its pyproject.toml, and its Git attributes."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Final, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError

from cgk_codegen.json_text import compact_json

PLUGIN: Final = "cgk_runtime.mypy_plugin"
_ATTRIBUTE: Final = "generated/** linguist-generated=true"
_MYPY_FILES: Final = ("mypy.ini", ".mypy.ini")
"""Files that mypy prefers to pyproject.toml."""
_NOT_PACKAGED: Final = frozenset({"docs", "examples", "generated", "scripts", "test", "tests", "tools"})
"""Folders that are usually not a package of the project, although they may contain `__init__.py`."""


class SettingsError(Exception):
    """A file of the project cannot be extended."""


class Project:
    """Project that gets a catalog.

    Args:
        folder: The project's folder; `pyproject.toml` may be missing.

    Raises:
        SettingsError: `pyproject.toml` is not TOML.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._text = _read(folder / "pyproject.toml")
        try:
            self._document: MutableMapping[str, object] = tomlkit.parse(self._text)
        except TOMLKitError as error:
            raise SettingsError(f"pyproject.toml is not valid TOML: {error}") from None

    @property
    def name(self) -> str:
        """The name below `[project]`, or else that of the folder."""
        return str(self._table("project").get("name") or self._folder.resolve().name)

    @property
    def mypy_file(self) -> str | None:
        """The name of the file with the settings of mypy if it is not pyproject.toml."""
        names = [name for name in _MYPY_FILES if (self._folder / name).is_file()]
        # A section in pyproject.toml would hide the one in setup.cfg.
        if "mypy" not in self._table("tool") and "[mypy]" in _read(self._folder / "setup.cfg").splitlines():
            names.append("setup.cfg")
        return names[0] if names else None

    def settings(self) -> dict[str, str]:
        """Return the texts of the settings files by path; existing files are extended and otherwise unchanged.

        Raises:
            SettingsError: The plugins of mypy are neither text nor a list.
        """
        attributes = _read(self._folder / ".gitattributes")
        if _ATTRIBUTE not in attributes.splitlines():
            separator = "" if not attributes or attributes.endswith("\n") else "\n"
            attributes = f"{attributes}{separator}{_ATTRIBUTE}\n"
        files = {} if self.mypy_file else {"pyproject.toml": self._with_plugin()}
        return {**files, ".gitattributes": attributes}

    def _with_plugin(self) -> str:
        """Return the text of pyproject.toml with the mypy plugin."""
        mypy, text = self._table("tool", "mypy"), self._text
        if "mypy" not in self._table("tool"):
            newlines = len(text) - len(text.rstrip("\n"))
            separator = "\n" * (2 - newlines) if text else ""
            return f'{text}{separator}[tool.mypy]\nplugins = ["{PLUGIN}"]\n'
        match mypy.get("plugins"):
            case None:
                mypy["plugins"] = [PLUGIN]
            case str() as plugins:
                names = [name.strip() for name in plugins.split(",") if name.strip()]
                mypy["plugins"] = plugins if PLUGIN in names else ", ".join([*names, PLUGIN])
            case list():
                plugins_list = cast("list[object]", mypy["plugins"])  # tomlkit's own list, which keeps its layout
                if PLUGIN not in plugins_list:
                    plugins_list.append(PLUGIN)
            case _:
                raise SettingsError(f'pyproject.toml: add "{PLUGIN}" to the plugins of mypy by hand')
        return tomlkit.dumps(self._document)

    def missing_setuptools_settings(self) -> str | None:
        """Return the TOML without which setuptools also packages `generated/`, None if nothing is missing.

        Unless pyproject.toml, setup.py or setup.cfg lists the packages, setuptools searches for them, and refuses to
        build a project with several. It also builds projects without `[build-system]`.
        """
        setuptools = self._table("tool", "setuptools")
        backend = str(self._table("build-system").get("build-backend", "setuptools"))
        old_settings = _read(self._folder / "setup.py") + _read(self._folder / "setup.cfg")
        lists_packages = (
            not setuptools.keys().isdisjoint(("packages", "py-modules"))
            or any(name in old_settings for name in ("packages", "py_modules"))
            or (self._folder / "src").exists()
        )
        if lists_packages or "project" not in self._document or not backend.startswith("setuptools"):
            return None
        packages = {path.parent.name for path in self._folder.glob("*/__init__.py")} - _NOT_PACKAGED
        if packages:
            patterns = compact_json([f"{name}*" for name in sorted(packages)])
            return f"[tool.setuptools.packages.find]\ninclude = {patterns}"
        modules = sorted({path.stem for path in self._folder.glob("*.py")} - {"setup"})
        return f"[tool.setuptools]\npy-modules = {compact_json(modules)}"

    def _table(self, *keys: str) -> MutableMapping[str, object]:
        """Return a table of pyproject.toml, empty if it is missing."""
        table = self._document
        for key in keys:
            inner = table.get(key, {})
            if not isinstance(inner, MutableMapping):
                raise SettingsError(f"pyproject.toml: {'.'.join(keys)} is not a table")
            table = cast("MutableMapping[str, object]", inner)
        return table


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8") if path.is_file() else ""
