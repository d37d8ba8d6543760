"""Import of an application's handlers."""

from __future__ import annotations

import argparse
import logging
import shlex
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


class ModuleMissingError(CommandError):
    """A module with handlers does not exist."""


def handler_modules(options: argparse.Namespace) -> list[str]:
    """Return the modules on the command line, or else those of `[tool.cgk] handlers`.

    Raises:
        CommandError: There are none.
    """
    modules = list(options.modules) or configured_list("handlers", Path.cwd())
    if not modules:
        raise CommandError(
            f"No module with handlers is given; add one, such as `cgk {shlex.join(options.arguments)} app.tasks`, or "
            'set handlers = ["app.tasks"] under [tool.cgk] in pyproject.toml'
        )
    return modules


def configured_list(name: str, directory: Path) -> list[str] | None:
    """Return a setting of `[tool.cgk]` in pyproject.toml as a list, or None if it is not set.

    A single string counts as a list with one entry.

    Args:
        name: Name of the setting, such as "handlers".
        directory: The project.

    Raises:
        CommandError: The setting is not a list of strings.
    """
    from cgk_runtime._internal.discovery import project_setting

    configured: object = project_setting(name, directory)
    if configured is None:
        return None
    entries = cast("list[object]", configured) if isinstance(configured, list) else [configured]
    if not all(isinstance(entry, str) for entry in entries):
        raise CommandError(f"[tool.cgk] {name} in pyproject.toml must be a list of strings")
    return cast("list[str]", entries)


def load_handlers(modules: Sequence[str], sdk_name: str | None) -> Sdk:
    """Import modules with handlers from the working directory, and set up logging to stderr.

    Raises:
        ModuleMissingError: A module does not exist.
        CommandError: A module cannot be imported.
        ConfigurationError: No generated package is installed, or several are and none is selected.
    """
    from cgk_runtime.installed_sdk import choose_sdk

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    import_modules(modules, Path.cwd())
    return choose_sdk(sdk_name)


def import_modules(modules: Sequence[str], directory: Path) -> None:
    """Import an application's modules; the place of an error in a module is printed to stderr.

    Args:
        modules: Names such as "app.tasks".
        directory: The folder to import them from.

    Raises:
        ModuleMissingError: A module does not exist.
        CommandError: A module raises an exception or exits.
        JobsError: A declaration in a module is invalid.
    """
    from cgk_runtime._internal.discovery import import_from

    for module in modules:
        _check_not_shadowed(module, directory)
        try:
            import_from(directory, module)
        except JobsError as error:
            print(f"cgk: error at {_place_of(error)}", file=sys.stderr)
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001  a module may raise anything
            # A missing module that `module` itself imports is an error of `module`.
            if isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{error.name}."):
                raise ModuleMissingError(
                    f"No module named {error.name} in {directory}; run the command in the folder that contains it, or "
                    f"name the module of your own handlers instead of {module}"
                ) from None
            traceback.print_exc()
            raise CommandError(f"{module} cannot be imported: {type(error).__name__}: {error}") from None


def _place_of(error: JobsError) -> str:
    """Return the file and line of the module's statement that led to an error, or "the import" if it is unknown."""
    modules = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.name == "<module>"]
    return f"{modules[-1].filename}:{modules[-1].lineno}" if modules else "the import"


def _check_not_shadowed(module: str, directory: Path) -> None:
    """Refuse `app.tasks` if `app.py` exists next to a folder `app`: Python imports the file, which has no `tasks`."""
    package, _, submodule = module.partition(".")
    file, package_file = directory / f"{package}.py", directory / package / "__init__.py"
    if submodule and file.is_file() and not package_file.is_file():
        raise ModuleMissingError(
            f"{module} is not found, because Python imports {file} as {package}; rename that file, or create "
            f"{package_file}"
        )
