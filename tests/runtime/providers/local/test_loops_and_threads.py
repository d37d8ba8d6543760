"""Tests of one client in a process with several event loops, threads and forks.

The loop of the first send runs the handlers; when it ends, another loop takes over.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import uvloop
from cgk_runtime import JobClient, Retry, RunFailure, Sdk, current_tenant, with_tenant
from cgk_runtime.providers.local import LocalProvider
from cgk_runtime.tenant import current_tenant_or_none
from shop import ORDER, OrderCreatedPayload, ReviewSubmittedPayload


def client_with_echo(sdk: Sdk) -> JobClient:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        await asyncio.sleep(0.001)
        return f"{current_tenant()} {payload.order_id}"

    client = JobClient(sdk.catalog, LocalProvider(sdk.runner))
    sdk.set_job_client(client)
    return client


def test_provider_runs_on_uvloop(sdk: Sdk) -> None:
    client = client_with_echo(sdk)

    async def main() -> list[object]:
        handles = [
            await client.send_job_dynamic("order.created", {**ORDER, "orderId": str(index)}, delay=0.005)
            for index in range(20)
        ]
        results: list[object] = [await handle.wait(60) for handle in handles]
        await client.close()
        return results

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(main()) == [f"rawdog {index}" for index in range(20)]


def test_two_loops_run_at_the_same_time(sdk: Sdk) -> None:
    client = client_with_echo(sdk)
    results: dict[str, object] = {}
    ready = threading.Barrier(2)

    async def send(tenant: str) -> None:
        ready.wait()
        for _ in range(20):
            payload = {**ORDER, "tenantId": tenant}
            with with_tenant(tenant):
                results[tenant] = await client.trigger_and_wait_dynamic("order.created", payload, timeout=60)

    def run(tenant: str) -> None:
        asyncio.run(send(tenant))

    threads = [threading.Thread(target=run, args=(tenant,)) for tenant in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {"a": "a order_123", "b": "b order_123"}


def test_next_loop_takes_over_pending_jobs(sdk: Sdk) -> None:
    client = client_with_echo(sdk)

    async def send() -> str:
        return (await client.send_job_dynamic("order.created", ORDER)).id

    async def collect(job_id: str) -> object:
        return await client.get_handle(job_id).wait(60)

    job_id = asyncio.run(send())
    assert asyncio.run(collect(job_id)) == "rawdog order_123"


def test_every_thread_receives_its_result(sdk: Sdk) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        await asyncio.sleep(0.02)
        return payload.order_id

    client = JobClient(sdk.catalog, LocalProvider(sdk.runner))
    results: list[object] = []

    async def send_and_wait(number: int) -> object:
        handle = await client.send_job_dynamic("order.created", {**ORDER, "orderId": f"o{number}"})
        return await handle.wait(60)

    def run_in_new_loop(number: int) -> None:
        try:
            results.append(asyncio.run(send_and_wait(number)))
        except BaseException as error:  # noqa: BLE001  compared below
            results.append(repr(error))

    threads = [threading.Thread(target=run_in_new_loop, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == [f"o{number}" for number in range(10)]


@pytest.mark.parametrize("end", ["cancels its tasks", "closes with tasks pending", "stops without closing"])
def test_waiting_loop_takes_over_from_ended_one(sdk: Sdk, end: str) -> None:
    began, is_waiting = threading.Event(), threading.Event()
    attempt_loops: list[asyncio.AbstractEventLoop] = []
    loops: list[asyncio.AbstractEventLoop] = []
    problems: list[str] = []

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        attempt_loops.append(asyncio.get_running_loop())
        began.set()
        if attempt_loops[-1] is attempt_loops[0]:
            await asyncio.Event().wait()
        return payload.order_id

    client = JobClient(sdk.catalog, LocalProvider(sdk.runner))

    async def own_jobs() -> None:
        await client.send_job_dynamic("order.created", ORDER)
        await asyncio.to_thread(is_waiting.wait, 60)
        # asyncio.Runner cancels its tasks and then waits for this thread, so its loop outlives the job by 0.2 s.
        asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.2)

    async def wait_from_another_loop() -> object:
        handle = await client.send_job_dynamic("order.created", {**ORDER, "orderId": "second"})
        waiting = asyncio.create_task(client.get_handle(handle.id).wait())
        # After this call through the other loop, the wait has arrived there too.
        await handle.status()
        is_waiting.set()
        return await asyncio.wait_for(waiting, 60)

    def run_owner() -> None:
        if end == "cancels its tasks":
            with asyncio.Runner() as runner:
                runner.get_loop().set_exception_handler(record_problem)
                runner.run(own_jobs())
            return
        loop = asyncio.new_event_loop()
        loops.append(loop)
        loop.set_exception_handler(record_problem)
        loop.run_until_complete(own_jobs())
        if end == "closes with tasks pending":
            loop.close()

    def record_problem(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        problems.append(context["message"])

    owner = threading.Thread(target=run_owner)
    owner.start()
    assert began.wait(60)
    assert asyncio.run(wait_from_another_loop()) == "second"
    owner.join()
    for loop in loops:
        loop.close()
    gc.collect()
    # asyncio reports the pending tasks of a loop that ended without canceling them.
    assert set(problems) <= (set() if end == "cancels its tasks" else {"Task was destroyed but it is pending!"})


def test_canceled_wait_ends_on_the_other_loop(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    ready, finished = threading.Event(), threading.Event()
    client = client_with_echo(sdk)

    async def own_jobs() -> None:
        await client.send_job_dynamic("order.created", ORDER)
        ready.set()
        await asyncio.to_thread(finished.wait, 60)

    async def wait_and_cancel() -> None:
        handle = await client.send_job_dynamic("order.created", ORDER, delay=3600)
        waiting = asyncio.create_task(handle.wait())
        await handle.status()  # by now, the wait has arrived at the other loop
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        # Both loops still work.
        assert await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60) == "rawdog order_123"
        await handle.cancel()

    owner = threading.Thread(target=lambda: asyncio.run(own_jobs()))
    owner.start()
    assert ready.wait(60)
    asyncio.run(wait_and_cancel())
    finished.set()
    owner.join()
    gc.collect()
    assert "never retrieved" not in caplog.text


def test_on_failure_after_ctrl_c_is_logged(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    client = JobClient(sdk.catalog, LocalProvider(sdk.runner, announce=False))
    failures: list[RunFailure] = []
    job_ids: list[str] = []

    @sdk.task("order.created", retry=Retry(max_attempts=1), on_failure=failures.append)
    async def fail_when_canceled(payload: OrderCreatedPayload) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise ValueError("no stock") from None

    @sdk.task("review.submitted")
    async def press_ctrl_c(payload: ReviewSubmittedPayload) -> None:
        raise KeyboardInterrupt

    async def send() -> None:
        job_ids.append((await client.send_job_dynamic("order.created", ORDER)).id)
        await client.send_job_dynamic("review.submitted", {"tenantId": "rawdog", "text": "x", "stars": 1})
        await asyncio.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(send())
    assert f"on_failure of run {job_ids[0]} is not called, because its event loop ends" in caplog.text
    assert failures == []


def test_threads_send_synchronously(sdk: Sdk) -> None:
    client = client_with_echo(sdk)
    results: list[object] = []

    def work(number: int) -> None:
        payload = {"tenantId": f"tenant-{number}", "orderId": "o"}
        results.append(client.trigger_and_wait_dynamic_sync("order.created", payload, timeout=60))
        assert current_tenant_or_none() is None

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == sorted(f"tenant-{number} o" for number in range(20))


HANDLER = """
    import asyncio, os, sys
    from cgk_jobs import OrderCreatedPayload, jobs, send_job, send_job_sync, task

    @task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        if payload.order_id == "slow":
            print("began", flush=True)
            await asyncio.sleep(30)
        print("handled", payload.order_id, flush=True)
        return payload.order_id

    ORDER = {"tenantId": "rawdog", "orderId": "o1"}
