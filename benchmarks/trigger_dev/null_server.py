"""Server that accepts every request: `python -m benchmarks.trigger_dev.null_server MILLISECONDS` prints its port.

It answers after the given number of milliseconds.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Final

BODY: Final = (
    b'{"id":"run_1","isCached":false,"runCount":1000,"sealed":true,"itemsAccepted":1000,"itemsDeduplicated":0}'
)
ANSWER: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-trigger-jwt: jwt.fake.sig\r\ncontent-length: "
    + str(len(BODY)).encode()
    + b"\r\n\r\n"
    + BODY
)
LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class NullProtocol(asyncio.Protocol):
    """Connection that answers each complete request; bodies have a length or are chunked."""

    delay = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accept a connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._buffer = bytearray()

    def data_received(self, data: bytes) -> None:
        """Answer every complete request."""
        self._buffer += data
        while True:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            match = LENGTH.search(self._buffer, 0, head)
            if match is None and b"chunked" in self._buffer[:head].lower():
                end = self._buffer.find(b"0\r\n\r\n", head)
                if end < 0:
                    return
                end += 5
            else:
                end = head + 4 + (int(match.group(1)) if match else 0)
            if len(self._buffer) < end:
                return
            del self._buffer[:end]
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, self._transport.write, ANSWER)
            else:
                self._transport.write(ANSWER)


async def main() -> None:
    """Serve until the process ends."""
    NullProtocol.delay = float(sys.argv[1]) / 1000
    server = await asyncio.get_running_loop().create_server(NullProtocol, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
