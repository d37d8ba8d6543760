"""Tests of `cgk worker` with a gateway that speaks Inngest's Connect protocol."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from broken_pipe import with_broken_pipe
from cgk_jobs import CATALOG
from cgk_runtime import JobClient, RunFailedError
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from fake_inngest import FakeInngest
from fake_inngest.gateway import FakeGateway
from http_server import Reply
from waiting import until_sync

TASKS = """
import asyncio
import threading
import time
from contextlib import asynccontextmanager
from pathlib import Path

from cgk_jobs import AbortTask, OrderCancelledPayload, OrderCreatedPayload, Retry, RetryAfter, TaskContext
from cgk_jobs import current_tenant, jobs, resource, task
from inngest.connect._internal import conn_init_starter, isolated_worker

# Shorten the SDK's pauses of five seconds and one second.
conn_init_starter.CONN_INIT_RETRY_INTERVAL_SEC = isolated_worker.RECONNECTION_DELAY_SEC = 0.2
isolated_worker.POST_CONNECT_SETTLE_SEC = 0.1

HERE = Path(__file__).parent


@resource("pool")
@asynccontextmanager
async def pool():
    (HERE / "opened").touch()
    yield "pool"
    (HERE / "closed").touch()


@task("order.created", retry=Retry(max_attempts=3, min_timeout_ms=4000, factor=2), concurrency=7)
async def order_created(payload: OrderCreatedPayload, context: TaskContext) -> object:
    match payload.order_id:
        case "slow":
            (HERE / "begun").touch()
            while not (HERE / "may end").exists():
                await asyncio.sleep(0.01)
        case "flaky" if context.attempt < 3:
            raise ConnectionError("the shop does not respond")
        case "later" if context.attempt == 1:
            raise RetryAfter(30, "at its limit")
        case "gone":
            raise AbortTask("the order was deleted")
        case "steps":
            charged = await context.step.run("charge", charge, payload.order_id)
            await context.step.sleep("briefly", 1)
            customer = {"tenantId": payload.tenant_id, "customerId": "c1", "email": "a@b.c"}
            await context.step.send_job("notify", jobs["customer.created"].item(customer))
            return [charged, current_tenant()]
    return {"tenant": current_tenant(), "attempt": context.attempt, "resource": context.resources["pool"]}


async def charge(order_id: str) -> str:
    with (HERE / "charges").open("a") as charges:
        charges.write(order_id)
    return f"charge of {order_id} for {current_tenant()}"


@task("order.cancelled")
def order_cancelled(payload: OrderCancelledPayload) -> list[object]:
    time.sleep(0.3)
    return [threading.current_thread() is threading.main_thread(), current_tenant()]
"""


class Worker:
    """Process of the command; its output is read as it arrives."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cgk_runtime.cli", "worker", "app.tasks", *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "COLUMNS": "80", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output = ""
        self._has_ended = False
        self._has_changed = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._has_changed:
                self.output += line
                self._has_changed.notify_all()
        with self._has_changed:
            self._has_ended = True
            self._has_changed.notify_all()

    def wait_for(self, text: str) -> None:
        """Wait until the output contains a text."""
        with self._has_changed:
            self._has_changed.wait_for(lambda: text in self.output or self._has_ended, 60)
            assert text in self.output, self.output

    def send_signal(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    def wait_for_end(self) -> int:
        """Wait until the process has ended, and return its exit status."""
        status = self.process.wait(30)
        self._reader.join()
        return status

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()


Start = Callable[..., Worker]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "tasks.py").write_text(textwrap.dedent(TASKS))
    return tmp_path


@pytest.fixture
def gateway(server: FakeInngest) -> Iterator[FakeGateway]:
    with FakeGateway(server) as gateway:
        yield gateway


@pytest.fixture
def start(folder: Path, server: FakeInngest) -> Iterator[Start]:
    """Start the command and wait for the connection unless `ready=False`."""
    started: list[Worker] = []

    def start(*arguments: str, ready: bool = True, **environment: str) -> Worker:
        worker = Worker(folder, *arguments, **server.settings(**environment).variables)
        started.append(worker)
        if ready:
            worker.wait_for("ready, connected to")
        return worker

    yield start
    for worker in started:
        worker.kill()


