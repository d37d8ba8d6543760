"""Workers and senders that are killed, connections that are cut, a server that restarts: nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from paths import TESTS
from processes import started
from queue_database import QueueDatabase, create_queue
from queue_processes import BOUND, TOTAL
from shop_database import Server, running_server
from socket_proxy import SocketProxy

pytestmark = pytest.mark.soak
ROUNDS = int(os.environ.get("ROUNDS", "1"))
FAULTS = ("kill worker", "kill sender", "cut connections", "restart server")
ROUND_SECONDS = 0.5
HEARTBEAT = 0.3


class Shift:
    """Processes of a queue, and the faults that happen to them."""

    def __init__(self, queue: QueueDatabase, proxy: SocketProxy, folder: Path, stack: ExitStack) -> None:
        self.queue = queue
        self.acknowledged = folder / "acknowledged"
        self._proxy = proxy
        self._folder = folder
        self._stack = stack
        self._starts = 0
        self._rng = random.Random(7)  # noqa: S311  not a secret
        self.workers = [self.start("worker") for _ in range(2)]
        self.sender = self.start("sender")

    def start(self, role: str) -> subprocess.Popen[str]:
        self._starts += 1
        settings = {
            "address": self.queue.worker.replace(str(self.queue.server.folder), str(self._folder)),
            "heartbeat": HEARTBEAT,
            "file": str(self.acknowledged),
            "start": self._starts,
        }
        command = [sys.executable, "-m", "queue_processes", role, json.dumps(settings)]
        environment = {**os.environ, "PYTHONPATH": str(TESTS / "support")}
        return self._stack.enter_context(started(command, self._folder, environment))

    def fault(self, kind: str) -> None:
        time.sleep(self._rng.random() * ROUND_SECONDS)
        match kind:
            case "kill worker":
                at = self._rng.randrange(len(self.workers))
                self.workers[at].kill()
                self.workers[at] = self.start("worker")
            case "kill sender":
                self.sender.kill()
                self.sender = self.start("sender")
            case "cut connections":
                self._proxy.cut()
            case _:
                self.queue.server.restart()

    def sent(self) -> dict[str, str]:
        """Return the orders of the accepted jobs, by job id."""
        lines = self.acknowledged.read_text(encoding="utf-8").splitlines() if self.acknowledged.exists() else []
        return dict(json.loads(line) for line in lines)


@pytest.fixture
def own_server() -> Generator[Server]:
    """A server that no other test uses."""
    with running_server() as server:
        yield server


def test_nothing_is_lost_or_doubled(own_server: Server, tmp_path: Path) -> None:
    queue = create_queue(own_server)
    proxy = SocketProxy(own_server.folder, tmp_path)
    most = Counter[str]()
    with proxy.running(), ExitStack() as stack:
        shift = Shift(queue, proxy, tmp_path, stack)
        wait_until(lambda: len(shift.sent()) > 20)
        for number in range(4 * ROUNDS):
            shift.fault(FAULTS[number % len(FAULTS)])
            observe(queue, most)
        shift.sender.kill()
        sent = shift.sent()
        wait_until(lambda: all_ended(queue), 60)
        observe(queue, most)
    runs = {f"run_{row[0]}": row[1:] for row in queue.rows("SELECT id, payload ->> 'orderId', status, output FROM run")}
    assert sent
    wrong = {job: runs.get(job) for job, order in sent.items() if runs.get(job) != (order, "completed", f'"{order}"')}
    assert wrong == {}
    orders = Counter(order for order, _, _ in runs.values())
    assert [order for order, count in orders.items() if count > 1] == []
    assert [order for order in orders if order.endswith("undone")] == []
    assert most.pop("all", 0) <= TOTAL
    assert {tenant: count for tenant, count in most.items() if count > BOUND} == {}
    assert queue.rows("SELECT key, used FROM slot WHERE used <> 0") == []


def observe(queue: QueueDatabase, most: Counter[str]) -> None:
    """Record how many runs each tenant has at a time, and all tenants together."""
    try:
        running = Counter[str](row[0] for row in queue.rows("SELECT tenant FROM run WHERE status = 'running'"))
    except psycopg.OperationalError:  # the server restarts
        return
    for tenant, count in (*running.items(), ("all", running.total())):
        most[tenant] = max(most[tenant], count)


def all_ended(queue: QueueDatabase) -> bool:
    try:
        return queue.rows("SELECT count(*) FROM run WHERE ended_at IS NULL AND queued_at < now()") == [(0,)]
    except psycopg.OperationalError:
        return False


def unfinished(queue: QueueDatabase) -> Any:
    """Return what the queue knows of the runs that have not ended."""
    query = (
        "SELECT r.id, r.status, r.starts, a.due_at - now(), j.status, w.id, w.last_heartbeat - now(), l.state, t "
        "FROM run AS r LEFT JOIN arrival AS a ON run_id = r.id LEFT JOIN procrastinate_jobs AS j ON j.id = r.id "
        "LEFT JOIN procrastinate_workers AS w ON w.id = j.worker_id LEFT JOIN lane AS l ON l.id::text = j.queue_name "
        "LEFT JOIN tenant AS t ON t.tenant = l.tenant WHERE ended_at IS NULL ORDER BY r.id LIMIT 10"
    )
    return queue.rows(query), queue.rows("SELECT * FROM slot"), queue.rows("SELECT * FROM freed")


def wait_until(condition: Any, seconds: float = 30, explain: Any = None) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, explain and explain()
        time.sleep(0.1)
