"""Packaging settings of the project: its name, and what setuptools would package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

from cgk_codegen.init.settings import parse_pyproject
from cgk_codegen.json_text import compact

_NOT_PACKAGED: Final = frozenset({"docs", "examples", "generated", "scripts", "test", "tests", "tools"})
"""Folders that belong to no package of the project."""


class Project:
    """Packaging settings of a project.

    Args:
        folder: The project's folder; `pyproject.toml` may be missing.

    Raises:
        SettingsError: `pyproject.toml` is not TOML.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = folder / "pyproject.toml"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        self._settings: Mapping[str, Any] = parse_pyproject(text).unwrap()

    @property
    def name(self) -> str | None:
        """The name below `[project]`, None if there is none."""
        name = self._table("project").get("name")
        return name if isinstance(name, str) else None

    def missing_setuptools_settings(self) -> str | None:
        """Return the TOML without which setuptools also packages `generated/`, None if nothing is missing.

        Setuptools searches a project for packages unless the project lists them. It refuses to build a project
        with several top-level packages, and a project without `[build-system]` is built by setuptools.
        """
        backend = self._table("build-system").get("build-backend", "setuptools")
        if not str(backend).startswith("setuptools") or self._lists_packages():
            return None
        packages = sorted(
            path.parent.name for path in self._folder.glob("*/__init__.py") if path.parent.name not in _NOT_PACKAGED
        )
        if packages:
            return f"[tool.setuptools.packages.find]\ninclude = {compact([f'{name}*' for name in packages])}"
        modules = sorted(path.stem for path in self._folder.glob("*.py") if path.stem != "setup")
        return f"[tool.setuptools]\npy-modules = {compact(modules)}"

    def _lists_packages(self) -> bool:
        """Return whether setuptools does not search the top folder, or does not build the project at all."""
        setuptools = self._table("tool", "setuptools")
        if "packages" in setuptools or "py-modules" in setuptools or (self._folder / "src").is_dir():
            return True
        scripts = [self._folder / name for name in ("setup.py", "setup.cfg") if (self._folder / name).is_file()]
        if not scripts and "project" not in self._settings:
            return True
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in scripts]
        return any("packages" in text or "py_modules" in text for text in texts)

    def _table(self, *keys: str) -> Mapping[str, Any]:
        table = self._settings
        for key in keys:
            inner: Any = table.get(key)
            if not isinstance(inner, Mapping):
                return {}
            table = cast("Mapping[str, Any]", inner)
        return table
