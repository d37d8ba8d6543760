"""A guard on the environment: under pytest, no client is made from what a developer's machine is configured for."""

from __future__ import annotations

from cgk_runtime.errors import ConfigurationError

_refusal: str | None = None


def refuse_environment(reason: str | None) -> str | None:
    """Have every client that would be made from the environment refused, or none.

    Args:
        reason: What the error says, or None to allow it again.

    Returns:
        The reason before.
    """
    global _refusal
    before, _refusal = _refusal, reason
    return before


def check_environment() -> None:
    """Pass where a client may be made from the environment.

    Raises:
        ConfigurationError: It may not.
    """
    if _refusal is not None:
        raise ConfigurationError(_refusal)
