"""Secrets on a screen: shortened where they are shown, taken out of whatever else is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

SECRET_VARIABLES: Final = (
    "TRIGGER_SECRET_KEY",
    "TRIGGER_ACCESS_TOKEN",
    "INNGEST_EVENT_KEY",
    "INNGEST_SIGNING_KEY",
    "INNGEST_SIGNING_KEY_FALLBACK",
    "DATABASE_URL",
    "OUTBOX_DATABASE_URL",
)
"""The variables whose values are secrets."""

_KIND: Final = re.compile(r"(?:tr_[a-z]+_(?:sk_)?|pk_[a-z]+_|signkey-[a-z]+-)")
_LONG: Final = 24
_given: Final[set[str]] = set()


def remember_secret(value: str) -> str:
    """Note a secret that came from a prompt or standard input, so that it is taken out of a crash report."""
    _given.add(value)
    return value


def mask_secret(value: str) -> str:
    """Show which secret it is without showing it: its kind, and the end of a long one.

    Example:
        >>> masked("tr_dev_0123456789abcdefWXYZ"), masked("short")
        ('tr_dev_…WXYZ', '…')
    """
    kind = _KIND.match(value)
    return f"{kind[0] if kind else ''}…{value[-4:] if len(value) >= _LONG else ''}"


def find_secrets() -> set[str]:
    """Give every secret that this process knows of: of the environment, of `.env.local`, of a prompt."""
    import os
    from pathlib import Path

    from dotenv import dotenv_values

    from cgk_runtime.settings import find_environment_file

    known = _given | {os.environ.get(name, "") for name in SECRET_VARIABLES}
    try:
        file = find_environment_file(Path.cwd())
        written = dotenv_values(file, interpolate=False, encoding="utf-8") if file else {}
    except (OSError, UnicodeDecodeError):  # what cannot be read cannot be printed either
        written = {}
    return {
        value.strip() for value in (*known, *(written.get(name) or "" for name in SECRET_VARIABLES)) if value.strip()
    }


def redact_secrets(text: str, secrets: Iterable[str]) -> str:
    """Take secrets out of a text."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, mask_secret(secret))
    return text
