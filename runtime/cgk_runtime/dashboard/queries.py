"""Queries of the pages: filtered and paged runs, counts by status, and a chart of the last hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self
from urllib.parse import urlencode

from cgk_runtime.dashboard.history import MAX_LINES, HistoryReader

PAGE_SIZE: Final = 50
STATUSES: Final = (
    "running", "queued", "delayed", "failed", "completed", "interrupted", "cancelled", "expired", "timed_out",
)  # fmt: skip
_CHART_MINUTES: Final = 60
_MAX_TEXT: Final = 500
"""Longest text of a filter; the rest is ignored."""
_LIST_COLUMNS: Final = (
    "id, job_id, event, tenant, status, attempt, max_attempts, queued, started, ended, error_type,"
    " json_extract(spans, '$[0].began') AS first_began,"
    " CASE WHEN length(payload) < 4000 THEN payload END AS payload"
)


@dataclass(frozen=True, slots=True)
class RunQuery:
    """Filter of runs, kept in the address of the list; empty fields match all runs.

    Attributes:
        text: Part of the payload or the event's name, or the id of a run or job.
        event: Event name.
        tenant: Tenant id.
        status: Status.
        since: Maximum age of the runs, in minutes.
        page: Page number from 1.
    """

    text: str = ""
    event: str = ""
    tenant: str = ""
    status: str = ""
    since: str = ""
    page: int = 1

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """Read a filter from the fields of an address or form; invalid numbers count as absent."""
        names = ("text", "event", "tenant", "status", "since")
        values = {name: fields.get(name, "").strip()[:_MAX_TEXT] for name in names}
        values["since"] = _digits_or_empty(values["since"])
        return cls(**values, page=max(1, int(_digits_or_empty(fields.get("page", "")) or 1)))

    def address(self, **changes: Any) -> str:  # any field's value
        """Return the address of the list with some fields changed; a changed filter starts at page 1."""
        query = replace(self, **{"page": 1, **changes})
        fields = {name: value for name, value in asdict(query).items() if value and (name, value) != ("page", 1)}
        return f"/?{urlencode(fields)}" if fields else "/"

    def condition(self, now: float, *, with_status: bool = True) -> tuple[str, list[Any]]:
        """Return the condition of a SQL query and its arguments.

        Args:
            now: Current time, in seconds since 1970.
            with_status: Whether the condition includes the status.
        """
        conditions, arguments = ["1"], list[Any]()
        for name, value in (("event", self.event), ("tenant", self.tenant), ("status", self.status)):
            if value and (with_status or name != "status"):
                conditions.append(f"{name} = ?")
                arguments.append(value)
        if self.since:
            conditions.append("queued >= ?")
            arguments.append(now - 60 * int(self.since))
        if self.text:
            conditions.append("(payload LIKE ? ESCAPE '\\' OR event LIKE ? ESCAPE '\\' OR id = ? OR job_id = ?)")
            escaped = self.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            arguments += [f"%{escaped}%", f"%{escaped}%", self.text, self.text]
        return " AND ".join(conditions), arguments


@dataclass(frozen=True, slots=True)
class RunPage:
    """Page of runs.

    Attributes:
        runs: Rows, newest first.
        counts: Number of runs by status that match the filter's other fields.
        total: Number of matching runs.
    """

    runs: list[dict[str, Any]]
    counts: dict[str, int]
    total: int


def list_runs(reader: HistoryReader, query: RunQuery, now: float) -> RunPage:
    """Return a page of matching runs."""
    where, arguments = query.condition(now)
    runs = reader.rows(
        f"SELECT {_LIST_COLUMNS} FROM runs WHERE {where} ORDER BY queued DESC, id DESC LIMIT ? OFFSET ?",  # noqa: S608
        [*arguments, PAGE_SIZE, PAGE_SIZE * (query.page - 1)],
    )
    where, arguments = query.condition(now, with_status=False)
    rows = reader.rows(f"SELECT status, count(*) AS runs FROM runs WHERE {where} GROUP BY status", arguments)  # noqa: S608
    counts = {row["status"]: row["runs"] for row in rows}
    return RunPage(runs, counts, counts.get(query.status, 0) if query.status else sum(counts.values()))


def matching_ids(reader: HistoryReader, query: RunQuery, now: float) -> list[str]:
    """Return the ids of all matching runs, oldest first."""
    where, arguments = query.condition(now)
    rows = reader.rows(f"SELECT id FROM runs WHERE {where} ORDER BY queued, id", arguments)  # noqa: S608
    return [row["id"] for row in rows]


def find_run(reader: HistoryReader, run_id: str) -> dict[str, Any] | None:
    """Return a run's row, or None."""
    rows = reader.rows("SELECT * FROM runs WHERE id = ?", [run_id])
    return rows[0] if rows else None


