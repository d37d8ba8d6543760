"""Substitute for a worker of `cgk dev` that ended: answers every request with the reason."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic_core import to_json

from cgk_runtime.client.provider import RunError
from cgk_runtime.providers.local.dev.wire import FailureResponse

_POLL_SECONDS = 0.05
_PART = 65_536
"""Bytes of a body that are read and discarded at a time."""
_LONGEST_NUMBER = 16
_JSON: Mapping[str, str] = {"Content-Type": "application/json"}
Page = Callable[[str, Mapping[str, str]], tuple[int, Mapping[str, str], bytes]]
"""Responds to a browser: path and headers to status, headers and body."""


class Substitute:
    """Server on the worker's address while no worker runs; senders fail at once instead of waiting.

    Args:
        listener: Bound socket; left open for the next worker.
        reason: Text of every answer.
        page: Responds to browsers: path and headers to status, headers and body; None for the same text.
    """

    def __init__(self, listener: socket.socket, reason: str, page: Page | None = None) -> None:
        body = to_json(FailureResponse(error=RunError("WorkerEndedError", reason)))

        class Handler(_Handler):
            answer = body
            page_of = staticmethod(page) if page else None

        self._server = ThreadingHTTPServer(listener.getsockname(), Handler, bind_and_activate=False)
        self._server.socket.close()
        self._server.socket = listener.dup()
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), name="cgk-dev-substitute", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    answer: bytes
    page_of: Page | None = None
    timeout = 5  # seconds, for a client that sends no complete request

    def _refuse(self) -> None:
        # A response before the body was read would be lost: closing the connection resets it.
        length = self.headers.get("Content-Length") or ""
        remaining = int(length) if length.isascii() and length.isdigit() and len(length) < _LONGEST_NUMBER else 0
        while remaining and (part := self.rfile.read(min(remaining, _PART))):
            remaining -= len(part)
        status, headers, body = 503, _JSON, self.answer
        if self.page_of is not None and not self.path.startswith("/v1/"):
            status, headers, body = self.page_of(self.path, dict(self.headers.items()))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _refuse  # noqa: N815  names of the standard library

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  names of the standard library
        """Log nothing."""
