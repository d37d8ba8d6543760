"""Importing an application's handlers, for every command; what goes wrong is said as it helps its author."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.errors import ConfigurationError, JobsError

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


def load_handlers(modules: Sequence[str], sdk_name: str | None) -> Sdk:
    """Import modules with handlers, found from the working directory, and log to stderr from now on.

    Raises:
        ConfigurationError: A module is not there or cannot be imported, or no generated package could be meant.
    """
    from cgk_runtime.sdk import choose_sdk

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    import_modules(modules, Path.cwd(), shows_traceback=True)
    return choose_sdk(sdk_name)


def import_modules(modules: Sequence[str], directory: Path, *, shows_traceback: bool = False) -> None:
    """Import an application's modules, found from a folder.

    Args:
        modules: Such as "app.tasks".
        directory: The folder.
        shows_traceback: Whether what a module raises is printed as well, for whoever writes it.

    Raises:
        ConfigurationError: A module is not there, or cannot be imported.
        JobsError: What a declaration in it does wrong.
    """
    from cgk_runtime._internal.discovery import import_from

    for module in modules:
        try:
            import_from(directory, module)
        except JobsError:
            raise
        except Exception as error:  # noqa: BLE001  whatever an application's module raises is shown to who wrote it
            missing = (error.name or "") if isinstance(error, ModuleNotFoundError) else None
            if missing is not None and f"{module}.".startswith(f"{missing}."):
                raise ConfigurationError(
                    f"There is no module {missing}; modules are found from {directory}", component="cgk"
                ) from None
            if shows_traceback:
                traceback.print_exc()
            raise ConfigurationError(
                f"{module} cannot be imported: {type(error).__name__}: {error}", component="cgk"
            ) from None
