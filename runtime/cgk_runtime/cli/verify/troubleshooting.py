"""Known problems and their fixes, recognized in errors and in text from logs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from cgk_runtime.catalog import TENANT_FIELD
from cgk_runtime.errors import JobsError, MissingSettingError, MissingTenantError, ProviderError, WaitTimeoutError

_EXPLAINED: Final = (MissingSettingError, MissingTenantError, ProviderError, WaitTimeoutError)
"""Errors whose text is compared with known problems; other errors may quote handlers and servers."""


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """Problem with a known fix.

    Attributes:
        name: Its name, which `cgk doctor TEXT` prints.
        pattern: Regular expression for the text of an error or a log.
        fix: How to fix it.
    """

    name: str
    pattern: str
    fix: str


NOT_CONFIGURED_FOR_INNGEST: Final = KnownProblem(
    "Not configured for Inngest",
    r"not configured - set INNGEST_",
    "run `cgk setup:jobs --provider inngest`, or add INNGEST_EVENT_KEY=... and INNGEST_SIGNING_KEY=signkey-... to "
    ".env.local; for a dev server add INNGEST_DEV=1",
)
NOT_CONFIGURED: Final = KnownProblem(
    "Not configured",
    r"not configured",
    "run `cgk setup:jobs`, or add one of these to .env.local: TRIGGER_SECRET_KEY=tr_dev_... for Trigger.dev; "
    "INNGEST_EVENT_KEY=... and INNGEST_SIGNING_KEY=... for Inngest; JOBS_PROVIDER=postgres and JOBS_DATABASE_URL=... "
    "for PostgreSQL; JOBS_PROVIDER=local for this process, or JOBS_PROVIDER=dev for `cgk dev`",
)
MISSING_TENANT: Final = KnownProblem(
    f"Missing {TENANT_FIELD}",
    r"requires (?P<field>\S+) in payload|missing tenantid",
    'include tenantId in every payload, such as {"tenantId": "your-tenant", ...}; with `cgk send`, pass --tenant',
)
PREVIEW_BRANCH: Final = KnownProblem(
    "Preview key without its branch",
    r"preview key needs its branch|branch does not exist",
    "set TRIGGER_PREVIEW_BRANCH to an existing branch, in the environment or in .env.local",
)
SCOPED_KEY: Final = KnownProblem(
    "Scoped key without the permission",
    r"a scoped key cannot|the scoped key in TRIGGER_SECRET_KEY lacks",
    "give the key the permission to trigger tasks in Trigger.dev's dashboard, or use the environment's own key, which "
    "jobs of 128 KiB and more require",
)
KEY_REJECTED: Final = KnownProblem(
    "Key not accepted",
    r"key is not accepted|(?:error|answers) 401|invalid or missing api key|event key not found|unauthori[sz]ed",
    "copy the key of the right environment from the provider's dashboard again, and run `cgk setup:jobs`",
)
DEV_WORKER: Final = KnownProblem(
    "cgk dev without a worker",
    r"the worker (?:ended with status|was killed by)|\[cgk dev\] (?:no connection|the connection)"
    r"|cgk dev`,? .*not running",
    "look at the terminal of `cgk dev`: correct the error that it shows and save the file; if it has ended, start it "
    "again with the modules of your handlers, such as `cgk dev app.tasks`",
)
CONNECTION_TIMEOUT: Final = KnownProblem(
    "Connection timeout",
    r"(?:error|answers) 50[234]|gateway time-?out|bad gateway|service unavailable|no connection to|etimedout"
    r"|econnrefused|enotfound|getaddrinfo|name or service not known|connection timed? ?out",
    "check your network connection, proxy and firewall settings: the provider's API must be reachable from here; "
    "for a self-hosted server check TRIGGER_API_URL or INNGEST_BASE_URL as well",
)
NOT_PROCESSING: Final = KnownProblem(
    "Jobs not processing",
    r"pending_version|not processing|did not end within|\bexpired\b",
    "check that the process that handles jobs is running: `npx trigger dev` for Trigger.dev, `npx inngest-cli dev` for "
    "Inngest, `cgk worker app.tasks` for PostgreSQL, `cgk dev app.tasks` for local; then look for errors on the "
    "provider's dashboard and check your keys",
)
KNOWN_PROBLEMS: Final = (
    NOT_CONFIGURED_FOR_INNGEST,
    NOT_CONFIGURED,
    MISSING_TENANT,
    PREVIEW_BRANCH,
    SCOPED_KEY,
    KEY_REJECTED,
    DEV_WORKER,
    CONNECTION_TIMEOUT,
    NOT_PROCESSING,
)
"""All known problems, in order of precedence."""


def known_problem_of(error: JobsError) -> KnownProblem | None:
    """Return the known problem that an error shows, or None."""
    if error.component == "cgk dev":  # these errors contain their own fix
        return None
    is_explained = isinstance(error, _EXPLAINED) or getattr(error, "status", None) == "expired"
    return find_known_problem(str(error)) if is_explained else None


def find_known_problem(text: str) -> KnownProblem | None:
    """Return the known problem that a text from a log shows, or None.

    Example:
        >>> find_known_problem("[TriggerDevProvider] API error 504: Gateway Timeout").name
        'Connection timeout'
    """
    for known in KNOWN_PROBLEMS:
        match = re.search(known.pattern, text, re.IGNORECASE)
        if match is not None:
            # The catalog may have another name for the tenant's field.
            field = match.groupdict().get("field") or TENANT_FIELD
            return replace(
                known, name=known.name.replace(TENANT_FIELD, field), fix=known.fix.replace(TENANT_FIELD, field)
            )
    return None
