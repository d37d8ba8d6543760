"""Benchmark of the local provider compared with a floor and other job runners; writes results.md."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.local.contenders import CONTENDERS

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS") or 3)
JOBS = 20_000
FEWER_JOBS = {"Dramatiq StubBroker": 5_000, "MemoryHuey": 5_000, "Celery memory transport": 500}
"""Number of jobs for each slow library."""
FLOOR, OURS, TASKIQ = "asyncio.Queue, 10 workers", "cgk-jobs local", "Taskiq InMemoryBroker"


def measure(name: str, jobs: int = JOBS) -> Any:  # a number, or a list of numbers
    """Run one measurement in a separate process, and return its result."""
    completed = subprocess.run(
        [sys.executable, "-m", "benchmarks.local.measure", name, str(jobs)], capture_output=True, text=True, check=False
    )
    if completed.returncode:
        raise SystemExit(f"{name} failed:\n{completed.stderr}")
    return json.loads(completed.stdout.splitlines()[-1])


def verdict(value: float, bound: float) -> str:
    """Return whether a result meets its bound, as text."""
    return "holds" if value <= bound else "**missed**"


def main() -> None:
    """Run all measurements and write results.md."""
    # A measurement is CPU microseconds per job, and median microseconds from send to result.
    rounds: dict[str, list[list[float]]] = {name: [] for name in CONTENDERS}
    for _ in range(ROUNDS):
        for name in CONTENDERS:
            rounds[name].append(measure(name, FEWER_JOBS.get(name, JOBS)))
    cpu = {name: statistics.median(measurement[0] for measurement in measured) for name, measured in rounds.items()}
    p50 = {name: statistics.median(measurement[1] for measurement in measured) for name, measured in rounds.items()}
    lines = [
        "# The local provider",
        "",
        f"Command: `make bench SUBJECT=local`; rounds: {ROUNDS}. Each library runs in its own process. The floor",
        "is a bare `asyncio.Queue` without validation, limits or retries.",
        "",
        "| in memory, jobs that do nothing | CPU per job | to the floor | send to result, p50 | to the floor |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name in CONTENDERS:
        cells = f"{cpu[name]:.1f} us | {cpu[name] / cpu[FLOOR]:.1f} | {p50[name]:.0f} us | {p50[name] / p50[FLOOR]:.1f}"
        lines.append(f"| {name} | {cells} |")
    heap_lateness, call_later_lateness = measure("timer_lateness")
    checks = [
        ("CPU per job, to the bare queue", cpu[OURS] / cpu[FLOOR], 15),
        ("CPU per job, to Taskiq", cpu[OURS] / cpu[TASKIQ], 0.5),
        ("send to result p50, to the bare queue", p50[OURS] / p50[FLOOR], 20),
        ("idle CPU, to a poller of 100 ms", measure("idle_ratio"), 0.1),
        ("validate and serialize eight fields, to json.dumps", measure("validation_ratio"), 1.6),
        ("bytes per retained job", measure("bytes_per_retained_job"), 1024),
        ("bytes added after 80,000 further jobs have ended", measure("bytes_of_growth"), 100_000),
    ]
    lines += ["", "| measurement | result | bound | |", "| --- | ---: | ---: | --- |"]
    lines += [f"| {name} | {value:.2f} | {bound:g} | {verdict(value, bound)} |" for name, value, bound in checks]
    text = "\n".join(lines) + (
        f"\n\np99 lateness of 20,000 timers within a second: {heap_lateness:.2f} ms on one heap, "
        f"{call_later_lateness:.2f} ms with one `call_later` each.\n"
    )
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
