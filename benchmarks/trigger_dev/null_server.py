"""Server that accepts every request: `python -m benchmarks.trigger_dev.null_server MILLISECONDS` prints its port.

It responds after the given number of milliseconds.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Final

BODY: Final = (
    b'{"id":"run_1","isCached":false,"runCount":1000,"sealed":true,"itemsAccepted":1000,"itemsDeduplicated":0}'
)
"""Body for a single send, for a new batch and for a batch's items; a client ignores the fields of the other kinds."""
RESPONSE: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-trigger-jwt: jwt.fake.sig\r\ncontent-length: "
    + str(len(BODY)).encode()
    + b"\r\n\r\n"
    + BODY
)
CONTENT_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
END_OF_HEAD: Final = b"\r\n\r\n"
LAST_CHUNK: Final = b"0\r\n\r\n"
"""End of a chunked body."""


class NullProtocol(asyncio.Protocol):
    """Connection that answers each complete request, whether its body has a length or is chunked."""

    delay_seconds = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accept a connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._buffer = bytearray()

    def data_received(self, data: bytes) -> None:
        """Answer every complete request."""
        self._buffer += data
        while True:
            head_end = self._buffer.find(END_OF_HEAD)
            if head_end < 0:
                return
            match = CONTENT_LENGTH.search(self._buffer, 0, head_end)
            if match is None and b"chunked" in self._buffer[:head_end].lower():
                last_chunk = self._buffer.find(LAST_CHUNK, head_end)
                if last_chunk < 0:
                    return
                request_end = last_chunk + len(LAST_CHUNK)
            else:
                request_end = head_end + len(END_OF_HEAD) + (int(match.group(1)) if match else 0)
            if len(self._buffer) < request_end:
                return
            del self._buffer[:request_end]
            if self.delay_seconds:
                asyncio.get_running_loop().call_later(self.delay_seconds, self._transport.write, RESPONSE)
            else:
                self._transport.write(RESPONSE)


async def main() -> None:
    """Serve until the process ends."""
    NullProtocol.delay_seconds = float(sys.argv[1]) / 1000
    server = await asyncio.get_running_loop().create_server(NullProtocol, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
