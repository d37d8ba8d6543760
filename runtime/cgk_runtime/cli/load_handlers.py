"""Import of an application's handlers."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


def load_handlers(modules: Sequence[str], sdk_name: str | None) -> Sdk:
    """Import modules with handlers from the working directory, and set up logging to stderr.

    Raises:
        CommandError: A module cannot be imported, or no generated package is selected.
    """
    from cgk_runtime.sdk import choose_sdk

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    import_modules(modules, Path.cwd(), show_traceback=True)
    return choose_sdk(sdk_name)


def import_modules(modules: Sequence[str], directory: Path, *, show_traceback: bool = False) -> None:
    """Import an application's modules.

    Args:
        modules: Names such as "app.tasks".
        directory: The directory they are found from.
        show_traceback: Whether to print the traceback of an exception in a module.

    Raises:
        CommandError: A module does not exist or raises an exception.
        JobsError: A declaration in a module is invalid.
    """
    from cgk_runtime._internal.discovery import import_from

    for module in modules:
        try:
            import_from(directory, module)
        except JobsError:
            raise
        except Exception as error:  # noqa: BLE001  a module may raise anything
            missing = (error.name or "") if isinstance(error, ModuleNotFoundError) else None
            if missing is not None and f"{module}.".startswith(f"{missing}."):
                raise CommandError(f"No module named {missing}; modules are looked up from {directory}") from None
            if show_traceback:
                traceback.print_exc()
            raise CommandError(f"{module} cannot be imported: {type(error).__name__}: {error}") from None
