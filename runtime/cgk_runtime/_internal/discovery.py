"""The generated packages of this environment; each announces itself by an entry point."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk

ENTRY_POINT_GROUP: Final = "cgk_runtime.sdk"
"""An entry point here is named as its package and gives its `Sdk`; a generated package has one."""


def installed_sdks() -> dict[str, Sdk]:
    """Load every installed generated package, by its package's name."""
    return {name: _load(entry) for name, entry in _entries().items()}


def choose_sdk(name: str | None = None) -> Sdk:
    """Give the generated package that is meant: the named, the project's, the only one, or the only one with handlers.

    The project's is `[tool.cgk] sdk = "..."` in the nearest pyproject.toml.

    Raises:
        ConfigurationError: There is none, or several could be meant.
    """
    entries = _entries()
    if not entries:
        raise ConfigurationError("No generated package is installed; run `make generate` and install generated/")
    if name is None:
        chosen = project_setting("sdk", Path.cwd())
        if chosen is not None and not isinstance(chosen, str):
            raise ConfigurationError("[tool.cgk] sdk in pyproject.toml wants the name of a generated package")
        name = chosen
    if name is not None:
        if name not in entries:
            raise ConfigurationError(f'There is no generated package "{name}"; installed are {", ".join(entries)}')
        return _load(entries[name])
    if len(entries) == 1:
        return _load(next(iter(entries.values())))
    sdks = installed_sdks()
    handling = [sdk for sdk in sdks.values() if sdk.registry.events or sdk.registry.schedules]
    if len(handling) == 1:
        return handling[0]
    raise ConfigurationError(
        f"Which generated package is meant? Say --sdk with one of {', '.join(sdks)}, or [tool.cgk] sdk in "
        "pyproject.toml"
    )


def project_setting(name: str, directory: Path) -> Any:  # whatever TOML can hold
    """Give a setting of `[tool.cgk]` in the nearest pyproject.toml, or None.

    Args:
        name: Such as "sdk".
        directory: Where to look first, then in its parents.

    Raises:
        ConfigurationError: The file is no TOML or cannot be read.
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


def _entries() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: entry.name)}


def _load(entry: EntryPoint) -> Sdk:
    return cast("Sdk", entry.load())


def import_handlers(modules: Sequence[str], sdk_name: str | None = None) -> Sdk:
    """Import the modules with handlers, found from the working directory, and give the engine they belong to.

    Args:
        modules: Such as "app.tasks".
        sdk_name: The generated package, where several are installed.

    Raises:
        ConfigurationError: No generated package, or several, could be meant.
        ImportError: A module is not there; whatever a module raises comes as it is.
    """
    for module in modules:
        import_from(Path.cwd(), module)
    return choose_sdk(sdk_name)


def import_from(directory: Path, module: str) -> None:
    """Import an application's module, found from a folder; whatever it raises comes as it is."""
    if str(directory) not in sys.path:
        sys.path.insert(0, str(directory))
    import_module(module)