@pytest.fixture
def client(server: FakeInngest) -> Iterator[JobClient]:
    with JobClient(CATALOG, InngestProvider(CATALOG, InngestSettings.read(server.settings()))) as client:
        yield client


def send(client: JobClient, order_id: str, event: str = "order.created") -> Any:
    return client.send_job_dynamic_sync(event, {"tenantId": "rawdog", "orderId": order_id})


def test_worker_registers_and_runs_functions(
    server: FakeInngest, gateway: FakeGateway, start: Start, client: JobClient, folder: Path
) -> None:
    worker = start("--concurrency", "5")
    (connected,) = gateway.workers
    assert (connected.hello.sdk_language, connected.hello.framework) == ("py", "connect")
    assert connected.hello.max_worker_concurrency == 5
    assert [app.app_name for app in connected.hello.apps] == ["cgk-jobs"]
    function = server.functions["cgk-jobs-order-created"]
    assert function["triggers"] == [{"event": "order.created"}]
    assert function["concurrency"] == [{"limit": 7}]
    assert function["steps"]["step"]["retries"] == {"attempts": 2}
    assert function["steps"]["step"]["runtime"]["url"].startswith("wss://connect?fnId=")
    assert "cgk-jobs-schedule-ab-hourlyMetrics" in server.functions
    assert send(client, "o1").wait_sync(60) == {"tenant": "rawdog", "attempt": 1, "resource": "pool"}
    # Synchronous handlers run in threads, several at a time.
    handles = [send(client, str(number), "order.cancelled") for number in range(3)]
    assert [handle.wait_sync(60) for handle in handles] == [[False, "rawdog"]] * 3
    server.receive("order.created", {"tenantId": "rawdog"})
    until_sync(lambda: server.runs[-1].event.data == {"tenantId": "rawdog"} and server.runs[-1].ended_at is not None)
    assert server.runs[-1].output["name"] == "InvalidPayloadError"
    assert "orderId: is required" in server.runs[-1].output["message"]
    assert server.runs[-1].calls == 1
    worker.send_signal()
    assert worker.wait_for_end() == 0
    assert connected.messages[-1] == "WORKER_PAUSE"
    assert "WORKER_HEARTBEAT" in connected.messages
    assert (folder / "app" / "closed").exists()


def test_attempts_and_steps_reach_the_server(
    server: FakeInngest, gateway: FakeGateway, start: Start, client: JobClient, folder: Path
) -> None:
    start()
    assert send(client, "flaky").wait_sync(60)["attempt"] == 3
    assert server.retry_afters == pytest.approx([4, 8], abs=3)
    assert send(client, "later").wait_sync(60)["attempt"] == 2
    assert server.retry_afters[-1] == pytest.approx(30, abs=3)
    with pytest.raises(RunFailedError, match="AbortTask: the order was deleted"):
        send(client, "gone").wait_sync(60)
    assert server.runs[-1].calls == 1
    assert send(client, "steps").wait_sync(60) == ["charge of steps for rawdog", "rawdog"]
    assert server.runs[-1].calls == 4
    assert (folder / "app" / "charges").read_text() == "steps"
    assert [event.data["customerId"] for event in server.events if event.name == "customer.created"] == ["c1"]


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_worker_finishes_running_jobs(
    gateway: FakeGateway, start: Start, client: JobClient, folder: Path, signal_number: signal.Signals
) -> None:
    worker = start()
    running = send(client, "slow")
    until_sync((folder / "app" / "begun").exists)
    worker.send_signal(signal_number)
    worker.wait_for("stopping once running handlers have finished")
    until_sync(lambda: "WORKER_PAUSE" in gateway.workers[0].messages)
    waiting_job = send(client, "o1")
    (folder / "app" / "may end").touch()
    assert running.wait_sync(60)["tenant"] == "rawdog"
    assert worker.wait_for_end() == 0
    assert (folder / "app" / "closed").exists()
    assert "Traceback" not in worker.output
    assert not waiting_job.status_sync().is_final
    start()  # another worker runs what waits
    assert waiting_job.wait_sync(60)["tenant"] == "rawdog"


def test_second_signal_kills_the_worker(start: Start, gateway: FakeGateway, client: JobClient, folder: Path) -> None:
    worker = start()
    send(client, "slow")
    until_sync((folder / "app" / "begun").exists)
    worker.send_signal()
    worker.wait_for("a second signal stops the worker at once")
    worker.send_signal()
    assert worker.wait_for_end() == -signal.SIGTERM


