"""Error of a command that cannot run as it was called."""

from __future__ import annotations

from cgk_runtime.errors import ConfigurationError


class CommandError(ConfigurationError):
    """An argument, a file or a setting of the project keeps a command from running."""

    component = "cgk"
