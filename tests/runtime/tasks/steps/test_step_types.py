"""Types of steps: their arguments and results."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from mypy_cache import mypy_cache

PROGRAM = """
from cgk_jobs import OrderCreatedPayload, OrderFulfilledPayload, TaskContext, jobs, task


async def count(order: str) -> int:
    return len(order)


@task("order.fulfilled")
async def ship(payload: OrderFulfilledPayload) -> list[int]:
    return [1]


@task("order.created")
async def order_created(payload: OrderCreatedPayload, context: TaskContext) -> str:
    step = context.step
    reveal_type(await step.run("count", count, payload.order_id))
    reveal_type(await step.run("plain", str.upper, "x"))
    await step.run("wrong", count, 5)  # wrong
    reveal_type(await step.wait_for_event("paid", jobs["order.fulfilled"], timeout=60))
    await step.wait_for_event("typo", jobs["order.fulfiled"], timeout=60)  # wrong
    await step.send_job("mail", jobs["order.cancelled"].item({"orderId": "o1"}))  # wrong
    await step.invoke("lost", ship, {"orderId": "b", "fulfillmentId": "c"})  # wrong
    return "done"
"""


def test_steps_are_typed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM))
    completed = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(mypy_cache("strict")), "program.py"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    reported = completed.stdout
    revealed = [
        line.partition('Revealed type is "')[2].rstrip('"') for line in reported.splitlines() if "Revealed" in line
    ]
    assert [name.replace("cgk_jobs.models.commerce.", "").replace("builtins.", "") for name in revealed] == [
        "int", "str", "OrderFulfilledPayload | None",
    ]  # fmt: skip
    wrong = [number for number, line in enumerate(program.read_text().splitlines(), 1) if line.endswith("# wrong")]
    assert {int(line.split(":")[1]) for line in reported.splitlines() if ": error:" in line} == set(wrong), reported
