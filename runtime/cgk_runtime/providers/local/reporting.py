"""Log records of the local provider: failed attempts, and jobs lost at shutdown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.execution.failure_log import log_failed_attempt

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun

    Reporter = Callable[[LocalRun, BaseException | None, float | None], None]
    """Function to call when an attempt fails or a run ends: the run, its error, the seconds until the next attempt."""

COMPONENT: Final = "LocalProvider"
logger: Final = logging.getLogger("cgk_runtime.providers.local")
_MAX_LISTED: Final = 20


def log_failure(run: LocalRun, error: BaseException | None, retry_in: float | None) -> None:
    """Log a failed attempt; success is not logged."""
    if error is not None:
        log_failed_attempt(logger, COMPONENT, run.message.event.name, run.describe_attempt(), error, retry_in=retry_in)


def log_lost(reason: str, runs: Sequence[LocalRun]) -> None:
    """Log the runs that are lost at shutdown.

    Args:
        reason: The reason, at the start of the record.
        runs: The lost runs; the first twenty are listed.
    """
    if not runs:
        return
    listed = "".join(f"\n  {run.id} {run.message.event.name}: {run.status}" for run in runs[:_MAX_LISTED])
    suffix = f"\n  and {len(runs) - _MAX_LISTED} more" if len(runs) > _MAX_LISTED else ""
    logger.warning("[%s] %s; lost %s:%s%s", COMPONENT, reason, pluralize(len(runs), "job"), listed, suffix)
