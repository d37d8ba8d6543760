"""HTTP server for tests that records requests and simulates faults, on an event loop in its own thread."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, Self

Fault = Literal["reset", "reset in the body", "truncated", "slow", "silent"]
"""How a response fails.

Reset: the server aborts the connection before the first byte, or in the body. Truncated: it closes the connection
before the end of the body. Slow: it sends the response one byte at a time. Silent: it sends no response.
"""


@dataclass(frozen=True)
class Received:
    """Received request with lower-case header names."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """Encoded target without the query."""
        return self.target.partition("?")[0]

    def json(self) -> Any:  # JSON of any kind
        """Parse the body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """Response of the server. A body other than bytes is sent as JSON."""

    status: int = 200
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    fault: Fault | None = None

    def bytes(self) -> bytes:
        """Return the complete response."""
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        header_names = {name.lower() for name in self.headers}
        lines = [f"HTTP/1.1 {self.status} {_reason_phrase(self.status)}", f"content-length: {len(body)}"]
        if "content-type" not in header_names and not isinstance(self.body, bytes):
            lines.append("content-type: application/json")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class HttpServer:
    """Server on a free loopback port, for use as a context manager.

    Args:
        answer: Function that returns the response to a request.

    Attributes:
        received: Received requests.
        connections: Number of accepted connections.
        url: Address; connections are refused until the server is started.

    Example:
        with HttpServer(lambda request: Reply(body={"id": "run_1"})) as server:
            ...  # server.url, server.received
    """

    def __init__(self, answer: Callable[[Received], Reply]) -> None:
        self.answer = answer
        self.received: list[Received] = []
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))

    def __enter__(self) -> Self:
        """Start the server."""
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Abort all connections."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._serve_connection, sock=self._socket, limit=2**24)
        self._ready.set()
        await self._stop.wait()
        server.close()
        current = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not current]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                request = await _read_request(reader)
                self.received.append(request)
                if not await self._reply(self._respond(request), writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _respond(self, request: Received) -> Reply:
        try:
            return self.answer(request)
        except Exception as error:  # noqa: BLE001  an error in a test reaches the client as a 418, which it never retries
            return Reply(418, {"error": f"the test's server failed: {error!r}"})

    async def _reply(self, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        """Send a response; return whether the connection can receive another request."""
        content = reply.bytes()
        match reply.fault:
            case None:
                writer.write(content)
                await writer.drain()
                return True
            case "silent":
                await self._stop.wait()
            case "slow":
                for index in range(len(content)):
                    writer.write(content[index : index + 1])
                    await asyncio.sleep(0.02)
            case "truncated":
                writer.write(content[:-1])
                await writer.drain()
            case "reset" | "reset in the body":
                if reply.fault != "reset":
                    writer.write(content[:-1])
                    await writer.drain()
                writer.transport.abort()
        return False


class Script:
    """Scripted responses; the last one repeats."""

    def __init__(self) -> None:
        self.replies = [Reply(body={"ok": True})]

    def __call__(self, _request: Received) -> Reply:
        """Return the next response."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


async def _read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request_line, *header_lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = request_line.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in header_lines)}
    if headers.get("transfer-encoding") == "chunked":
        chunks: list[bytes] = []
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            chunks.append(await reader.readexactly(size))
            await reader.readexactly(len(b"\r\n"))
        await reader.readuntil(b"\r\n")
        return Received(method, target, headers, b"".join(chunks))
    return Received(method, target, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


def _reason_phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
