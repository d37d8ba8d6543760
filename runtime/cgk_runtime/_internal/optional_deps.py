"""Optional dependencies: what is missing is said with the command that installs it."""

from __future__ import annotations

from importlib.util import find_spec

from cgk_runtime.errors import ConfigurationError


def require(module: str, extra: str, purpose: str) -> None:
    """Make sure that an optional dependency is installed; it is not imported.

    Args:
        module: What will be imported.
        extra: The extra of cgk-runtime that brings it.
        purpose: What it is needed for, as the start of a sentence goes: "sending jobs to Trigger.dev".

    Raises:
        ConfigurationError: It is not installed.
    """
    if find_spec(module) is None:
        raise ConfigurationError(f"{purpose} needs {module}: pip install 'cgk-runtime[{extra}]'")
