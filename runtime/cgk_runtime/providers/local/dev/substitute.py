"""Substitute for a worker of `cgk dev` that ended: answers every request with the reason."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic_core import to_json

from cgk_runtime.client.provider import RunError
from cgk_runtime.providers.local.dev.wire import FailureResponse

_POLL_SECONDS = 0.05


class Substitute:
    """Server on the worker's address while there is no worker, so that senders fail at once instead of waiting.

    Args:
        listener: Bound socket; left open for the next worker.
        reason: Text of every answer.
    """

    def __init__(self, listener: socket.socket, reason: str) -> None:
        body = to_json(FailureResponse(error=RunError("WorkerEndedError", reason)))

        class Handler(_Handler):
            answer = body

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
    timeout = 5  # seconds, for a client that sends no complete request

    def _refuse(self) -> None:
        # A response before the body was read would be lost: closing the connection resets it.
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    do_GET = do_POST = _refuse  # noqa: N815  names of the standard library

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  names of the standard library
        """Log nothing."""
