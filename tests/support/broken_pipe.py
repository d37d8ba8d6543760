"""Commands with a broken output pipe, as after `| head -1`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def with_broken_pipe(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    ready: str,
    descriptors: Sequence[int] = (),
) -> Generator[subprocess.Popen[bytes]]:
    """Start a command, read its output until it contains a text, and close the pipe.

    Args:
        command: Program and arguments.
        folder: Working directory.
        environment: Environment variables in addition to PATH and COLUMNS.
        ready: Text to wait for.
        descriptors: File descriptors to pass on.
    """
    reader, writer = os.pipe()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "COLUMNS": "80", **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=writer,
        start_new_session=True,
        pass_fds=descriptors,
    )
    os.close(writer)
    try:
        output = b""
        while ready.encode() not in output:
            chunk = os.read(reader, 65536)
            assert chunk, output.decode()
            output += chunk
        os.close(reader)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
