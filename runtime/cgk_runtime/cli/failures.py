"""Printing of failures: an error with its fix, or the traceback of a bug in cgk."""

from __future__ import annotations

import sys
import traceback

from cgk_runtime.cli.secrets import redact_secrets
from cgk_runtime.cli.verify.troubleshooting import known_problem_of
from cgk_runtime.errors import JobsError


def print_failure(error: Exception) -> None:
    """Print an error to stderr without secrets: with the fix of a known problem, or with the traceback of a bug."""
    if isinstance(error, JobsError):
        known = known_problem_of(error)
        text = f"{error}\nfix: {known.fix}" if known is not None else str(error)
    elif isinstance(error, OSError) and error.filename is not None:
        text = f"[cgk] {error.filename}: {error.strerror}"
    else:
        report = "".join(traceback.format_exception(error))
        text = f"{report}cgk: this is a bug in cgk; please report it with the lines above"
    print(redact_secrets(text), file=sys.stderr)
