"""The promise: a payload without tenantId fails `mypy --strict`, in every form a job can be sent in."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

RIGHT = """
from cgk_jobs import OrderCreatedPayload, create_job_client, jobs, send_job, send_job_sync, task, trigger_and_wait


async def right() -> None:
    async with create_job_client("local") as client:
        await client.send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"}, delay=5)
        await client.jobs["order.created"].send({"tenantId": "rawdog", "orderId": "order_123"})
        await client.trigger_and_wait("order.created", {"tenantId": "rawdog", "orderId": "order_123"}, timeout=5)
    await trigger_and_wait("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
    await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
    await send_job("order.created", {"tenantId": "rawdog", "orderId": "o", "totalAmount": 9999, "currency": "USD"})
    await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"}, delay=5)
    await send_job("order.created", OrderCreatedPayload(tenant_id="rawdog", order_id="order_123"), tags=["a"])
    await jobs["order.created"].send({"tenantId": "rawdog", "orderId": "order_123"})
    send_job_sync("order.created", {"tenantId": "rawdog", "orderId": "order_123"})


@task("order.created")
async def handle(payload: OrderCreatedPayload) -> None:
    await handle.send({"tenantId": payload.tenant_id, "orderId": payload.order_id})
"""

WRONG = {
    "a dictionary": 'await send_job("order.created", {"orderId": "order_123"})',
    "a dictionary with options": 'await send_job("order.created", {"orderId": "order_123"}, delay=5)',
    "a dictionary, synchronously": 'send_job_sync("order.created", {"orderId": "order_123"})',
    "a variable": 'payload = {"orderId": "order_123"}; await send_job("order.created", payload)',
    "a tenant that is None": 'await send_job("order.created", {"tenantId": None, "orderId": "order_123"})',
    "another event's model": 'await send_job("order.created", CreatorSetupCompletePayload(tenant_id="a", creator_id="c"))',  # noqa: E501
    "an unknown field": 'await send_job("order.created", {"tenantId": "a", "orderId": "o", "colour": "red"})',
    "waiting by name": 'await trigger_and_wait("order.created", {"orderId": "order_123"})',
    "a client of its own": 'await client.send_job("order.created", {"orderId": "order_123"})',
    "waiting through a client of its own": 'await client.trigger_and_wait("order.created", {"orderId": "order_123"})',
    "an unknown event": 'await send_job("order.craeted", {"tenantId": "a", "orderId": "o"})',
}
NAMED = {
    "a model": ('OrderCreatedPayload(order_id="order_123")', 'Missing named argument "tenant_id"'),
    "a job's object": (
        'await jobs["order.created"].send({"orderId": "order_123"})',
        'Missing key "tenantId" for TypedDict "OrderCreatedDict"',
    ),
    "a batch's item": (
        'jobs["order.created"].item({"orderId": "order_123"})',
        'Missing key "tenantId" for TypedDict "OrderCreatedDict"',
    ),
    "a client's job": (
        'client.jobs["order.created"].send_sync({"orderId": "order_123"})',
        'Missing key "tenantId" for TypedDict "OrderCreatedDict"',
    ),
    "waiting": (
        'await jobs["order.created"].trigger_and_wait({"orderId": "order_123"})',
        'Missing key "tenantId" for TypedDict "OrderCreatedDict"',
    ),
}
"""Where mypy says what is missing without any help."""

PROGRAM = """
from cgk_jobs import (
    CreatorSetupCompletePayload, JobClient, OrderCreatedPayload, jobs, send_job, send_job_sync, trigger_and_wait
)


async def wrong(client: JobClient) -> None:
"""


def run_mypy(folder: Path, program: str) -> tuple[int, str]:
    (folder / "program.py").write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "program.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_right_calls_pass(tmp_path: Path) -> None:
    assert run_mypy(tmp_path, RIGHT) == (0, "Success: no issues found in 1 source file\n")


def test_every_wrong_call_is_an_error_on_its_own_line(tmp_path: Path) -> None:
    lines = [*WRONG.values(), *(statement for statement, _ in NAMED.values())]
    program = PROGRAM + "".join(f"    {line}\n" for line in lines)
    code, said = run_mypy(tmp_path, program)
    first = PROGRAM.count("\n") + 1
    with_error = {int(number) for number in re.findall(r"^program\.py:(\d+): error:", said, re.MULTILINE)}
    assert code == 1
    assert with_error == set(range(first, first + len(lines))), said


@pytest.mark.parametrize("form", NAMED)
def test_the_message_names_what_is_missing(tmp_path: Path, form: str) -> None:
    statement, message = NAMED[form]
    assert message in run_mypy(tmp_path, f"{PROGRAM}    {statement}\n")[1]


def test_a_handler_of_another_events_payload_is_refused(tmp_path: Path) -> None:
    program = """
from cgk_jobs import CreatorSetupCompletePayload, task


@task("order.created")
async def handle(payload: CreatorSetupCompletePayload) -> None: ...
"""
    code, said = run_mypy(tmp_path, program)
    assert code == 1
    assert "CreatorSetupCompletePayload" in said
