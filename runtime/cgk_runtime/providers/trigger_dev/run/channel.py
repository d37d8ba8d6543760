"""The socket between the worker of Trigger.dev and its Python process: JSON documents, one a line, both ways."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, cast

from pydantic import BaseModel, Field

PROTOCOL: Final = 1
"""What the emitted bridge must speak; raised whenever a message changes its meaning."""

_CHUNK: Final = 1 << 18


class RunRequest(BaseModel):
    """The worker wants a handler to run once.

    Attributes:
        kind: Whether `name` is a task, a schedule, or a task whose `on_failure` is to be told of a run.
        name: The handler's name, or the schedule's.
        payload: One JSON document; for a schedule what Trigger.dev says about this firing, for a failure the run's
            payload and its error.
        run_id: The run's id.
        attempt: From 1.
        max_attempts: How many there may be.
        queued_at: Milliseconds since 1970.
        tags: The labels it was sent with.
        metadata: The data it was sent with.
        headers: The trace context, where the worker has one.
        marker: What is written to both output streams when the run has ended.
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
    """One end of the socket; sending is safe from any thread.

    Args:
        descriptor: The socket's file descriptor, inherited from the worker. No child of this process inherits it.
    """

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.set_inheritable(False)
        self._socket.setblocking(True)
        self._lock = threading.Lock()

    def send(self, message: Mapping[str, object]) -> None:
        """Send one document; waits while the worker is slow to read.

        Raises:
            OSError: The worker is gone.
        """
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")
        with self._lock:
            self._socket.sendall(line + b"\n")

    def messages(self) -> Iterator[dict[str, Any]]:
        """Give what arrives, until the worker is gone."""
        parts: list[bytes] = []
        while True:
            try:
                chunk = self._socket.recv(_CHUNK)
            except OSError:
                return
            if not chunk:
                return
            first, *lines = chunk.split(b"\n")
            parts.append(first)
            for line in lines:
                yield cast("dict[str, Any]", json.loads(b"".join(parts)))
                parts = [line]
