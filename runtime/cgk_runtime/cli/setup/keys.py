"""Formats of keys and other settings. Checks return the problem with a value, or None; no server is asked.

A problem continues a sentence that begins with the variable's name, and never contains the value.
"""

from __future__ import annotations

import re
from typing import Final

_TRIGGER: Final = re.compile(r"tr_(?P<environment>dev|stg|prod|preview)_(?:sk_[0-9A-Za-z]{24}|[0-9A-Za-z]{8,})")
_SIGNING: Final = re.compile(r"(?:signkey-(?P<environment>\w+)-)?(?P<digits>(?:[0-9a-fA-F]{2})+)")
_PROJECT: Final = re.compile(r"proj_[0-9a-zA-Z]+")
_MIN_LENGTH: Final = 8
"""Shortest key that is not taken for a part of one; Inngest's cloud issues far longer ones."""
_PLACEHOLDER: Final = re.compile(r"your[_-]|_here$|x{4,}|\.\.\.|<|>", re.IGNORECASE)


def check_trigger_secret_key(key: str) -> str | None:
    """Check the format of a Trigger.dev secret key.

    Example:
        >>> check_trigger_secret_key("tr_dev_0123456789abcdef")
        >>> check_trigger_secret_key("tr_pat_0123456789abcdef")
        'is a personal access token, which cannot send jobs; copy the Secret Key from Settings → API Keys'
    """
    if key.startswith("tr_pat_"):
        return "is a personal access token, which cannot send jobs; copy the Secret Key from Settings → API Keys"
    if key.startswith("pk_"):
        return "is a public key, which cannot send jobs; copy the Secret Key, which starts with tr_"
    common = _check_copied(key)
    if common:
        return common
    if not key.startswith("tr_"):
        return "does not start with tr_; copy the Secret Key from Settings → API Keys"
    if not _TRIGGER.fullmatch(key):
        return "is not tr_, an environment (dev, stg, prod, preview), _, letters and digits; copy the whole key"
    return None


def trigger_environment(key: str) -> str | None:
    """Return the environment of a Trigger.dev key, "dev", "stg", "prod" or "preview", or None."""
    found = _TRIGGER.fullmatch(key)
    return found["environment"] if found else None


def check_trigger_project_ref(ref: str) -> str | None:
    """Check the format of a Trigger.dev project ref."""
    common = _check_copied(ref)
    if common:
        return common
    return None if _PROJECT.fullmatch(ref) else "does not start with proj_; copy it from the project's settings"


def check_branch_name(name: str) -> str | None:
    """Check the name of a Git branch."""
    return None if re.fullmatch(r"[^\s~^:?*\[\\]+", name) else "is not a valid name for a Git branch"


def check_inngest_event_key(key: str) -> str | None:
    """Check the format of an Inngest event key."""
    if key.startswith("signkey"):
        return "is a signing key; copy the event key from Settings → Keys → Event Keys"
    if key.startswith("tr_"):
        return "is a key for Trigger.dev"
    common = _check_copied(key)
    if common:
        return common
    if re.fullmatch(r"[A-Za-z0-9._~-]+", key):
        return None if len(key) >= _MIN_LENGTH else "is too short; copy the whole key"
    return "contains characters other than letters, digits, - and _; copy it again"


def check_inngest_signing_key(key: str) -> str | None:
    """Check the format of an Inngest signing key.

    Example:
        >>> check_inngest_signing_key("signkey-prod-0a1b2c3d")
    """
    common = _check_copied(key)
    if common:
        return common
    found = _SIGNING.fullmatch(key)
    if found:
        return None if len(found["digits"]) >= _MIN_LENGTH else "is too short; copy the whole key"
    return "is not signkey-, an environment, -, hexadecimal digits (for a self-hosted server, the digits alone)"


def inngest_environment(key: str) -> str | None:
    """Return the environment in a signing key, such as "prod", or None."""
    found = _SIGNING.fullmatch(key)
    return found["environment"] if found else None


def is_switched_on(value: str | None) -> bool:
    """Return whether INNGEST_DEV selects the dev server, by the rules of Inngest's own SDK."""
    return (value or "").lower() not in {"", "0", "false"}


def check_dev_setting(value: str) -> str | None:
    """Check a value of INNGEST_DEV."""
    if value.lower() in {"0", "1", "true", "false"} or check_url(value) is None:
        return None
    return "is not 1, 0 or the address of a dev server"


def check_database_url(address: str) -> str | None:
    """Check the address of a PostgreSQL database."""
    if re.fullmatch(r"postgres(?:ql)?://[^\s]+", address):
        return _check_copied(address)
    return "is not an address such as postgresql://user:password@host/database"


def check_url(url: str) -> str | None:
    """Check a server's address."""
    if re.fullmatch(r"https?://[^\s/?#@]+[^\s?#@]*", url):
        return None
    return "does not start with https:// or http://, or contains ?, # or @"


def _check_copied(key: str) -> str | None:
    if re.search(r"\s", key):
        return "contains spaces; copy it again"
    if _PLACEHOLDER.search(key):
        return "is a placeholder from an example; copy the real value from the dashboard"
    return None