def find_run_ids(reader: HistoryReader, run_or_job_id: str) -> list[str]:
    """Return the id of the run with this id, or the ids of all runs of the job with this id."""
    rows = reader.rows("SELECT id FROM runs WHERE id = ? OR job_id = ?", [run_or_job_id, run_or_job_id])
    return [row["id"] for row in rows]


def log_lines(reader: HistoryReader, run_id: str) -> list[dict[str, Any]]:
    """Return the last log lines of a run."""
    query = f"SELECT * FROM logs WHERE run = ? ORDER BY rowid DESC LIMIT {MAX_LINES}"  # noqa: S608
    return reader.rows(query, [run_id])[::-1]


def child_runs(reader: HistoryReader, run_id: str) -> list[dict[str, Any]]:
    """Return the first 50 runs that a run's handler sent."""
    return reader.rows("SELECT id, event, status FROM runs WHERE parent = ? ORDER BY queued LIMIT 50", [run_id])


def distinct_values(reader: HistoryReader, column: str) -> list[str]:
    """Return the distinct values of the column `event` or `tenant`."""
    query = f"SELECT DISTINCT {column} AS name FROM runs ORDER BY 1 LIMIT 500"  # noqa: S608
    return [row["name"] for row in reader.rows(query)]


def latest_runs(reader: HistoryReader) -> dict[str, dict[str, Any]]:
    """Return the latest run of each event: its id, status and time."""
    rows = reader.rows("SELECT event, id, status, max(queued) AS queued FROM runs GROUP BY event")
    return {row["event"]: row for row in rows}


@dataclass(frozen=True, slots=True)
class Minute:
    """One minute of the chart: the numbers of runs that started and failed in it, and that waited at its end."""

    started: int
    failed: int
    waiting: int


def runs_by_minute(reader: HistoryReader, now: float) -> list[Minute]:
    """Return the numbers of runs for each minute of the last hour."""
    current = int(now // 60)
    first = current - _CHART_MINUTES + 1
    before = first - 1  # the key for all earlier minutes together

    queued, dequeued, started, failed = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
    rows = reader.rows(
        "SELECT CAST(queued / 60 AS INTEGER) AS queued, CAST(started / 60 AS INTEGER) AS started,"
        " CAST(ended / 60 AS INTEGER) AS ended, status IN ('failed', 'timed_out') AS failed, count(*) AS runs"
        " FROM runs GROUP BY 1, 2, 3, 4"
    )
    for row in rows:
        dequeued_at = row["started"] or row["ended"]
        queued[max(row["queued"], before)] += row["runs"]
        if dequeued_at:
            dequeued[max(dequeued_at, before)] += row["runs"]
        if row["started"]:
            started[row["started"]] += row["runs"]
        if row["failed"] and row["ended"]:
            failed[row["ended"]] += row["runs"]
    waiting = queued[before] - dequeued[before]
    minutes: list[Minute] = []
    for minute in range(first, current + 1):
        waiting += queued[minute] - dequeued[minute]
        minutes.append(Minute(started[minute], failed[minute], max(0, waiting)))
    return minutes


def _digits_or_empty(text: str) -> str:
    """Return the text if it is a whole number of at most six digits, else an empty text."""
    return text if text.isascii() and text.isdigit() and len(text) < 7 else ""