def test_grace_period_ends_the_worker(start: Start, gateway: FakeGateway, client: JobClient, folder: Path) -> None:
    worker = start("--grace", "0.2")
    send(client, "slow")
    until_sync((folder / "app" / "begun").exists)
    worker.send_signal()
    worker.wait_for("0.2 s are over")
    assert worker.wait_for_end() == 0
    assert "Traceback" not in worker.output


def test_long_run_keeps_its_lease(gateway: FakeGateway, start: Start, client: JobClient, folder: Path) -> None:
    start()
    handle = send(client, "slow")
    until_sync(lambda: len(gateway.extended) >= 4)  # longer than one lease
    (folder / "app" / "may end").touch()
    assert handle.wait_sync(60)["attempt"] == 1


def test_closing_gateway_is_replaced(
    server: FakeInngest, gateway: FakeGateway, start: Start, client: JobClient, folder: Path
) -> None:
    worker = start()
    handle = send(client, "slow")
    until_sync((folder / "app" / "begun").exists)
    server.run(gateway.drain())
    worker.wait_for("connected again")
    assert len(gateway.workers) == 2
    (folder / "app" / "may end").touch()
    assert handle.wait_sync(60)["tenant"] == "rawdog"
    assert "WORKER_REPLY" in gateway.workers[1].messages
    assert server.runs[-1].calls == 1


def test_lost_gateway_is_retried(server: FakeInngest, gateway: FakeGateway, start: Start, client: JobClient) -> None:
    worker = start()
    server.run(gateway.close_abruptly())
    worker.wait_for("the connection was lost, reconnecting")
    worker.wait_for("[InngestProvider] Gateway connection error: ")
    handle = send(client, "o1")
    server.run(gateway.listen_again())
    worker.wait_for("connected again")
    assert handle.wait_sync(60)["tenant"] == "rawdog"
    worker.send_signal()
    assert worker.wait_for_end() == 0


def test_unacknowledged_reply_goes_by_http(gateway: FakeGateway, start: Start, client: JobClient) -> None:
    start()
    gateway.loses_replies = True
    assert send(client, "o1").wait_sync(60)["tenant"] == "rawdog"
    assert gateway.flushed


def test_refused_handshake_names_the_key(server: FakeInngest, gateway: FakeGateway, start: Start) -> None:
    server.fault = lambda request: Reply(401, {"error": "no"}) if "/v0/connect" in request.target else None
    worker = start(ready=False, INNGEST_ENV="branch-1")
    assert worker.wait_for_end() == 1
    assert (
        f"[InngestProvider] {server.url} refuses this worker: INNGEST_SIGNING_KEY is not a key of this server, or "
        "the environment of INNGEST_ENV does not exist" in worker.output
    )
    assert "Traceback" not in worker.output


def test_refused_functions_end_the_worker(server: FakeInngest, gateway: FakeGateway, start: Start) -> None:
    gateway.refuse = lambda _: ("config_invalid", "At least one function is invalid")
    worker = start(ready=False)
    assert worker.wait_for_end() == 1
    assert f"[InngestProvider] The gateway of {server.url} refuses this worker: config_invalid" in worker.output
    assert "Traceback" not in worker.output


def test_failed_start_is_reported_and_retried(server: FakeInngest, gateway: FakeGateway, start: Start) -> None:
    failures = iter([Reply(503, b"busy")] * 8)  # the SDK gives up after five
    server.fault = lambda request: next(failures, None) if request.path == "/v0/connect/start" else None
    worker = start()
    assert "ConnectionStart request retry: failed to send start request: 503" in worker.output
    assert f"cannot reach {server.url}, trying again: failed to send start request: 503" in worker.output


def test_worker_waits_for_a_server_that_is_down(folder: Path) -> None:
    late_server = FakeInngest()
    address = late_server.url.removeprefix("http://")
    worker = Worker(folder, **late_server.settings().variables)
    try:
        for _ in range(4):  # the message is repeated until the server is up
            worker.output = worker.output.partition("; trying again")[2]
            worker.wait_for(f"Connection error: no connection to {address} (Connection refused); trying again")
        with late_server, FakeGateway(late_server):
            worker.wait_for("ready, connected to")
            worker.send_signal()
            assert worker.wait_for_end() == 0
    finally:
        worker.kill()


