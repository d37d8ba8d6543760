"""Choice of the installed generated package, and import of an application's handlers for it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from cgk_runtime._internal.discovery import import_from, project_setting
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk

ENTRY_POINT_GROUP: Final = "cgk_runtime.sdk"
"""The entry point group of generated packages: the package's name, and its `Sdk`."""


def choose_sdk(name: str | None = None) -> Sdk:
    """Return the `Sdk` of one installed generated package.

    Args:
        name: The package's name. By default the package named by `[tool.cgk] sdk` in the nearest pyproject.toml, else
            the only installed one, else the only one with handlers.

    Raises:
        ConfigurationError: No package is installed, the name is unknown, several packages are possible, or the package
            cannot be imported.
    """
    packages = dict(sorted({entry.name: entry for entry in entry_points(group=ENTRY_POINT_GROUP)}.items()))
    if not packages:
        raise ConfigurationError("No generated package is installed; run `cgk-codegen generate` and install generated/")
    if name is None:
        configured = project_setting("sdk", Path.cwd())
        if configured is not None and not isinstance(configured, str):
            raise ConfigurationError("[tool.cgk] sdk in pyproject.toml must be the name of a generated package")
        name = configured
    if name is None and len(packages) == 1:
        (name,) = packages
    if name is not None:
        if name not in packages:
            raise ConfigurationError(f'Unknown generated package "{name}"; installed: {", ".join(packages)}')
        return _load(packages[name])
    sdks = [_load(entry) for entry in packages.values()]
    with_handlers = [sdk for sdk in sdks if sdk.registry.events or sdk.registry.schedules]
    if len(with_handlers) == 1:
        return with_handlers[0]
    raise ConfigurationError(
        f"Several generated packages are installed ({', '.join(packages)}); choose one with --sdk or with [tool.cgk] "
        "sdk in pyproject.toml"
    )


def _load(package: EntryPoint) -> Sdk:
    try:
        return cast("Sdk", package.load())
    except Exception as error:
        raise ConfigurationError(
            f"The generated package {package.name} cannot be imported: {type(error).__name__}: {error}; run "
            "`cgk-codegen generate`, and install generated/ again"
        ) from error


def import_handlers(modules: Sequence[str], sdk_name: str | None = None) -> Sdk:
    """Import the modules that declare handlers, and return their `Sdk`.

    Args:
        modules: Names such as "app.tasks", imported from the working directory.
        sdk_name: The generated package's name, if several are installed.

    Raises:
        ConfigurationError: No package is installed, or several are possible.
        ImportError: A module does not exist. An exception of a module itself is raised unchanged.
    """
    for module in modules:
        import_from(Path.cwd(), module)
    return choose_sdk(sdk_name)
