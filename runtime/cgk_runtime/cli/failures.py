"""Printing of failures: an error with its fix, or the traceback of a bug in cgk."""

from __future__ import annotations

import sys
import traceback

from cgk_runtime.cli.secrets import redact_secrets
from cgk_runtime.cli.verify.troubleshooting import known_problem_of
from cgk_runtime.errors import JobsError


def print_failure(error: JobsError) -> None:
    """Print an error to stderr, with the fix of a known problem."""
    print(redact_secrets(str(error)), file=sys.stderr)
    known = known_problem_of(error)
    if known is not None:
        print(f"fix: {known.fix}", file=sys.stderr)


def print_crash(error: Exception) -> None:
    """Print a traceback to stderr, without secrets; a file that cannot be read or written is not a bug."""
    if isinstance(error, OSError) and error.filename is not None:
        print(f"[cgk] {error.filename}: {error.strerror}", file=sys.stderr)
        return
    report = redact_secrets("".join(traceback.format_exception(error)))
    print(f"{report}cgk: this is a bug in cgk; please report it with the lines above", file=sys.stderr)
