"""Killed workers and senders, cut connections and restarts of the server: no job is lost or repeated."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from paths import TESTS
from queue_database import QueueDatabase, create_queue
from queue_processes import MAX_RUNNING, MAX_RUNNING_PER_TENANT
from shop_database import Server, running_server
from socket_proxy import SocketProxy

pytestmark = pytest.mark.soak
REQUESTED_ROUNDS = int(os.environ.get("ROUNDS") or 1)
ROUNDS = REQUESTED_ROUNDS if REQUESTED_ROUNDS == 1 else max(REQUESTED_ROUNDS, 100)
"""Rounds of all faults; at least 100 in `make soak`, which sets the variable."""
FAULTS = ("kill worker", "kill sender", "cut connections", "restart server")
MAX_PAUSE_SECONDS = 0.2
HEARTBEAT = 0.3


class FaultyProcesses:
    """Workers and a sender of a queue, and the faults that a test causes in them."""

    def __init__(self, queue: QueueDatabase, proxy: SocketProxy, folder: Path, stack: ExitStack) -> None:
        self.queue = queue
        self.acknowledged = folder / "acknowledged"
        self._proxy = proxy
        self._folder = folder
        self._starts = 0
        self._rng = random.Random(7)  # noqa: S311  seeded
        command = [sys.executable, "-m", "queue_processes"]
        environment = {**os.environ, "PYTHONPATH": str(TESTS / "support")}
        self._launcher = stack.enter_context(
            subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        self._running: set[int] = set()
        stack.callback(self.kill_all)
        self.workers = [self.start("worker") for _ in range(2)]
        self.sender = self.start("sender")

    def start(self, role: str) -> int:
        """Start a process and return its id."""
        self._starts += 1
        settings = {
            "address": self.queue.worker.replace(str(self.queue.server.folder), str(self._folder)),
            "heartbeat": HEARTBEAT,
            "file": str(self.acknowledged),
            "start_number": self._starts,
        }
        assert self._launcher.stdin is not None
        assert self._launcher.stdout is not None
        self._launcher.stdin.write(json.dumps([role, settings]) + "\n")
        self._launcher.stdin.flush()
        process = int(self._launcher.stdout.readline())
        self._running.add(process)
        return process

    def kill(self, process: int) -> None:
        self._running.remove(process)
        os.kill(process, signal.SIGKILL)

    def kill_all(self) -> None:
        for process in list(self._running):
            self.kill(process)

    def cause(self, fault: str) -> None:
        """Wait until jobs are sent and run, then cause a fault and start killed processes again."""
        sent, ended = len(self.sent()), count_ended(self.queue)
        wait_until(lambda: len(self.sent()) > sent and count_ended(self.queue) > ended)
        time.sleep(self._rng.random() * MAX_PAUSE_SECONDS)
        match fault:
            case "kill worker":
                index = self._rng.randrange(len(self.workers))
                self.kill(self.workers[index])
                self.workers[index] = self.start("worker")
            case "kill sender":
                self.kill(self.sender)
                self.sender = self.start("sender")
            case "cut connections":
                self._proxy.cut()
            case _:
                self.queue.server.restart()

    def sent(self) -> dict[str, str]:
        """Return the orders of the accepted jobs, by job id, without lines that are being written or were cut."""
        text = self.acknowledged.read_text(encoding="utf-8") if self.acknowledged.exists() else ""
        return dict(json.loads(line) for line in text.split("\n") if line.endswith("]"))


@pytest.fixture
def own_server() -> Generator[Server]:
    """A server that no other test uses."""
    with running_server() as server:
        yield server


def test_nothing_is_lost_or_repeated(own_server: Server, tmp_path: Path) -> None:
    queue = create_queue(own_server)
    proxy = SocketProxy(own_server.folder, tmp_path)
    max_running = Counter[str]()
    with proxy.running(), ExitStack() as stack:
        processes = FaultyProcesses(queue, proxy, tmp_path, stack)
        wait_until(lambda: len(processes.sent()) > 20)
        for fault in FAULTS * ROUNDS:
            processes.cause(fault)
            record_running(queue, max_running)
        processes.kill(processes.sender)
        sent = processes.sent()
        while not all_ended(queue):  # the total time is not limited, but the time until one more run ends
            ended = count_ended(queue)
            wait_until(lambda: count_ended(queue) > ended or all_ended(queue))  # noqa: B023  called at once
        record_running(queue, max_running)
    runs = {f"run_{row[0]}": row[1:] for row in queue.rows("SELECT id, payload ->> 'orderId', status, output FROM run")}
    assert sent
    wrong = {job: runs.get(job) for job, order in sent.items() if runs.get(job) != (order, "completed", f'"{order}"')}
    assert wrong == {}
    orders = Counter(order for order, _, _ in runs.values())
    assert [order for order, count in orders.items() if count > 1] == []
    assert [order for order in orders if order.endswith("undone")] == []
    assert max_running.pop("all", 0) <= MAX_RUNNING
    assert {tenant: count for tenant, count in max_running.items() if count > MAX_RUNNING_PER_TENANT} == {}
    assert queue.rows("SELECT key, used FROM slot WHERE used <> 0") == []


def record_running(queue: QueueDatabase, max_running: Counter[str]) -> None:
    """Update the maximum number of simultaneous runs of each tenant, and of all tenants together."""
    try:
        running = Counter[str](row[0] for row in queue.rows("SELECT tenant FROM run WHERE status = 'running'"))
    except psycopg.OperationalError:  # the server restarts
        return
    for tenant, count in (*running.items(), ("all", running.total())):
        max_running[tenant] = max(max_running[tenant], count)


def count_ended(queue: QueueDatabase) -> int:
    ((count,),) = queue.rows("SELECT count(ended_at) FROM run")
    return int(count)


def all_ended(queue: QueueDatabase) -> bool:
    try:
        return queue.rows("SELECT count(*) FROM run WHERE ended_at IS NULL") == [(0,)]
    except psycopg.OperationalError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
