"""Importing an application's handlers, for commands that run them; what goes wrong is said as it helps its author."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cgk_runtime.errors import ConfigurationError, JobsError

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


def load_handlers(modules: Sequence[str], sdk_name: str | None) -> Sdk:
    """Import modules with handlers, found from the working directory, and log to stderr from now on.

    Raises:
        ConfigurationError: A module is not there or cannot be imported, or no generated package could be meant.
    """
    from cgk_runtime.installed import import_handlers

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        return import_handlers(modules, sdk_name)
    except JobsError:
        raise
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if not any(f"{module}.".startswith(f"{missing}.") for module in modules):
            traceback.print_exc()
        raise ConfigurationError(f"There is no module {missing}; modules are found from this folder") from None
    except Exception as error:  # noqa: BLE001  whatever an application's module raises is shown to who wrote it
        traceback.print_exc()
        raise ConfigurationError(f"The handlers cannot be imported: {type(error).__name__}: {error}") from None
