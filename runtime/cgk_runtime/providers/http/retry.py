"""Whether a request is made again, and when: the status, what the server asks for, and a deadline for all attempts."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cgk_runtime.providers.http.answer import HttpAnswer, NoAnswer

_EPOCH_MILLISECONDS_FROM: Final = 1e11
"""A moment beyond it is in milliseconds: in seconds it would be the year 5138."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When a request is made again.

    A server that says how long to wait is never asked earlier. Waits differ at random, so that clients which failed
    together do not come back together.

    Attributes:
        attempts: All of them, the first one included.
        deadline: Seconds for all attempts and waits together; a wait that would pass it is not begun.
        first_wait: Seconds before the second attempt.
        factor: How much longer each further wait is.
        longest_wait: Seconds; the cap of a computed wait, and of one that depends on the server's clock.
        jitter: Up to this share of a wait is added at random.
        statuses: Retried, and every status from 500 on.
        verdict_header: The server's own word, "true" or "false"; it overrides the status.
        reset_header: The moment the rate limit ends, epoch seconds or milliseconds, honoured with a 429.
    """

    attempts: int = 5
    deadline: float = 60.0
    first_wait: float = 1.0
    factor: float = 1.6
    longest_wait: float = 30.0
    jitter: float = 0.25
    statuses: frozenset[int] = frozenset({408, 409, 429})
    verdict_header: str = "x-should-retry"
    reset_header: str = "x-ratelimit-reset"

    def retries(self, answer: HttpAnswer) -> bool:
        """Say whether to ask again after an answer."""
        if answer.is_success:
            return False
        verdict = answer.headers.get(self.verdict_header)
        if verdict in {"true", "false"}:
            return verdict == "true"
        return answer.status in self.statuses or answer.status >= 500

    def wait_seconds(self, attempt: int, outcome: HttpAnswer | NoAnswer) -> float:
        """Say how long to wait before the next attempt.

        Args:
            attempt: How many were made.
            outcome: What came of the last one.
        """
        asked = None if isinstance(outcome, Exception) else self.asked_seconds(outcome)
        if asked is not None:
            return asked + random.uniform(0, max(self.jitter * self.first_wait, self.jitter * asked))  # noqa: S311  no secret
        wait = min(self.longest_wait, self.first_wait * self.factor ** (attempt - 1))
        return wait * (1 + random.uniform(0, self.jitter))  # noqa: S311  no secret

    def asked_seconds(self, answer: HttpAnswer) -> float | None:
        """Give how long the server asks to wait, or None where it does not."""
        after = _retry_after(answer)
        if after is not None:
            return after
        if answer.status != 429:
            return None
        moment = answer.header_number(self.reset_header)
        if moment is None:
            return None
        seconds = (moment / 1000 if moment >= _EPOCH_MILLISECONDS_FROM else moment) - time.time()
        # The two clocks may differ; a wrong one must not stop sending for long.
        return min(seconds, self.longest_wait) if seconds > 0 else None


def _retry_after(answer: HttpAnswer) -> float | None:
    """RFC 9110, 10.2.3: seconds, or a date."""
    value = answer.headers.get("retry-after")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return max(seconds, 0.0) if seconds == seconds else None
