"""Masking of secrets in the output of commands."""

from __future__ import annotations

import re
from typing import Final

SECRET_VARIABLES: Final = (
    "TRIGGER_SECRET_KEY",
    "TRIGGER_ACCESS_TOKEN",
    "INNGEST_EVENT_KEY",
    "INNGEST_SIGNING_KEY",
    "INNGEST_SIGNING_KEY_FALLBACK",
    "DATABASE_URL",
    "OUTBOX_DATABASE_URL",
    "JOBS_DATABASE_URL",
    "TENANT_SIGNING_KEY",
)

_PREFIX: Final = re.compile(r"(?:tr_[a-z]+_(?:sk_)?|pk_[a-z]+_|signkey-[a-z]+-)")
_LONG_KEY: Final = re.compile(r"[\w.~-]{24,}")
_remembered: Final[set[str]] = set()


def remember_secret(value: str) -> None:
    """Remember a secret from a prompt or standard input, to remove it from errors."""
    _remembered.add(value)


def mask_secret(value: str) -> str:
    """Return a recognizable form of a secret: its prefix, and the end of a long key; an address may end in a password.

    Example:
        >>> mask_secret("tr_dev_0123456789abcdefWXYZ"), mask_secret("short")
        ('tr_dev_…WXYZ', '…')
    """
    match = _PREFIX.match(value)
    prefix = match[0] if match else ""
    end = value[-4:] if _LONG_KEY.fullmatch(value) else ""
    return f"{prefix}…{end}"


def redact_secrets(text: str) -> str:
    """Replace the secrets of the environment, of `.env.local` and of prompts in a text by their masked form."""
    for secret in sorted(_find_secrets(), key=len, reverse=True):
        text = text.replace(secret, mask_secret(secret))
    return text


def _find_secrets() -> set[str]:
    import os
    from pathlib import Path

    from cgk_runtime.errors import ConfigurationError
    from cgk_runtime.settings import find_environment_file, read_environment_file

    try:
        file = find_environment_file(Path.cwd())
        file_values = read_environment_file(file) if file else {}
    except ConfigurationError:  # an unreadable file cannot be printed either
        file_values = {}
    values = [source.get(name) or "" for source in (os.environ, file_values) for name in SECRET_VARIABLES]
    return {value.strip() for value in (*values, *_remembered) if value.strip()}
