"""Values of a send's options, in Python and in JavaScript: those that every entrance refuses by the option's name."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any, Final

HALF: Final = "secret\ud800"
NUL: Final = "secret\0"
HUGE: Final = 10**400
TEXTS: Final[list[tuple[Any, str]]] = [
    (HALF, r"'secret\ud800'"),
    (NUL, r"'secret\0'"),
    ("", "''"),
    (" \u3000\ufeff", r"' \u3000\ufeff'"),
    (5, "5"),
    (True, "true"),
    (["secret"], "['secret']"),
]
SECONDS: Final[list[tuple[Any, str]]] = [
    (-1, "-1"),
    (math.nan, "NaN"),
    (math.inf, "Infinity"),
    (HUGE, "1e400"),
    (1e300, "1e300"),
    ("secret", "'secret'"),
    (True, "true"),
]
COUNTS: Final[list[tuple[Any, str]]] = [
    (-1, "-1"),
    (1.5, "1.5"),
    (math.nan, "NaN"),
    (HUGE, "1e400"),
    (2**31, "2 ** 31"),
    ("3", "'3'"),
    (True, "true"),
]

IMPOSSIBLE: Final[dict[str, list[tuple[Any, str]]]] = {
    "delay": SECONDS,
    "at": [
        ("secret", "'secret'"),
        (datetime(2026, 1, 1), "new Date('secret')"),  # noqa: DTZ001  a time without a zone
        (5, "new Date('+010000-01-01T00:00:00Z')"),
    ],
    "idempotency_key": TEXTS,
    "idempotency_key_ttl": SECONDS,
    "max_attempts": [*COUNTS, (0, "0")],
    "queue": TEXTS,
    "concurrency_key": TEXTS,
    "priority": COUNTS,
    "ttl": SECONDS,
    "tags": [
        ("secret", "'secret'"),
        (["vip", HALF], r"['vip', 'secret\ud800']"),
        ([NUL], r"['secret\0']"),
        ([None], "[, 'vip']"),
        ([5], "[5]"),
    ],
    "metadata": [
        ("secret", "'secret'"),
        (["secret"], "['secret']"),
        ({"order": {"note": HALF}}, r"{ order: { note: 'secret\ud800' } }"),
        ({HALF: 1}, r"{ 'secret\ud800': 1 }"),
        ({"notes": [NUL]}, r"{ notes: ['secret\0'] }"),
        ({"id": 2**60}, "{ id: 2 ** 60 }"),
        ({"id": -(2**53)}, "{ id: -(2 ** 53) }"),
        ({"id": HUGE}, "{ id: 1e400 }"),
        ({"id": math.nan}, "{ id: NaN }"),
        ({"when": datetime(2026, 1, 1, tzinfo=UTC)}, "{ when: new Date(0) }"),
        ({"when": timedelta(1)}, "{ ids: new Map([['secret', 1]]) }"),
        ({"when": {1, 2}}, "{ ids: [undefined] }"),
    ],
}

POSSIBLE: Final[dict[str, list[tuple[Any, str]]]] = {
    "delay": [(0, "0"), (1.5, "1.5")],
    "at": [(datetime(9999, 12, 31, tzinfo=UTC), "new Date('9999-12-31T00:00:00Z')")],
    "idempotency_key": [("\x85", r"'\x85'"), ("\x1c", r"'\x1c'"), ("ö", "'ö'")],
    "max_attempts": [(2**31 - 1, "2 ** 31 - 1")],
    "tags": [([], "[]"), (["vip"], "['vip']")],
    "metadata": [({}, "{}"), ({"id": 2**53 - 1, "more": [None, 1e21]}, "{ id: 2 ** 53 - 1, more: [null, 1e21] }")],
}
