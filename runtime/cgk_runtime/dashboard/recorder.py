"""Recorder: observes the runs of the local provider and writes their state to the history, a few times a second."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections import OrderedDict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import to_json

from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.errors import error_text

if TYPE_CHECKING:
    from cgk_runtime.dashboard.history import History
    from cgk_runtime.providers.local.run import LocalRun

_logger: Final = logging.getLogger("cgk_runtime.dashboard")
_FLUSH_SECONDS: Final = 0.2
_MAX_RUNS_PER_SAVE: Final = 500
"""Maximum number of runs in a save; building their rows delays the event loop by milliseconds."""
_MAX_WAITING_SIZE: Final = 2_000_000
"""Largest number of characters in log lines that wait for the writer; further lines are dropped."""
_MAX_LINE: Final = 20_000
"""Maximum number of characters of a log line; the rest is cut off."""
_LINE_OVERHEAD: Final = 100
"""Number of characters that a waiting line counts in addition to its text."""
_LOST_LINES: Final = "This run logs faster than its lines can be saved; some are missing here, but not in the terminal."
_MAX_SPANS: Final = 500
"""Maximum number of spans of a run; later ones are dropped."""
_MAX_TRACEBACK: Final = 50_000
"""Maximum number of characters of a traceback; its beginning is cut off."""


class Recorder:
    """Observer that saves changed runs from a thread of its own.

    A run that changes again before it is saved is saved once. If more changed runs wait than the history keeps, the
    earliest changes are dropped, because the history would not keep those runs either.

    Args:
        history: The history to write.

    Attributes:
        version: Increases with every save; pages compare it.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        # Each changed run, and whether its end was reported.
        self._changed: OrderedDict[LocalRun, bool] = OrderedDict()
        self._dropped: list[str] = []
        self._saved_unfinished: set[LocalRun] = set()
        self._lines: list[tuple[str, float, str, str]] = []
        self._spans: dict[LocalRun, list[dict[str, Any]]] = {}
        self._tracebacks: dict[LocalRun, str] = {}
        self._waiting_size = 0
        # Runs with lines that were dropped, and the time of the first one.
        self._lost_lines: dict[LocalRun, float] = {}
        self._lock = threading.Lock()
        self._is_failing = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._save_until_stopped, name="cgk-dev-history", daemon=True)
        self.version = 0
        self._thread.start()

    def changed(self, run: LocalRun) -> None:
        """Record that a run was queued, started, delayed or ended."""
        if run.partial_line and run.is_final:
            self.log(run, "print", run.partial_line)
            run.partial_line = ""
        with self._lock:
            self._changed[run] = run.is_final
            if len(self._changed) > self._history.keep:
                earliest, has_ended = self._changed.popitem(last=False)
                if has_ended:  # this row would have been the last one
                    self._forget(earliest)
                if earliest in self._saved_unfinished:
                    self._saved_unfinished.remove(earliest)
                    self._dropped.append(earliest.id)

    def attempt_failed(self, run: LocalRun, error: BaseException, retry_in: float | None) -> None:
        """Record a failed attempt, and the seconds until the next one or None."""
        self._tracebacks[run] = _storable("".join(traceback.format_exception(error))[-_MAX_TRACEBACK:])
        now = time.time()
        text = f"{type(error).__name__}: {error_text(error)}"
        self._add_span(run, f"Attempt {run.attempt}", run.started_at or now, now, text)
        if retry_in is not None:
            self._add_span(run, "wait", now, now + retry_in, None, kind="wait")

    def step_ended(self, run: LocalRun, step_id: str, began: float, error: tuple[str, str] | None) -> None:
        """Record the end of a step."""
        self._add_span(run, step_id, began, time.time(), ": ".join(error) if error else None, kind="step")
        self.changed(run)

    def log(self, run: LocalRun, level: str, text: str) -> None:
        """Record a line that a run logged or printed; any thread may call this."""
        self._waiting_size += len(text[:_MAX_LINE]) + _LINE_OVERHEAD
        if self._waiting_size < _MAX_WAITING_SIZE:
            suffix = f" … and {len(text) - _MAX_LINE:,} more characters" if len(text) > _MAX_LINE else ""
            self._lines.append((run.id, time.time(), level, _storable(text[:_MAX_LINE]) + suffix))
        else:
            self._lost_lines.setdefault(run, time.time())

    def close(self) -> None:
        """Save what has changed, then close the history; a second call does nothing."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._thread.join()
        self._history.close()

    def _add_span(
        self, run: LocalRun, name: str, began: float, ended: float, error: str | None, kind: str = "attempt"
    ) -> None:
        spans = self._spans.setdefault(run, [])
        if len(spans) < _MAX_SPANS:
            spans.append(
                {
                    "name": _storable(name),
                    "kind": kind,
                    "began": began,
                    "ended": ended,
                    "error": error and _storable(error),
                }
            )

    def _forget(self, run: LocalRun) -> None:
        """Free what is kept for a run that has ended."""
        self._tracebacks.pop(run, None)
        self._spans.pop(run, None)
        self._lost_lines.pop(run, None)

    def _save_until_stopped(self) -> None:
        while not self._stop.wait(_FLUSH_SECONDS):
            self._try_to_save(_MAX_RUNS_PER_SAVE)
        self._try_to_save(self._history.keep)

    def _try_to_save(self, limit: int) -> None:
        """Save changes, or lose them if the disk is full or broken; only the first of several errors is logged."""
        if not (self._changed or self._lines or self._lost_lines):
            return
        try:
            self._save(limit)
            self._is_failing = False
        except Exception:
            if not self._is_failing:
                _logger.exception("[cgk dev] The history cannot be written; the dashboard lacks changes until it can")
            self._is_failing = True

    def _save(self, limit: int) -> None:
        with self._lock:
            changes = [self._changed.popitem(last=False) for _ in range(min(limit, len(self._changed)))]
            self._saved_unfinished.update(run for run, _ in changes)
            dropped, self._dropped = self._dropped, []
            lines: list[tuple[str, float, str, str]] = []
            incomplete = [run for run, has_ended in changes if has_ended]
            if not self._changed:  # a line is saved only after its run
                lines, self._lines, self._waiting_size = self._lines, [], 0
                incomplete = list(self._lost_lines)
            for run in incomplete:
                if run in self._lost_lines:
                    lines.append((run.id, self._lost_lines.pop(run), "warning", _LOST_LINES))
        # The rows are read without the lock; a run that changes meanwhile is saved again.
        self._history.save([self._build_row(run, has_ended=has_ended) for run, has_ended in changes], lines, dropped)
        self.version += 1

    def _build_row(self, run: LocalRun, *, has_ended: bool) -> tuple[Any, ...]:
        message, error = run.message, run.error
        has_options = message.options is not NO_OPTIONS  # most jobs have none, and `asdict` is slow
        options = {name: value for name, value in asdict(message.options).items() if value} if has_options else None
        spans = self._spans.get(run)
        row = (
            run.id, run.job_id, message.event.name, message.tenant_id, run.task.name if run.task else None,
            "interrupted" if run.is_lost else run.status, run.attempt, run.max_attempts, run.queued_at,
            run.started_at, run.ended_at, message.payload,
            to_json(options) if has_options else None, to_json(message.headers) if message.headers else None,
            run.output, error.type if error else None,
            _storable(error.message) if error else None, self._tracebacks.get(run),
            run.parent_id, run.origin and _storable(run.origin), None if spans is None else to_json(spans),
        )  # fmt: skip
        if has_ended:  # this row is the last one; a run whose status is already final may still report its end
            self._forget(run)
            self._saved_unfinished.discard(run)
        return row


def _storable(text: str) -> str:
    """Replace lone surrogates, which JSON in UTF-8 cannot hold, and NUL, at which SQLite cuts a JSON string off."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
