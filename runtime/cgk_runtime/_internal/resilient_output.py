"""Standard output and error of commands; output after its reader has ended is discarded."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from typing_extensions import Buffer

_READER_IS_GONE: Final = frozenset({errno.EPIPE, errno.EIO})
"""Errors of writing to a closed pipe and to a closed terminal."""


class OutputFailed(Exception):  # noqa: N818  `Failed` already names an error
    """The output cannot be written, such as to a full disk. Not an OSError, which argparse would ignore."""


class _ResilientFile(io.FileIO):
    """File that discards its output once a write has failed."""

    def write(self, data: Buffer, /) -> int:
        """Write data; after a failure, discard it and all later data.

        Raises:
            OutputFailed: The write failed, although the reader is not gone.
        """
        try:
            return super().write(data)
        except OSError as error:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self.fileno())
            os.close(null)
            if error.errno not in _READER_IS_GONE:
                raise OutputFailed(error.strerror) from error
        return super().write(data)


@contextmanager
def resilient_output() -> Generator[None]:
    """Let output within the block fail silently once its reader is gone, as after `| head -1`.

    A service must run and stop as usual without a reader. Otherwise the next line it prints raises BrokenPipeError,
    which fails a job or prevents a shutdown.
    """
    previous = sys.stdout, sys.stderr
    current = _resilient(sys.stdout), _resilient(sys.stderr)
    sys.stdout, sys.stderr = current
    try:
        yield
    finally:
        sys.stdout, sys.stderr = previous
        for stream in current:
            if stream not in previous and not stream.closed:
                stream.flush()


def _resilient(stream: TextIO | None) -> TextIO:
    if stream is None:  # closed before the start, as by `2>&-`
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  open until the process ends
    if type(stream) is not io.TextIOWrapper:  # replaced by an application or a test
        return stream
    stream.flush()
    file = _ResilientFile(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(file),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=True,
    )
