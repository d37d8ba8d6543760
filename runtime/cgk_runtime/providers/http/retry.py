"""Retry policy of HTTP requests: by status, by the wait that the server requests, and within a deadline."""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from cgk_runtime.providers.http.response import HttpResponse, RequestFailed

_MIN_EPOCH_MILLISECONDS: Final = 1e11
"""Larger timestamps are in milliseconds; in seconds they would be after the year 5138."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Rules for retrying a request.

    The header `x-should-retry`, "true" or "false", overrides the status. The server can request a wait with
    `retry-after`, which is never shortened. After a 429, it can also request one with `x-ratelimit-reset`, in epoch
    seconds or milliseconds. All waits are randomized, because clients that failed together must not retry together.

    Attributes:
        attempts: Maximum number of attempts, including the first; 1 for no retries. An attempt after which the server
            requests a wait does not count.
        not_found_attempts: Maximum number of attempts if the server answers 404 and asks to try again. Trigger.dev does
            so for every unknown run, because a new one may not be visible yet.
        deadline: Seconds for all attempts and waits together; a wait that would exceed it is not started.
        first_wait: Seconds before the second attempt.
        factor: Multiplier of each further wait.
        longest_wait: Maximum seconds of a computed wait, and of a wait that `x-ratelimit-reset` requests.
        jitter: Maximum share of a wait that is added at random.
        statuses: Statuses to retry, in addition to 500 and above.
    """

    attempts: int = 5
    not_found_attempts: int = 2
    deadline: float = 60.0
    first_wait: float = 1.0
    factor: float = 1.6
    longest_wait: float = 30.0
    jitter: float = 0.25
    statuses: frozenset[int] = frozenset({408, 409, 429})

    def allows_retry(self, outcome: HttpResponse | RequestFailed) -> bool:
        """Return whether the outcome of an attempt should be retried."""
        if isinstance(outcome, RequestFailed):
            return outcome.reason != "invalid"
        if outcome.is_success:
            return False
        override = outcome.headers.get("x-should-retry")
        if override in {"true", "false"}:
            return override == "true"
        return outcome.status in self.statuses or outcome.status >= 500

    def counts_attempt(self, outcome: HttpResponse | RequestFailed) -> bool:
        """Return whether an attempt counts. With retries, it does not count if the server requests a wait."""
        if isinstance(outcome, RequestFailed) or self.attempts == 1:
            return True
        return not self.requested_wait(outcome)

    def max_attempts(self, outcome: HttpResponse | RequestFailed) -> int:
        """Return the maximum number of counted attempts, given the latest outcome."""
        is_missing = isinstance(outcome, HttpResponse) and outcome.status == 404
        return min(self.attempts, self.not_found_attempts) if is_missing else self.attempts

    def wait_seconds(self, attempt: int, outcome: HttpResponse | RequestFailed) -> float:
        """Return the wait before the next attempt.

        Args:
            attempt: Number of counted attempts so far.
            outcome: Outcome of the last attempt.
        """
        requested = None if isinstance(outcome, RequestFailed) else self.requested_wait(outcome)
        if requested is not None:
            return requested + random.uniform(0, self.jitter * max(self.first_wait, requested))  # noqa: S311  not a secret
        wait = min(self.longest_wait, self.first_wait * self.factor ** (attempt - 1))
        return wait * (1 + random.uniform(0, self.jitter))  # noqa: S311  not a secret

    def requested_wait(self, response: HttpResponse) -> float | None:
        """Return the seconds of the wait that the server requests, or None without a request."""
        after = _retry_after(response)
        if after is not None:
            return after
        if response.status != 429:
            return None
        moment = response.header_number("x-ratelimit-reset")
        if moment is None:
            return None
        seconds = (moment / 1000 if moment >= _MIN_EPOCH_MILLISECONDS else moment) - time.time()
        # A wrong clock, on either side, must not stop sending for long.
        return min(seconds, self.longest_wait) if seconds > 0 else None


def _retry_after(response: HttpResponse) -> float | None:
    """Parse Retry-After (RFC 9110, 10.2.3): seconds or a date."""
    value = response.headers.get("retry-after")
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
    return None if math.isnan(seconds) else max(seconds, 0.0)
