"""Numbers with their noun."""

from __future__ import annotations


def pluralize(number: int, noun: str) -> str:
    """Return a number and its noun.

    Example:
        >>> pluralize(1, "event"), pluralize(2, "event")
        ('1 event', '2 events')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
