"""Capture of the log records and printed lines of each run."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, cast

from cgk_runtime.providers.local.workers import current_run

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun

    Sink = Callable[[LocalRun, str, str], None]
    """Function that receives the run, the level and the text of a line."""


@contextmanager
def capture_output(sink: Sink) -> Generator[None]:
    """Copy log records and printed lines of runs to a sink within the block."""
    handler = _RunHandler(sink)
    stdout = sys.stdout
    logging.getLogger().addHandler(handler)
    sys.stdout = cast("TextIO", _RunStream(stdout, sink))
    try:
        yield
    finally:
        sys.stdout = stdout
        logging.getLogger().removeHandler(handler)


class _RunHandler(logging.Handler):
    """Logging handler that copies the records of runs."""

    def __init__(self, sink: Sink) -> None:
        super().__init__()
        self._sink = sink
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Copy a record if it was logged during a run."""
        run = current_run.get()
        if run is None:
            return
        try:
            self._sink(run, record.levelname.lower(), self.format(record))
        except Exception:  # noqa: BLE001  as the handlers of `logging` do, such as for a wrong format
            self.handleError(record)


class _RunStream:
    """Standard output that copies the lines of runs; a partial line is copied once it is complete."""

    def __init__(self, stream: TextIO, sink: Sink) -> None:
        self._stream = stream
        self._sink = sink

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the original stream."""
        return getattr(self._stream, name)

    def write(self, text: str, /) -> int:
        """Write to the original stream, and copy complete lines of a run."""
        run = current_run.get()
        if run is not None:
            *lines, run.partial_line = (run.partial_line + text).split("\n")
            for line in lines:
                self._sink(run, "print", line)
        return self._stream.write(text)

    def writelines(self, lines: Iterable[str], /) -> None:
        """Write each text as `write` does."""
        for line in lines:
            self.write(line)
