"""Known problems: recognized by the text of an error, each with its fix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """Problem with a known fix.

    Attributes:
        name: Its name in the setup guide.
        pattern: Regular expression for the text of an error or a log.
        fix: The remedy.
    """

    name: str
    pattern: str
    fix: str


CONNECTION_TIMEOUT: Final = KnownProblem(
    "Connection timeout",
    r"(?:error|answers) 50[234]|gateway time-?out|bad gateway|service unavailable|no connection to|no answer from"
    r"|was not found; check the address|sent nothing for|was lost|was cut off|etimedout|econnrefused|enotfound"
    r"|getaddrinfo|name or service not known|connection timed? ?out|connection timeout",
    "check your network connection, proxy and firewall settings: the provider's API must be reachable from here; "
    "for a self-hosted server check TRIGGER_API_URL or INNGEST_BASE_URL as well",
)
NOT_PROCESSING: Final = KnownProblem(
    "Jobs not processing",
    r"pending_version|not processing|no handler|\bqueued\b|\bexpired\b|still running|had not ended",
    "check that the process that handles jobs is running: `npx trigger dev` for Trigger.dev, `npx inngest-cli dev` for "
    "Inngest, `cgk dev app.tasks` for local; then look for errors on the provider's dashboard and check your keys",
)
KNOWN_PROBLEMS: Final = (
    KnownProblem(
        "Not configured for Inngest",
        r"not configured - set INNGEST_",
        "run `cgk setup:jobs --provider inngest`, or add INNGEST_EVENT_KEY=... and INNGEST_SIGNING_KEY=signkey-... to "
        ".env.local; for a dev server add INNGEST_DEV=1",
    ),
    KnownProblem(
        "Not configured",
        r"not configured",
        "run `cgk setup:jobs`, or add the API key to .env.local: TRIGGER_SECRET_KEY=tr_dev_...",
    ),
    KnownProblem(
        "Missing tenantId",
        r"requires tenantId in payload|missing tenantid",
        'include tenantId in every payload, such as {"tenantId": "your-tenant", ...}; with `cgk send`, pass --tenant',
    ),
    KnownProblem(
        "Preview key without its branch",
        r"preview key needs its branch|branch does not exist",
        "set TRIGGER_PREVIEW_BRANCH to an existing branch, in the environment or in .env.local",
    ),
    KnownProblem(
        "Key not accepted",
        r"key is not accepted|(?:error|answers) 401|invalid or missing api key"
        r"|event key not found|unauthori[sz]ed|authentication failed",
        "copy the key of the right environment from the provider's dashboard again, and run `cgk setup:jobs`",
    ),
    CONNECTION_TIMEOUT,
    NOT_PROCESSING,
)
"""In order of precedence."""


def find_known_problem(text: str) -> KnownProblem | None:
    """Return the known problem that a text shows, or None.

    Example:
        >>> find_known_problem("[TriggerDevProvider] API error 504: Gateway Timeout").name
        'Connection timeout'
    """
    return next((known for known in KNOWN_PROBLEMS if re.search(known.pattern, text, re.IGNORECASE)), None)
