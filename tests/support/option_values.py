"""Invalid and valid values of a send's options.

An error names the option without its value; texts contain "secret", which no error may repeat.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any, Final

Value = tuple[Any, str]
"""A value in Python, and a JavaScript expression that is valid or invalid for the same reason."""

LONE_SURROGATE: Final = "secret\ud800"
NUL: Final = "secret\0"
HUGE: Final = 10**400
INVALID_TEXTS: Final[list[Value]] = [
    (LONE_SURROGATE, r"'secret\ud800'"),
    (NUL, r"'secret\0'"),
    ("", "''"),
    (" \u3000\ufeff", r"' \u3000\ufeff'"),
    (5, "5"),
    (True, "true"),
    (["secret"], "['secret']"),
]
INVALID_SECONDS: Final[list[Value]] = [
    (-1, "-1"),
    (math.nan, "NaN"),
    (math.inf, "Infinity"),
    (HUGE, "1e400"),
    (1e300, "1e300"),
    ("secret", "'secret'"),
    (True, "true"),
]
INVALID_COUNTS: Final[list[Value]] = [
    (-1, "-1"),
    (1.5, "1.5"),
    (math.nan, "NaN"),
    (HUGE, "1e400"),
    (2**31, "2 ** 31"),
    ("3", "'3'"),
    (True, "true"),
]

INVALID: Final[dict[str, list[Value]]] = {
    "delay": INVALID_SECONDS,
    "at": [
        ("secret", "'secret'"),
        (datetime(2026, 1, 1), "new Date('secret')"),  # noqa: DTZ001  a time without a timezone is invalid
        (5, "new Date('+010000-01-01T00:00:00Z')"),
    ],
    "idempotency_key": INVALID_TEXTS,
    "idempotency_key_ttl": INVALID_SECONDS,
    "max_attempts": [*INVALID_COUNTS, (0, "0")],
    "queue": INVALID_TEXTS,
    "concurrency_key": INVALID_TEXTS,
    "priority": INVALID_COUNTS,
    "ttl": INVALID_SECONDS,
    "tags": [
        ("secret", "'secret'"),
        (["vip", LONE_SURROGATE], r"['vip', 'secret\ud800']"),
        ([NUL], r"['secret\0']"),
        ([None], "[, 'vip']"),
        ([5], "[5]"),
    ],
    "metadata": [
        ("secret", "'secret'"),
        (["secret"], "['secret']"),
        ({"order": {"note": LONE_SURROGATE}}, r"{ order: { note: 'secret\ud800' } }"),
        ({LONE_SURROGATE: 1}, r"{ 'secret\ud800': 1 }"),
        ({"notes": [NUL]}, r"{ notes: ['secret\0'] }"),
        ({"id": 2**60}, "{ id: 2 ** 60 }"),
        ({"id": -(2**53)}, "{ id: -(2 ** 53) }"),
        ({"id": HUGE}, "{ id: 1e400 }"),
        ({"id": math.nan}, "{ id: NaN }"),
        ({"when": datetime(2026, 1, 1, tzinfo=UTC)}, "{ when: new Date(0) }"),
        ({"age": timedelta(1)}, "{ ids: new Map([['secret', 1]]) }"),
        ({"ids": {1, 2}}, "{ ids: [undefined] }"),
    ],
}

VALID: Final[dict[str, list[Value]]] = {
    "delay": [(0, "0"), (1.5, "1.5")],
    "at": [(datetime(9999, 12, 31, tzinfo=UTC), "new Date('9999-12-31T00:00:00Z')")],
    "idempotency_key": [("\x85", r"'\x85'"), ("\x1c", r"'\x1c'"), ("ö", "'ö'")],
    "max_attempts": [(2**31 - 1, "2 ** 31 - 1")],
    "tags": [([], "[]"), (["vip"], "['vip']")],
    "metadata": [({}, "{}"), ({"id": 2**53 - 1, "more": [None, 1e21]}, "{ id: 2 ** 53 - 1, more: [null, 1e21] }")],
}
