"""Numbers with their noun."""


def pluralize(number: int, noun: str) -> str:
    """Return a number and its noun.

    Example:
        >>> pluralize(1, "job"), pluralize(2, "job")
        ('1 job', '2 jobs')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
