"""Benchmark of sends per CPU second against a lower bound and the official client; writes results.md."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.trigger_dev.contenders import AT_A_TIME, CONTENDERS, PAYLOAD, WARM

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SENDS = 4000
DISTANCE = 5
"""Response time of a remote server in milliseconds."""
OFFICIAL = "official Node client 4.8.3"
BARE, OURS, SEND_JOB, BATCH = (
    "bare POST, aiohttp",
    "cgk-jobs, a validated job",
    "cgk-jobs, send_job",
    "cgk-jobs, batches of 1000",
)


@contextmanager
def null_server(milliseconds: int = 0) -> Generator[str]:
    """Run the null server in a separate process."""
    command = [sys.executable, "-m", "benchmarks.trigger_dev.null_server", str(milliseconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


def measure(name: str, url: str) -> float:
    """Run one client in a separate process and return its sends per CPU second."""
    sends = 20_000 if name == BATCH else SENDS
    return sends / measured(name, url, sends)


def measured(name: str, url: str, sends: int) -> float:
    """Run one measurement in a separate process."""
    command = [sys.executable, "-m", "benchmarks.trigger_dev.measure", name, url, str(sends)]
    if name == OFFICIAL:
        arguments = json.dumps([url, SENDS, PAYLOAD, AT_A_TIME, WARM * 5])
        command = [sys.executable, str(ROOT / "tools" / "node.py"), "node", str(HERE / "official.mjs"), arguments]
    completed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if completed.returncode:
        raise SystemExit(f"{name} failed:\n{completed.stderr}")
    return float(completed.stdout.splitlines()[-1])


def main() -> None:
    """Run all measurements and write results.md."""
    rounds: dict[str, list[float]] = {name: [] for name in [*CONTENDERS, OFFICIAL]}
    with null_server() as url:
        for _ in range(ROUNDS):
            for name, figures in rounds.items():
                figures.append(measure(name, url))
        sooner = measured("batch to one by one", url, ROUNDS * 3)
    with null_server(DISTANCE) as url:
        sooner_from_afar = measured("batch to one by one", url, 1)
    rate = {name: statistics.median(figures) for name, figures in rounds.items()}
    lines = [
        "# Sending to Trigger.dev",
        "",
        f"Command: `make bench SUBJECT=trigger_dev`; rounds: {ROUNDS}. Each client runs in its own process and sends",
        f"{AT_A_TIME} jobs at a time to a local server that accepts everything.",
        "",
        "| client | sends per CPU second | ratio to the bare POST |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {figure:,.0f} | {figure / rate[BARE]:.2f} |" for name, figure in rate.items()),
        "",
        "| measurement | result | bound | |",
        "| --- | ---: | ---: | --- |",
    ]
    checks = [
        ("a validated job, to a bare POST of the same bytes", rate[OURS] / rate[BARE], 0.8),
        ("send_job with all its checks, to a bare POST of the same bytes", rate[SEND_JOB] / rate[BARE], 0.8),
        ("send_job, to the official Node client", rate[SEND_JOB] / rate[OFFICIAL], 1.0),
        ("a batch of 1000 to single sends, in elapsed time", sooner, 20),
        (f"a batch of 1000 to single sends, with a response time of {DISTANCE} ms", sooner_from_afar, 20),
    ]
    for name, figure, bound in checks:
        verdict = "holds" if figure >= bound else "**missed**"
        lines.append(f"| {name} | {figure:.2f} | at least {bound:g} | {verdict} |")
    lines += [
        "",
        f"In the CPU time of one single send, a batch sends {rate[BATCH] / rate[SEND_JOB]:.1f} jobs.",
    ]
    text = "\n".join(lines) + "\n"
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
