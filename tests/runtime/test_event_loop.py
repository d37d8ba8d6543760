"""Background event loop of synchronous code, at the end of the main thread."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from cgk_runtime._internal.event_loop import BackgroundLoop

PROGRAM = """
import asyncio, threading
from cgk_runtime._internal.event_loop import background_loop

async def slow(name):
    await asyncio.sleep(0.2)
    return name

async def finish():
    print("finished")

def work():
    threading.main_thread().join(0.1)
    print(background_loop.run("slow", slow("unfinished at the end")))
    threading.main_thread().join()
    print(background_loop.run("slow", slow("started after the end")))

background_loop.run("slow", slow("main"))
background_loop.on_exit(finish)
threading.Thread(target=work).start()
threading.Event().wait(0.2)
"""


def test_failed_start_leaves_no_dead_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_thread: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    background_loop = BackgroundLoop()
    with (
        monkeypatch.context() as patch,
        closing(asyncio.new_event_loop()) as loop,
        closing(return_text("done")) as call,
    ):
        patch.setattr(threading.Thread, "start", fail)
        patch.setattr(asyncio, "new_event_loop", lambda: loop)
        with pytest.raises(RuntimeError, match="new thread"):
            background_loop.run("return_text", call)
    assert background_loop.submit(return_text("done")).result(timeout=30) == "done"


async def return_text(text: str) -> str:
    return text


def test_calls_outlive_the_main_thread() -> None:
    completed = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=30, check=True)
    assert (sorted(completed.stdout.split("\n")), completed.stderr) == (
        ["", "finished", "started after the end", "unfinished at the end"],
        "",
    )
