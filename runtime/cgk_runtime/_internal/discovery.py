"""Settings and modules of the user's project."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from cgk_runtime.errors import ConfigurationError


def project_setting(name: str, directory: Path) -> Any:  # any TOML value
    """Return a setting of `[tool.cgk]` in the nearest pyproject.toml, or None.

    Args:
        name: The setting's name, such as "sdk".
        directory: The folder to start in; its parents follow.

    Raises:
        ConfigurationError: The file is not valid TOML or cannot be read.
    """
    import tomllib

    directory = directory.resolve()
    for folder in (directory, *directory.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            try:
                document = tomllib.loads(file.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise ConfigurationError(f"{file} cannot be read: {error}") from None
            section: object = document.get("tool", {}).get("cgk", {})
            return cast("dict[str, Any]", section).get(name) if isinstance(section, dict) else None
    return None


def import_from(directory: Path, module: str) -> None:
    """Import an application's module from a folder; exceptions of the module are not caught."""
    if str(directory) not in sys.path:
        sys.path.insert(0, str(directory))
    import_module(module)
