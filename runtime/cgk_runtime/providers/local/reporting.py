"""Log records of the local provider: failed attempts, and jobs lost at shutdown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import NoHandlerError

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun

    Reporter = Callable[[LocalRun, BaseException | None, float | None], None]
    """Called when an attempt fails or a run ends: the run, its error, the seconds until the next attempt."""

COMPONENT: Final = "LocalProvider"
logger: Final = logging.getLogger("cgk_jobs.local")
_MAX_LISTED: Final = 20


def log_failure(run: LocalRun, error: BaseException | None, retry_in: float | None) -> None:
    """Log a failed attempt; success is not logged."""
    if error is None:
        return
    event, kind = run.message.event.name, type(error).__name__
    if retry_in is not None:
        logger.warning(
            '[%s] Run %s of "%s": attempt %d of %d failed, retrying in %g s: %s: %s',
            COMPONENT, run.id, event, run.attempt, run.max_attempts, retry_in, kind, error,
        )  # fmt: skip
        return
    logger.error(
        '[%s] Run %s of "%s" failed after %d of %d attempts: %s: %s',
        COMPONENT, run.id, event, run.attempt, run.max_attempts, kind, error,
        exc_info=None if isinstance(error, NoHandlerError) else error,
    )  # fmt: skip


def log_lost(reason: str, runs: Sequence[LocalRun]) -> None:
    """Log runs that will not happen.

    Args:
        reason: Why they are lost.
        runs: The lost runs; the first twenty are listed.
    """
    if not runs:
        return
    listed = "".join(f"\n  {run.id} {run.message.event.name}: {run.status}" for run in runs[:_MAX_LISTED])
    more = f"\n  and {len(runs) - _MAX_LISTED} more" if len(runs) > _MAX_LISTED else ""
    logger.warning("[%s] %s, %d jobs are lost:%s%s", COMPONENT, reason, len(runs), listed, more)
