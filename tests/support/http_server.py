"""An HTTP server for tests: keeps what it received, misbehaves as it is told; on a loop in a thread of its own."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, Self

Fault = Literal["reset", "reset in the body", "truncated", "slow", "silent"]
"""Reset: before a byte is answered. Truncated: the connection is closed before the body's end. Slow: a byte at a time.
Silent: taken, never answered."""


@dataclass(frozen=True)
class Received:
    """A request as it arrived; names of headers in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The target without its query, as it was encoded."""
        return self.target.partition("?")[0]

    def json(self) -> Any:  # whatever was sent
        """Read the body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """Response to send; a `body` that is not bytes becomes JSON."""

    status: int = 200
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    fault: Fault | None = None

    def bytes(self) -> bytes:
        """Return the whole response."""
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        names = {name.lower() for name in self.headers}
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}", f"content-length: {len(body)}"]
        if "content-type" not in names and not isinstance(self.body, bytes):
            lines.append("content-type: application/json")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class HttpServer:
    """Serves on a free port of the loopback while it is entered.

    Args:
        answer: Says what to answer.

    Example:
        with HttpServer(lambda request: Reply(body={"id": "run_1"})) as server:
            ...  # server.url, server.received
    """

    def __init__(self, answer: Callable[[Received], Reply]) -> None:
        self.answer = answer
        self.received: list[Received] = []
        self.url = ""
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Cut every connection."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=2**24)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._stop.wait()
        server.close()
        here = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not here]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                request = await _read(reader)
                self.received.append(request)
                if not await self._reply(self._answered(request), writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _answered(self, request: Received) -> Reply:
        try:
            return self.answer(request)
        except Exception as error:  # noqa: BLE001  a mistake of the test's, to be seen by who asked, and not asked again
            return Reply(418, {"error": f"the test's server failed: {error!r}"})

    async def _reply(self, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        content = reply.bytes()
        match reply.fault:
            case None:
                writer.write(content)
                await writer.drain()
                return True
            case "silent":
                await self._stop.wait()
            case "slow":
                for at in range(len(content)):
                    writer.write(content[at : at + 1])
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
    """Answers in turn; the last one again and again."""

    def __init__(self) -> None:
        self.replies = [Reply(body={"ok": True})]

    def __call__(self, _request: Received) -> Reply:
        """Return the next response."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        chunks: list[bytes] = []
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            chunks.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
        return Received(method, target, headers, b"".join(chunks))
    return Received(method, target, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
