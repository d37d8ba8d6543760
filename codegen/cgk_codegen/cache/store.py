"""Content-addressed store of rendered output, in one SQLite file below the user's cache folder.

A key is the hash of the compiler's fingerprint, the name of a step and everything that the step reads. Therefore values
never become invalid, and all projects of a user share the store. A value is deleted after a week.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self

from platformdirs import user_cache_path

from cgk_codegen.cache.fingerprint import compiler_fingerprint
from cgk_codegen.hashing import hash_text

_MAX_AGE_DAYS: Final = 7
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS outputs (key TEXT PRIMARY KEY, value TEXT, hash TEXT, day INTEGER)",
    "CREATE INDEX IF NOT EXISTS outputs_by_day ON outputs (day)",  # finds old values fast
)


class RenderCache:
    """Cache of rendered output, safe to use from several threads.

    If the store cannot be opened, read or written, the compiler renders everything.

    Example:
        with RenderCache() as cache:
            (text,) = cache.map("upper", ["abc"], lambda missing: ["ABC" for _ in missing])
            cache.save()
    """

    def __init__(self, path: Path | None = None, *, read: bool = True) -> None:
        """Open the store.

        Args:
            path: The file; None for the one in the user's cache folder.
            read: False renders everything again and replaces the stored values.
        """
        self._path = path or user_cache_path("cgk-codegen") / "outputs.sqlite"
        self._today = int(time.time() // 86_400)
        self._new: dict[str, str] = {}
        self._lock = Lock()
        self._connection = self._open() if read else None

    def map(self, step: str, inputs: Sequence[str], render: Callable[[list[int]], Sequence[str]]) -> list[str]:
        """Return the output of a step for each input; render only the outputs that the store lacks.

        Args:
            step: Name of the step.
            inputs: All that the step reads, as one text per output.
            render: Renders the outputs of the inputs at these positions; not called if the store has all outputs.
        """
        outputs = [self.get(step, step_input) for step_input in inputs]
        missing = [position for position, output in enumerate(outputs) if output is None]
        rendered = dict(zip(missing, render(missing), strict=True)) if missing else {}
        for position, output in rendered.items():
            self.put(step, inputs[position], output)
        return [rendered[position] if output is None else output for position, output in enumerate(outputs)]

    def get(self, step: str, step_input: str) -> str | None:
        """Return the output of a step for an input, None if the store lacks it or it is damaged."""
        key = _key(step, step_input)
        with self._lock:
            if key in self._new:
                return self._new[key]
            if self._connection is None:
                return None
            try:
                row = self._connection.execute("SELECT value, hash FROM outputs WHERE key = ?", [key]).fetchone()
            except sqlite3.Error:
                return None
            if row is None or hash_text(row[0]) != row[1]:
                return None
            value: str = row[0]
            return value

    def put(self, step: str, step_input: str, output: str) -> None:
        """Add the output of a step; `save` writes it."""
        with self._lock:
            self._new[_key(step, step_input)] = output

    def save(self) -> None:
        """Write new output, and delete old values."""
        with self._lock:
            self._connection = self._connection or self._open()
            if self._connection is None:
                return
            rows = [(key, value, hash_text(value), self._today) for key, value in self._new.items()]
            try:
                with self._connection as connection:
                    connection.executemany("REPLACE INTO outputs VALUES (?, ?, ?, ?)", rows)
                    connection.execute("DELETE FROM outputs WHERE day < ?", [self._today - _MAX_AGE_DAYS])
            except sqlite3.Error as error:
                self._delete_if_damaged(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> sqlite3.Connection | None:
        """Return a connection to the store, None if the store cannot be used."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, check_same_thread=False)
        except (OSError, sqlite3.Error):
            return None
        try:
            # A power failure may damage the file. Damage is detected, so waiting for the disk is not necessary.
            connection.execute("PRAGMA synchronous = OFF")
            for statement in _SCHEMA:
                connection.execute(statement)
        except sqlite3.Error as error:
            connection.close()
            self._delete_if_damaged(error)
            return None
        return connection

    def _delete_if_damaged(self, error: sqlite3.Error) -> None:
        """Delete a damaged store; keep one that is only locked, read-only or on a full disk."""
        if not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self._path.unlink()


def _key(step: str, step_input: str) -> str:
    return hash_text(f"{compiler_fingerprint()}\n{step}\n{step_input}")
