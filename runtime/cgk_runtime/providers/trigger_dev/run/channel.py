"""Socket between Trigger.dev's worker and its Python process, with one JSON document per line in both directions."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, cast

from pydantic import BaseModel, Field

PROTOCOL: Final = 1
"""Protocol version, which must equal the bridge's; increased whenever the meaning of a message changes."""

_CHUNK_BYTES: Final = 1 << 18


class RunRequest(BaseModel):
    """Request of the worker to run a handler once.

    Attributes:
        kind: "task" or "schedule" to run a handler, "failure" to call a task's `on_failure`.
        name: Name of the handler or schedule.
        payload: JSON document; Trigger.dev's description of the due time for a schedule, the run's payload and error
            for a failure.
        run_id: Run id.
        attempt: Number of the attempt, from 1.
        max_attempts: Maximum number of attempts.
        queued_at: Time of the trigger in milliseconds since 1970.
        tags: Tags of the run.
        metadata: JSON data of the run.
        headers: Trace context, if the worker has one.
        marker: Line to write to both output streams after the run.
    """

    kind: Literal["task", "schedule", "failure"]
    name: str
    payload: str
    run_id: str = Field(alias="runId")
    attempt: int = 1
    max_attempts: int = Field(1, alias="maxAttempts")
    queued_at: float | None = Field(None, alias="queuedAt")
    tags: tuple[str, ...] = ()
    metadata: dict[str, Any] | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    marker: str = ""


class Channel:
    """Python's end of the socket. Sending is safe from any thread.

    Args:
        descriptor: File descriptor of the socket, inherited from the worker. Child processes do not inherit it.
    """

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.set_inheritable(False)
        self._socket.setblocking(True)
        self._lock = threading.Lock()

    def send(self, message: Mapping[str, object]) -> None:
        """Send one document; block while the worker does not read.

        Raises:
            OSError: The worker has ended.
        """
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")
        with self._lock:
            self._socket.sendall(line + b"\n")

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield the received documents until the worker ends."""
        parts: list[bytes] = []
        while True:
            try:
                chunk = self._socket.recv(_CHUNK_BYTES)
            except OSError:
                return
            if not chunk:
                return
            rest_of_line, *next_lines = chunk.split(b"\n")
            parts.append(rest_of_line)
            for next_line in next_lines:
                yield cast("dict[str, Any]", json.loads(b"".join(parts)))
                parts = [next_line]
