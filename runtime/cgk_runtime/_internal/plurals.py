"""Numbers with their noun."""


def count(number: int, noun: str) -> str:
    """Return a number and its noun.

    Example:
        >>> count(1, "job"), count(2, "job")
        ('1 job', '2 jobs')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
