"""Numbers with their noun, and shortened lists of names."""

from collections.abc import Sequence


def pluralize(number: int, noun: str) -> str:
    """Return a number and its noun.

    Example:
        >>> pluralize(1, "job"), pluralize(2, "job")
        ('1 job', '2 jobs')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def join_first(names: Sequence[str], limit: int) -> str:
    """Return the first names, and the number of the others.

    Example:
        >>> join_first(["a", "b", "c", "d", "e"], 3), join_first(["a", "b"], 3)
        ('a, b, c and 2 more', 'a, b')
    """
    others = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + others
