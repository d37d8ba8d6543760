"""What the local provider says about runs: failures with their tracebacks, retries, and what was lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import NoHandlerError

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun

    Report = Callable[[LocalRun, BaseException | None, float | None], None]
    """Told of every attempt and run that has ended: the run, what it failed with, seconds until the next attempt."""

SPEAKER: Final = "LocalProvider"
_logger: Final = logging.getLogger("cgk_jobs.local")
_LISTED: Final = 20


def log_report(run: LocalRun, error: BaseException | None, retry_in: float | None) -> None:
    """Log a failed attempt; one that succeeded is not worth a line."""
    if error is None:
        return
    event, kind = run.message.event.name, type(error).__name__
    if retry_in is not None:
        _logger.warning(
            '[%s] Run %s of "%s": attempt %d of %d failed, the next follows in %g s: %s: %s',
            SPEAKER, run.id, event, run.attempt, run.max_attempts, retry_in, kind, error,
        )  # fmt: skip
        return
    _logger.error(
        '[%s] Run %s of "%s" failed after %d of %d attempts: %s: %s',
        SPEAKER, run.id, event, run.attempt, run.max_attempts, kind, error,
        exc_info=None if isinstance(error, NoHandlerError) else error,
    )  # fmt: skip


def log_lost(reason: str, runs: Sequence[LocalRun]) -> None:
    """Log the runs that will not happen.

    Args:
        reason: Why; followed by how many they are.
        runs: What is lost; the first twenty are named.
    """
    if not runs:
        return
    listed = "".join(f"\n  {run.id} {run.message.event.name}: {run.status}" for run in runs[:_LISTED])
    more = f"\n  and {len(runs) - _LISTED} more" if len(runs) > _LISTED else ""
    _logger.warning("[%s] %s, %d jobs are lost:%s%s", SPEAKER, reason, len(runs), listed, more)
