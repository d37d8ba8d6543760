"""How commands fail: the error and its fix on stderr; a fault of this program with a report that holds no secret."""

from __future__ import annotations

import sys
import traceback

from cgk_runtime.cli.secrets import find_secrets, redact_secrets
from cgk_runtime.cli.verify.troubleshooting import find_known_problem
from cgk_runtime.errors import JobsError, NotConfiguredError


def print_failure(error: JobsError) -> None:
    """Print what went wrong; where the guide's troubleshooting knows it, the fix too."""
    text = redact_secrets(str(error), find_secrets())
    print(text, file=sys.stderr)
    problem = find_known_problem(text)
    if problem is not None and not isinstance(error, NotConfiguredError):  # which says what to do itself
        print(f"fix: {problem.fix}", file=sys.stderr)


def print_crash(error: Exception) -> None:
    """Print a traceback without the secrets this process knows of."""
    report = "".join(traceback.format_exception(error))
    print(
        redact_secrets(report, find_secrets())
        + "cgk: that is a fault of cgk itself; please report it with the lines above",
        file=sys.stderr,
    )
