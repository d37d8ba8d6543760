"""Server that accepts every event and responds with an id for each; as a program, it prints its port."""

from __future__ import annotations

import asyncio
import sys

_ID = b'"01M84R7PXDMNN1AGKQWZD2D08S"'


class Sink(asyncio.Protocol):
    """Connection that does as little work as possible, because only the client is measured."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (head_end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:head_end]).lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            if len(self._buffer) < head_end + 4 + length:
                return
            request_body = bytes(self._buffer[head_end + 4 : head_end + 4 + length])
            del self._buffer[: head_end + 4 + length]
            ids = b",".join([_ID] * request_body.count(b'"name":"'))  # each event has one name
            response_body = b'{"ids":[' + ids + b'],"status":200}'
            assert self._transport is not None
            self._transport.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n%s"
                % (len(response_body), response_body)
            )


async def main() -> None:
    """Serve until standard input is closed."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
