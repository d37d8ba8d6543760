"""Benchmark of Python runs in Trigger.dev's worker, warm and cold, next to a TypeScript task; writes results.md."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.runtime.providers.trigger_dev.build.fake_api import FakeApi
from tests.runtime.providers.trigger_dev.build.project import build, make_project
from tests.runtime.providers.trigger_dev.build.worker import TriggerWorker

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS") or 3)
WARM_RUNS, COLD_RUNS = 50, 8
PAYLOAD = {"tenantId": "rawdog", "orderId": "do_nothing"}
"""Payload for which the handler of the test project does nothing."""
TYPESCRIPT = """import { task } from "@trigger.dev/sdk"
export const doNothing = task({ id: "do-nothing", retry: { maxAttempts: 1 }, run: async () => null })
"""


async def median_milliseconds(runs: int, run: Callable[[], Awaitable[object]]) -> float:
    """Return the median of several runs in milliseconds."""
    durations: list[float] = []
    for _ in range(runs):
        started_at = time.perf_counter()
        await run()
        durations.append((time.perf_counter() - started_at) * 1000)
    return statistics.median(durations)


async def measure(worker: TriggerWorker) -> dict[str, float]:
    """Return the median milliseconds of a run of each kind."""

    async def typescript() -> None:
        assert (await worker.run("do-nothing", PAYLOAD)).output is None

    async def warm() -> None:
        assert (await worker.run("order-created", PAYLOAD)).output is None

    async def cold_python() -> None:
        # A changed environment starts a new Python process in the same worker.
        worker.extra_variables = {"BENCHMARK_RUN": str(time.time_ns())}
        assert (await worker.run("order-created", PAYLOAD)).output is None

    async def cold_worker() -> None:
        name = f"cold-{time.time_ns()}"
        assert (await worker.run("order-created", PAYLOAD, process=name)).output is None
        await worker.send_command("end", process=name)

    await typescript()
    await warm()
    return {
        "a task in TypeScript, worker reused": await median_milliseconds(WARM_RUNS, typescript),
        "a Python handler, worker reused (warm)": await median_milliseconds(WARM_RUNS, warm),
        "a Python handler, worker reused, a new interpreter each run": await median_milliseconds(
            COLD_RUNS, cold_python
        ),
        "a Python handler, a new worker each run": await median_milliseconds(COLD_RUNS, cold_worker),
    }


async def main() -> None:
    """Run all measurements and write results.md."""
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder))
        (project / "src" / "trigger").mkdir(parents=True)
        (project / "src" / "trigger" / "do-nothing.ts").write_text(TYPESCRIPT, encoding="utf-8")
        completed = build(project)
        if completed.returncode:
            raise SystemExit(completed.stderr)
        async with FakeApi() as api, TriggerWorker(project, api.url) as worker:
            await worker.build()
            rounds = [await measure(worker) for _ in range(ROUNDS)]
    milliseconds = {name: statistics.median(measurement[name] for measurement in rounds) for name in rounds[0]}
    typescript, warm, cold, _ = milliseconds.values()
    table = [f"| {name} | {duration:.1f} | {duration / warm:.1f} |" for name, duration in milliseconds.items()]
    summary = (
        f"In a warm process, a run is {cold / warm:.0f} times as fast as in a new interpreter. Compared with "
        f"a task in TypeScript, a warm run takes {warm / typescript:.1f} times as long."
    )
    lines = [
        "# Python runs on Trigger.dev",
        "",
        f"Command: `make bench SUBJECT=trigger_run`; rounds: {ROUNDS}. Runs execute in Trigger.dev's own task process.",
        "",
        "| run without work | ms | ratio to a warm run |",
        "| --- | ---: | ---: |",
        *table,
        "",
        summary,
        "",
    ]
    (HERE / "results.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    asyncio.run(main())
