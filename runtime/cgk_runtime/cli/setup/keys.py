"""The form of keys: what is wrong with one at first sight, before any server is asked.

Texts continue a sentence that begins with the variable's name, and never hold the key.
"""

from __future__ import annotations

import re
from typing import Final

_TRIGGER: Final = re.compile(r"tr_(?P<environment>dev|stg|prod|preview)_(?:sk_[0-9A-Za-z]{24}|[0-9A-Za-z]{8,})")
_SIGNING: Final = re.compile(r"(?:signkey-(?P<environment>\w+)-)?(?:[0-9a-fA-F]{2})+")
_PROJECT: Final = re.compile(r"proj_[0-9a-zA-Z]+")
_PLACEHOLDER: Final = re.compile(r"your[_-]|_here$|x{4,}|\.\.\.|<|>", re.IGNORECASE)

ENVIRONMENTS: Final = {"dev": "development", "stg": "staging", "prod": "production", "preview": "preview"}


def check_trigger_secret_key(key: str) -> str | None:
    """Say what is wrong with a Trigger.dev secret key, or None.

    Example:
        >>> trigger_secret_key("tr_dev_0123456789abcdef")
        >>> trigger_secret_key("tr_pat_0123456789abcdef")
        'is a personal access token, which cannot send jobs; copy the Secret Key of Settings → API Keys'
    """
    if key.startswith("tr_pat_"):
        return "is a personal access token, which cannot send jobs; copy the Secret Key of Settings → API Keys"
    if key.startswith("pk_"):
        return "is a public key, which cannot send jobs; copy the Secret Key, it starts with tr_"
    common = _check_common(key)
    if common:
        return common
    if not key.startswith("tr_"):
        return "does not start with tr_; copy the Secret Key of Settings → API Keys"
    if not _TRIGGER.fullmatch(key):
        return "is not tr_, an environment (dev, stg, prod, preview), _, letters and digits; copy the whole key"
    return None


def trigger_environment(key: str) -> str | None:
    """Give the environment a Trigger.dev key belongs to: "dev", "stg", "prod", "preview", or None."""
    found = _TRIGGER.fullmatch(key)
    return found["environment"] if found else None


def check_trigger_project_ref(ref: str) -> str | None:
    """Say what is wrong with a project ref, or None."""
    common = _check_common(ref)
    if common:
        return common
    return None if _PROJECT.fullmatch(ref) else "does not start with proj_; copy it from the project's settings"


def check_branch_name(name: str) -> str | None:
    """Say what is wrong with the name of a Git branch, or None."""
    return None if re.fullmatch(r"[^\s~^:?*\[\\]+", name) else "is no name of a Git branch"


def check_inngest_event_key(key: str) -> str | None:
    """Say what is wrong with an Inngest event key, or None."""
    if key.startswith("signkey"):
        return "is a signing key; the event key is another one, under Settings → Keys → Event Keys"
    if key.startswith("tr_"):
        return "is a key of Trigger.dev"
    common = _check_common(key)
    if common:
        return common
    return (
        None
        if re.fullmatch(r"[A-Za-z0-9._~-]+", key)
        else "has other characters than letters, digits, - and _; copy it again"
    )


def check_inngest_signing_key(key: str) -> str | None:
    """Say what is wrong with an Inngest signing key, or None.

    Example:
        >>> inngest_signing_key("signkey-prod-0a1b2c3d")
    """
    common = _check_common(key)
    if common:
        return common
    if _SIGNING.fullmatch(key):
        return None
    return "is not signkey-, an environment, -, hexadecimal digits (for a server of your own, the digits alone)"


def inngest_environment(key: str) -> str | None:
    """Give the environment that a signing key names, such as "prod", or None."""
    found = _SIGNING.fullmatch(key)
    return found["environment"] if found else None


def is_switched_on(value: str | None) -> bool:
    """Whether a value of INNGEST_DEV means the dev server, as Inngest's own SDK reads it."""
    return (value or "").lower() not in {"", "0", "false"}


def check_dev_setting(value: str) -> str | None:
    """Say what is wrong with a value of INNGEST_DEV, or None."""
    if value.lower() in {"0", "1", "true", "false"} or check_url(value) is None:
        return None
    return "is not 1, 0 or the address of a dev server"


def check_url(url: str) -> str | None:
    """Say what is wrong with a server's address, or None."""
    if re.fullmatch(r"https?://[^\s/?#@]+[^\s?#@]*", url):
        return None
    return "does not start with https:// or http://, or has a ?, # or @"


def _check_common(key: str) -> str | None:
    if re.search(r"\s", key):
        return "has blanks inside; copy it again"
    if _PLACEHOLDER.search(key):
        return "is an example's placeholder; copy the real one from the dashboard"
    return None
