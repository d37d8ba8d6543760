"""Functions that start, find and end processes in tests."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
"""Number of the option in linux/prctl.h."""


def adopt_orphans() -> None:
    """Make this process the parent of every descendant whose own parent ends; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def running_children(parent: int) -> dict[int, str]:
    """Return the command lines of a process's children, without zombies, by process id; Linux only."""
    processes: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent_id = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent_id) == parent and state != "Z":
            processes[int(folder.name)] = command
    return processes


@contextmanager
def start_process(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Generator[subprocess.Popen[str]]:
    """Start a command with a pipe as its output; kill it if it still runs when the block ends."""
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def is_running(process_id: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process_id}/status")
    return not (status.exists() and "State:\tZ" in status.read_text())


def end_survivors(seconds: float = 10) -> dict[int, str]:
    """Kill the children of this process that do not end within some seconds; return their command lines."""
    deadline = time.monotonic() + seconds
    while (survivors := running_children(os.getpid())) and time.monotonic() < deadline:
        time.sleep(0.1)
    for process_id in survivors:
        os.kill(process_id, signal.SIGKILL)
    return survivors
