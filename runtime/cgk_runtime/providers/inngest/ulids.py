"""ULIDs: ids of events and runs, whose first ten characters are a time (github.com/ulid/spec)."""

from __future__ import annotations

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 26
_TIME_LENGTH: Final = 10


def is_ulid(text: str) -> bool:
    """Return True if a text is a ULID.

    Example:
        >>> is_ulid("01M84R7PXDMNN1AGKQWZD2D08S"), is_ulid("run_1")
        (True, False)
    """
    return len(text) == _LENGTH and set(text) <= set(_ALPHABET) and text[0] <= "7"


def ulid_time(ulid: str) -> float:
    """Return the time in a ULID, in seconds since 1970.

    Example:
        >>> round(ulid_time("01M84R7PXDMNN1AGKQWZD2D08S"))
        1795455966
    """
    milliseconds = 0
    for character in ulid[:_TIME_LENGTH]:
        milliseconds = milliseconds * 32 + _ALPHABET.index(character)
    return milliseconds / 1000
