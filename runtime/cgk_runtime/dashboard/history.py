"""History of runs in SQLite, with one writer and any number of readers; only its owner can read the file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from pydantic_core import to_json

from cgk_runtime.errors import ConfigurationError

COLUMNS: Final = (
    "id", "job_id", "event", "tenant", "task", "status", "attempt", "max_attempts", "queued", "started", "ended",
    "payload", "options", "headers", "output", "error_type", "error", "traceback", "parent", "origin", "spans",
)  # fmt: skip
"""Columns of `runs`. Times are in seconds since 1970; payload, options, headers, output and spans are JSON texts."""
HISTORY_FILE: Final = "dev.sqlite"
"""Name of the database in the project's folder `.cgk`."""
_VERSION: Final = 1
_SCHEMA: Final = f"""
BEGIN;
CREATE TABLE runs ({", ".join(COLUMNS)}, PRIMARY KEY (id));
CREATE INDEX runs_queued ON runs (queued);
CREATE TABLE logs (run, at, level, text);
CREATE INDEX logs_run ON logs (run);
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_VALUES: Final = ", ".join(f"value ->> {number}" for number in range(len(COLUMNS)))
"""Columns of one row: `json_each` yields each row as a JSON list named `value`."""
_SAVE: Final = f"INSERT OR REPLACE INTO runs SELECT {_VALUES} FROM json_each(?)"  # noqa: S608  fixed text
_SAVE_LOGS: Final = (
    "INSERT INTO logs SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)"
    " WHERE value ->> 0 IN (SELECT id FROM runs)"
)
_DELETE: Final = "DELETE FROM runs WHERE id IN (SELECT value FROM json_each(?))"
_TRIM: Final = """
DELETE FROM runs WHERE ended IS NOT NULL AND id IN (SELECT id FROM runs ORDER BY queued DESC LIMIT -1 OFFSET ?)
"""
MAX_LINES: Final = 1_000
"""Number of log lines kept per run; older lines are deleted."""
_TRIM_LOGS: Final = f"""
DELETE FROM logs WHERE run NOT IN (SELECT id FROM runs) OR rowid IN (
    SELECT rowid FROM (SELECT rowid, row_number() OVER (PARTITION BY run ORDER BY rowid DESC) AS line FROM logs)
    WHERE line > {MAX_LINES}
)
"""  # noqa: S608  fixed text
_TRIM_LOGS_AFTER: Final = 50_000
"""Number of new log lines after which old ones are deleted; each deletion reads all lines."""
_INTERRUPT: Final = "UPDATE runs SET status = 'interrupted', ended = coalesce(started, queued) WHERE ended IS NULL"


class History:
    """Writer of the history; used by one thread.

    Args:
        file: The database; created with mode 0600.
        keep: Number of runs to keep, in addition to unfinished ones.

    Attributes:
        keep: Number of runs to keep.

    Raises:
        ConfigurationError: The file was written by another version, or cannot be opened, read or written.
    """

    def __init__(self, file: Path, keep: int) -> None:
        self.keep = keep
        self._lines_since_trim = 0
        try:
            self._connection = _open(file)
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(
                f"The history {file} cannot be used: {error}; delete it, or start with --no-ui", component="cgk dev"
            ) from None

    def save(self, runs: Sequence[Sequence[Any]], logs: Sequence[Sequence[Any]], dropped: Sequence[str]) -> None:
        """Save runs and log lines in one transaction, and trim the history.

        Args:
            runs: Rows of `COLUMNS`; a row replaces the earlier one of its run.
            logs: Rows of run, time, level and text.
            dropped: Ids of saved runs to delete, because the recorder dropped their latest change.
        """
        # Each statement reads all its rows from one JSON text, because SQLite then works without Python's global lock.
        with self._connection as connection:
            connection.execute(_DELETE, [_json_text(dropped)])
            connection.execute(_SAVE, [_json_text(runs)])
            connection.execute(_SAVE_LOGS, [_json_text(logs)])
            connection.execute(_TRIM, [self.keep])
            self._lines_since_trim += len(logs)
            if self._lines_since_trim > _TRIM_LOGS_AFTER:
                self._lines_since_trim = 0
                connection.execute(_TRIM_LOGS)

    def close(self) -> None:
        """Close the database."""
        self._connection.close()


class HistoryReader:
    """Reader of the history; each call opens the database, so any thread may call it.

    Args:
        file: The database.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def rows(self, query: str, arguments: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a query by column name."""
        with closing(sqlite3.connect(f"{self._file.as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, arguments)]


def delete_history(file: Path) -> None:
    """Delete the database with the files that SQLite keeps next to it."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _open(file: Path) -> sqlite3.Connection:
    # SQLite would create the file readable by others.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
    file.chmod(0o600)
    connection = sqlite3.connect(file, check_same_thread=False, timeout=5)
    try:
        _prepare(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")  # a lost history is acceptable after a power failure
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:  # the file is new
        connection.executescript(_SCHEMA)
    elif version != _VERSION:
        raise sqlite3.DatabaseError("another version of cgk wrote it")
    with connection:
        connection.execute(_INTERRUPT)
        # Not at the end, which a killed process does not have.
        connection.execute(_TRIM_LOGS)


def _json_text(rows: Sequence[Any]) -> str:
    return to_json(rows, bytes_mode="utf8").decode()
