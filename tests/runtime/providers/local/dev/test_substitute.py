"""Substitute for a worker of `cgk dev` that ended, and requests that try to occupy it."""

from __future__ import annotations

import socket

import pytest
from cgk_runtime.providers.local.dev.substitute import Substitute


@pytest.mark.parametrize("length", ["0", "abc", "-1", "99999999999999", "9" * 400])
def test_any_length_of_a_body_is_refused(length: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        substitute = Substitute(listener, "the worker ended")
        try:
            with socket.create_connection(listener.getsockname(), timeout=30) as client:
                client.sendall(f"POST /v1/jobs HTTP/1.1\r\nContent-Length: {length}\r\n\r\nabc".encode())
                client.shutdown(socket.SHUT_WR)
                received = b"".join(iter(lambda: client.recv(65_536), b""))
        finally:
            substitute.stop()
    assert b" 503 " in received
    assert b"the worker ended" in received
