"""The guide's troubleshooting: what an error's text is a symptom of, and the fix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """What people see, and what helps.

    Attributes:
        name: As the guide calls it.
        pattern: Found in the text of an error or a log.
        fix: What to do.
    """

    name: str
    pattern: re.Pattern[str]
    fix: str


def _problem(name: str, pattern: str, fix: str) -> KnownProblem:
    return KnownProblem(name, re.compile(pattern, re.IGNORECASE), fix)


KNOWN_PROBLEMS: Final = (
    _problem(
        "Not configured",
        r"not configured",
        "run `cgk setup:jobs`, or add the API key to .env.local: TRIGGER_SECRET_KEY=tr_dev_...",
    ),
    _problem(
        "Missing tenantId",
        r"requires tenantId in payload|missing tenantid",
        'always include tenantId in the payload, such as {"tenantId": "your-tenant", ...}; with `cgk send`: --tenant',
    ),
    _problem(
        "Preview key without its branch",
        r"preview key needs its branch|branch does not exist",
        "set TRIGGER_PREVIEW_BRANCH to a branch that exists, in the environment or in .env.local",
    ),
    _problem(
        "Key not accepted",
        r"key is not accepted|(?:error|answers) 401|invalid or missing api key"
        r"|event key not found|unauthori[sz]ed|authentication failed",
        "copy the key from the provider's dashboard again, of the environment you mean, and run `cgk setup:jobs`",
    ),
    _problem(
        "Connection timeout",
        r"(?:error|answers) 50[234]|gateway time-?out|bad gateway|service unavailable|no connection to|no answer from"
        r"|was not found; check the address|sent nothing for|was lost|was cut off|etimedout|econnrefused|enotfound"
        r"|getaddrinfo|name or service not known|connection timed? ?out|connection timeout",
        "check your network connection, proxy and firewall settings: the provider's API must be reachable from here; "
        "with a server of your own also TRIGGER_API_URL or INNGEST_BASE_URL",
    ),
    _problem(
        "Jobs not processing",
        r"pending_version|not processing|no handler|\bqueued\b|\bexpired\b|still running|had not ended",
        "make sure that what handles jobs runs: `npx trigger dev` for Trigger.dev, `npx inngest-cli dev` for Inngest, "
        "`cgk dev app.tasks` for local; then look at the provider's dashboard for errors and check your keys",
    ),
)  # fmt: skip
"""The first whose pattern is found counts."""


def find_known_problem(text: str) -> KnownProblem | None:
    """Find the symptom that a text shows.

    Example:
        >>> recognise("[TriggerDevProvider] API error 504: Gateway Timeout").name
        'Connection timeout'
    """
    return next((problem for problem in KNOWN_PROBLEMS if problem.pattern.search(text)), None)
