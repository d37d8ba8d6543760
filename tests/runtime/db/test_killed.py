"""The outbox sends exactly the committed jobs while application and relay are killed at random points."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from cgk_runtime.db.outbox import Relay, RelayOptions
from outbox_processes import TENANTS, FileProvider
from paths import TESTS
from psycopg import sql
from shop import CATALOG
from shop_database import Shop
from waiting import until_sync

SUPPORT = TESTS / "support"
ROUNDS = int(os.environ.get("ROUNDS") or 1)
KILL_ROUNDS = min(100, 3 * ROUNDS)


class KillableProcess:
    """Process that is killed and restarted."""

    def __init__(self, role: str, settings: dict[str, Any]) -> None:
        self._role = role
        self._settings = settings
        self._starts = 0
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        self._starts += 1
        settings = json.dumps({**self._settings, "start_number": self._starts})
        environment = {**os.environ, "PYTHONPATH": str(SUPPORT)}
        return subprocess.Popen(
            [sys.executable, "-m", "outbox_processes", self._role, settings],
            env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def await_ready(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        """Kill the process with SIGKILL."""
        assert self._process.poll() is None, f"the {self._role} exited by itself"
        self._process.kill()
        self._process.communicate()

    def restart(self) -> None:
        self.kill()
        self._process = self._start()


@pytest.mark.soak
def test_only_committed_jobs_survive_kills(shop: Shop, tmp_path: Path) -> None:
    shop.add_outbox()
    rng = random.Random(ROUNDS)  # noqa: S311  seeded
    sent_file = tmp_path / "sent.jsonl"
    sent_file.touch()
    settings = {
        "app": shop.address, "relay": shop.relay_address, "prefix": shop.tenancy.schema_prefix, "shared": shop.shared,
        "file": str(sent_file),
    }  # fmt: skip
    processes = [KillableProcess(role, settings) for role in ("application", "relay", "relay")]
    try:
        for process in processes:
            process.await_ready()
        for _ in range(KILL_ROUNDS):
            time.sleep(rng.random() * 0.15)
            killed = rng.sample(processes, rng.choice([1, 1, 2]))  # two at once in a third of the rounds
            for process in killed:
                process.restart()
            for process in killed:
                process.await_ready()
        until_sync(lambda: len({(job["tenant"], job["order"]) for job in read_jobs(sent_file)}) > 10 * KILL_ROUNDS)
    finally:
        for process in processes:
            process.kill()
    options = RelayOptions(table=shop.outbox_table)
    asyncio.run(Relay(shop.relay_address, CATALOG, FileProvider(sent_file), options).drain())
    assert shop.count_outbox_jobs() == 0
    check_sent_jobs(shop, read_jobs(sent_file))


def read_jobs(sent_file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in sent_file.read_text().splitlines()]


def check_sent_jobs(shop: Shop, sent: list[dict[str, str]]) -> None:
    """Compare the sent jobs with the notes that `outbox_processes.application` committed together with them."""
    keys: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    first_sends: dict[tuple[str, str], int] = {}
    for index, job in enumerate(sent):
        keys[job["tenant"], job["order"]].add(job["key"])
        first_sends.setdefault((job["tenant"], job["order"]), index)
    committed: set[tuple[str, str]] = set()
    for tenant in TENANTS:
        with shop.admin() as admin:
            # The application's notes begin with the number of its start; the one that `shop` created does not.
            query = sql.SQL("SELECT body FROM {}.notes WHERE body LIKE '____-%' ORDER BY body")
            rows = admin.execute(query.format(sql.Identifier(shop.tenancy.schema_of(tenant)))).fetchall()
        orders = [str(body).split(" ", 1) for (body,) in rows]  # order and mode, such as "in order"
        committed |= {(tenant, order) for order, _ in orders}
        in_order = [(tenant, order) for order, mode in orders if mode == "in order"]
        sends = [first_sends[job] for job in in_order if job in first_sends]
        assert sends == sorted(sends), f"{tenant}'s jobs were not sent in the order of their commits"
    assert len(committed) > KILL_ROUNDS
    assert set(keys) == committed
    assert [job for job, job_keys in keys.items() if len(job_keys) > 1] == []  # a job sent twice keeps its key
    assert not any(order.endswith("undone") for _, order in keys)  # orders whose transaction was rolled back
