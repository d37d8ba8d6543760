"""Fake server in both modes, and a web server for handlers."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import pytest
import uvicorn
from cgk_runtime.providers.inngest import inngest_app
from cgk_runtime.providers.inngest.registration import register
from cgk_runtime.providers.inngest.settings import InngestSettings
from cgk_runtime.sdk import Sdk
from cgk_runtime.settings import Settings
from fake_inngest import FakeInngest
from fastapi import FastAPI

Serving = Callable[[Sdk, Settings], AbstractContextManager[str]]
UNKNOWN_JOB_ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
def server() -> Iterator[FakeInngest]:
    """Fake server in cloud mode."""
    with FakeInngest() as server:
        yield server


@pytest.fixture
def dev_server() -> Iterator[FakeInngest]:
    """Fake server in dev mode."""
    with FakeInngest("dev") as server:
        yield server


@contextmanager
def serving(sdk: Sdk, settings: Settings) -> Generator[str]:
    """Serve and register an SDK's handlers on a loop in a thread; yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = inngest_app(FastAPI(), sdk, settings=settings, origin=origin)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
        thread.start()
        try:
            address = f"{origin}/api/inngest"
            with ThreadPoolExecutor(1) as executor:  # the caller may be inside an event loop
                executor.submit(asyncio.run, register(address, InngestSettings.read(settings))).result()
            yield address
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def serve() -> Serving:
    """Context manager that serves an SDK's handlers."""
    return serving
