"""Proxy in front of PostgreSQL's Unix socket, with which a test cuts connections."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Generator
from pathlib import Path

SOCKET_NAME = ".s.PGSQL.5432"


class SocketProxy:
    """Proxy that forwards all connections, on an event loop in a separate thread.

    Args:
        server: Folder with the server's socket.
        folder: Folder for the proxy's own socket.
    """

    def __init__(self, server: Path, folder: Path) -> None:
        self._server = server / SOCKET_NAME
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()

    @contextlib.contextmanager
    def running(self) -> Generator[None]:
        """Forward connections within the block."""
        listening = threading.Event()
        thread = threading.Thread(target=self._serve, args=(listening,), daemon=True)
        thread.start()
        assert listening.wait(10)
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join(10)

    def cut(self) -> None:
        """Close all connections immediately."""
        self._loop.call_soon_threadsafe(self._abort)

    def _serve(self, listening: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        start = asyncio.start_unix_server(self._forward, str(self._folder / SOCKET_NAME))
        server = self._loop.run_until_complete(start)
        listening.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._close_connections())
        self._loop.close()

    async def _close_connections(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        self._abort()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    def _abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server_reader, server_writer = await asyncio.open_unix_connection(str(self._server))
        except OSError:  # the server restarts
            writer.transport.abort()
            return
        self._writers |= {writer, server_writer}
        await asyncio.gather(_copy(reader, server_writer), _copy(server_reader, writer))
        self._writers -= {writer, server_writer}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
