"""Runs in the queue's tables, and their ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.client.provider import Run, RunError, RunStatus
from cgk_runtime.errors import RunNotFoundError
from cgk_runtime.providers.postgres.settings import COMPONENT

if TYPE_CHECKING:
    from collections.abc import Sequence

_ID: Final = re.compile(r"run_([0-9]{1,18})(?:\.(.+))?", re.ASCII | re.DOTALL)

COLUMNS: Final = (
    "id, job_id, is_split, tenant, event, task, status, attempt, output, error_type, error_message, queued_at, "
    "started_at, ended_at, tags, due_at, max_attempts"
)
PAYLOAD_QUERY: Final = "SELECT payload::text FROM cgk_jobs.run WHERE id = %s"
"""Query for the payload of a job, which its runs share."""
FROM_RUNS_OF_JOB: Final = (
    "FROM cgk_jobs.run WHERE (id = %s OR job_id = %s AND is_split) AND (%s::text IS NULL OR task = %s)"
)
"""Part of a query that selects a job's runs, or only one handler's run; `is_split` marks each of several runs."""
RUNS_OF_JOB: Final = (
    f"SELECT {COLUMNS} FROM cgk_jobs.run WHERE id = %s "  # noqa: S608  columns of this package
    f"UNION ALL SELECT {COLUMNS} FROM cgk_jobs.run WHERE job_id = %s AND is_split AND id <> job_id ORDER BY id"
)
"""Query for all runs of a job, as two selects that use one index each."""


def run_id(number: int, task: str | None = None) -> str:
    """Return the id of a run; if its job has several runs, the id ends with the handler's name."""
    return f"run_{number}" if task is None else f"run_{number}.{task}"


def parse_id(text: str) -> tuple[int, str | None]:
    """Split an id into the job's number and, for one of several runs, the handler's name.

    Raises:
        RunNotFoundError: The text is not an id of this provider.
    """
    match = _ID.fullmatch(text)
    if match is None:
        raise RunNotFoundError(text, component=COMPONENT)
    return int(match[1]), match[2]


def run_from_row(row: Sequence[Any]) -> Run:
    """Convert a row with `COLUMNS` to a run."""
    (
        number, job, is_split, tenant, event, task, status, attempt, output, error_type, error_message, queued_at,
        started_at, ended_at, tags, due_at, max_attempts,
    ) = row  # fmt: skip
    return Run(
        id=run_id(job, task) if is_split else run_id(number),
        event=event,
        status=cast("RunStatus", status),
        tenant_id=tenant or None,
        task=task,
        attempt=attempt,
        output=None if output is None else output.encode(),
        error=RunError(error_type, error_message or "") if error_type else None,
        queued_at=queued_at,
        started_at=started_at,
        ended_at=ended_at,
        tags=tuple(tags or ()),
        starts_at=due_at if status == "delayed" else None,
        job_id=run_id(job) if is_split else None,
        max_attempts=max_attempts,
    )