def test_worker_stops_while_the_server_is_down(folder: Path) -> None:
    url = "http://127.0.0.1:1"
    worker = Worker(folder, INNGEST_BASE_URL=url, INNGEST_EVENT_KEY="k", INNGEST_SIGNING_KEY="signkey-test-00ff")
    try:
        worker.wait_for("trying again")
        worker.send_signal()
        assert worker.wait_for_end() == 0
        assert "Traceback" not in worker.output
    finally:
        worker.kill()


def test_worker_uses_the_fallback_key(server: FakeInngest, gateway: FakeGateway, start: Start) -> None:
    start(INNGEST_SIGNING_KEY="signkey-test-" + "ab" * 32, INNGEST_SIGNING_KEY_FALLBACK=server.signing_key)


def test_worker_survives_a_broken_pipe(
    server: FakeInngest, gateway: FakeGateway, client: JobClient, folder: Path
) -> None:
    tasks = folder / "app" / "tasks.py"
    printing = "    print(payload.order_id, flush=True)\n    match payload"
    tasks.write_text(tasks.read_text().replace("    match payload", printing))
    command = [sys.executable, "-m", "cgk_runtime.cli", "worker", "app.tasks"]
    with with_broken_pipe(command, folder, server.settings().variables, ready="ready, connected to") as process:
        assert send(client, "o1").wait_sync(60)["attempt"] == 1  # the handler's print() fails no job
        running = send(client, "slow")
        until_sync((folder / "app" / "begun").exists)
        process.send_signal(signal.SIGTERM)
        until_sync(lambda: "WORKER_PAUSE" in gateway.workers[0].messages)
        (folder / "app" / "may end").touch()
        assert running.wait_sync(60)["tenant"] == "rawdog"
        assert process.wait(60) == 0
        assert (folder / "app" / "closed").exists()


def test_worker_stops_while_connecting(server: FakeInngest, gateway: FakeGateway, start: Start) -> None:
    worker = start()
    server.run(gateway.close_abruptly())
    worker.wait_for("[InngestProvider] Gateway connection error: ")
    worker.send_signal()
    assert worker.wait_for_end() == 0
    assert "Traceback" not in worker.output


def test_worker_stops_during_the_handshake(gateway: FakeGateway, start: Start) -> None:
    gateway.handshake_seconds = 1
    worker = start(ready=False)
    until_sync(lambda: gateway.handshakes == 1)
    worker.send_signal()
    assert worker.wait_for_end() == 0
    # The SDK sends its first heartbeat at the end of the handshake, before or after this message.
    messages = [message for message in gateway.workers[0].messages if message != "WORKER_HEARTBEAT"]
    assert messages[-1] == "WORKER_PAUSE"
    assert "Traceback" not in worker.output


def test_keys_are_never_logged(
    server: FakeInngest, gateway: FakeGateway, start: Start, client: JobClient, folder: Path
) -> None:
    tasks = folder / "app" / "tasks.py"
    debug = "import logging\nlogging.basicConfig(level=logging.DEBUG, force=True)\n"
    tasks.write_text(debug + tasks.read_text())
    worker = start()
    send(client, "steps").wait_sync(60)
    worker.send_signal()
    assert worker.wait_for_end() == 0
    assert "DEBUG:websockets.client" in worker.output  # debug output is on
    start_request = next(request for request in server.received if request.path == "/v0/connect/start")
    hashed_key = start_request.headers["authorization"].removeprefix("Bearer ")
    bare_key = server.signing_key.removeprefix("signkey-test-")
    for secret in (server.event_key, server.signing_key, bare_key, hashed_key):
        assert secret not in worker.output
        assert secret.encode().hex(" ") not in worker.output
    assert re.search(r"Bearer \w", worker.output) is None


def test_dev_mode_needs_no_key(folder: Path, dev_server: FakeInngest) -> None:
    with FakeGateway(dev_server) as gateway:
        worker = Worker(folder, **dev_server.settings(INNGEST_SIGNING_KEY="", INNGEST_EVENT_KEY="").variables)
        try:
            worker.wait_for("ready, connected to")
            assert [connected.hello.auth_data.sync_token for connected in gateway.workers] == [""]
        finally:
            worker.kill()
