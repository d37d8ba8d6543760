"""Guard that prevents tests from creating a client from the developer's environment."""

from __future__ import annotations

from cgk_runtime.errors import ConfigurationError

_refusal: str | None = None


def refuse_environment(reason: str | None) -> str | None:
    """Forbid creating clients from environment settings, or allow it again.

    Args:
        reason: The text of the error, or None to allow clients.

    Returns:
        The previous reason.
    """
    global _refusal
    previous, _refusal = _refusal, reason
    return previous


def check_environment() -> None:
    """Raise an error if clients from the environment are forbidden.

    Raises:
        ConfigurationError: They are forbidden.
    """
    if _refusal is not None:
        raise ConfigurationError(_refusal)
