"""Optional dependencies."""

from __future__ import annotations

from importlib.util import find_spec

from cgk_runtime.errors import ConfigurationError


def require(module: str, extra: str, purpose: str) -> None:
    """Raise an error with the install command if an optional dependency is missing; nothing is imported.

    Args:
        module: The module to be imported.
        extra: The extra of cgk-runtime that installs it.
        purpose: The start of the error's sentence, such as "sending jobs to Trigger.dev".

    Raises:
        ConfigurationError: The dependency is missing.
    """
    if find_spec(module) is None:
        raise ConfigurationError(f"{purpose} needs {module}: pip install 'cgk-runtime[{extra}]'")
