"""Validation of the addresses in settings."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_address(text: str, *, allows_path: bool = True) -> bool:
    """Return whether a text is an HTTP address without user, query or fragment.

    Args:
        text: The text.
        allows_path: Whether the address may have a path.

    Example:
        >>> is_address("https://jobs.example/base"), is_address("localhost:8288"), is_address("https://me:key@h")
        (True, False, False)
    """
    try:
        parts = urlsplit(text)
        has_host = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    has_more = "@" in parts.netloc or parts.query or parts.fragment
    return has_host and not has_more and (allows_path or not parts.path.strip("/"))