"""


def start_program(program: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HANDLER) + textwrap.dedent(program)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "JOBS_PROVIDER": "local"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_forked_child_can_send(tmp_path: Path) -> None:
    program = """
        print(jobs["order.created"].trigger_and_wait_sync(ORDER, timeout=60), flush=True)
        child = os.fork()
        result = jobs["order.created"].trigger_and_wait_sync({**ORDER, "orderId": "o2"}, timeout=60)
        print("child" if child == 0 else "parent", result, flush=True)
        if child == 0:
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
    """
    process = start_program(program, tmp_path)
    output, errors = process.communicate(timeout=60)
    assert sorted(output.split("\n")) == sorted(
        ["handled o1", "o1", "handled o2", "handled o2", "child o2", "parent o2", ""]
    ), errors


def test_sync_sends_run_before_the_program_ends(tmp_path: Path) -> None:
    process = start_program('send_job_sync("order.created", ORDER)', tmp_path)
    output, errors = process.communicate(timeout=60)
    assert (output, process.returncode) == ("handled o1\n", 0), errors


@pytest.mark.parametrize(
    "program",
    [
        'jobs["order.created"].trigger_and_wait_sync({**ORDER, "orderId": "slow"})',
        'asyncio.run(jobs["order.created"].trigger_and_wait({**ORDER, "orderId": "slow"}))',
    ],
    ids=["synchronous", "asynchronous"],
)
def test_ctrl_c_lists_lost_jobs(program: str, tmp_path: Path) -> None:
    process = start_program(program, tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "began\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode not in {0, None}
    assert "KeyboardInterrupt" in errors
    assert "lost 1 job:\n  run_" in errors
