"""`LoopResources`: one resource per event loop, closed on its own loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator

import pytest
from cgk_runtime._internal.loop_resources import LoopResources


class Pool:
    """Resource that records the loop it is closed on."""

    def __init__(self) -> None:
        self.closed_on: asyncio.AbstractEventLoop | None = None

    async def close(self) -> None:
        self.closed_on = asyncio.get_running_loop()


@pytest.fixture
def other_loop() -> Generator[asyncio.AbstractEventLoop]:
    """An event loop that runs in another thread, and is closed at the end like a loop of `asyncio.run`."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    if loop.is_running():
        loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


def test_ended_loop_closes_its_resource() -> None:
    pools = LoopResources(Pool)

    async def get_twice() -> Pool:
        pool = await pools.get()
        assert await pools.get() is pool
        return pool

    first, second = (asyncio.run(get_twice()) for _ in range(2))
    assert first is not second
    assert first.closed_on is not None
    assert second.closed_on is not None


@pytest.mark.filterwarnings("ignore:asynchronous generator .* was scheduled after:ResourceWarning")
def test_late_cleanup_gets_an_open_resource() -> None:
    pools, was_closed = LoopResources(Pool), list[bool]()
    generators: list[AsyncGenerator[None]] = []

    async def application() -> AsyncGenerator[None]:
        try:
            yield
        finally:
            await asyncio.sleep(0.01)  # meanwhile, the loop closes its resource
            was_closed.append((await pools.get()).closed_on is not None)

    async def leave_open() -> None:
        await pools.get()
        generators.append(application())
        await anext(generators[0])

    asyncio.run(leave_open())
    assert was_closed == [False]


def test_resource_is_closed_on_its_loop(other_loop: asyncio.AbstractEventLoop) -> None:
    pools = LoopResources(Pool)
    pool = asyncio.run_coroutine_threadsafe(pools.get(), other_loop).result(60)
    asyncio.run(pools.close())
    assert pool.closed_on is other_loop


def test_close_survives_the_end_of_a_loop(other_loop: asyncio.AbstractEventLoop) -> None:
    pools = LoopResources(Pool)
    pool = asyncio.run_coroutine_threadsafe(pools.get(), other_loop).result(60)
    is_blocked, stop = threading.Event(), threading.Event()

    def block_and_stop() -> None:
        is_blocked.set()
        stop.wait()
        other_loop.stop()  # before the loop runs the callbacks that were submitted meanwhile

    async def close() -> None:
        closing = asyncio.create_task(pools.close())
        await asyncio.sleep(0)  # lets `close` submit its callback to the other loop
        stop.set()
        await asyncio.wait_for(closing, 60)

    other_loop.call_soon_threadsafe(block_and_stop)
    assert is_blocked.wait(60)
    asyncio.run(close())
    assert pool.closed_on is None
