"""Benchmark of sending to Trigger.dev, compared with a lower bound and the official client; writes results.md."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.trigger_dev.contenders import CONCURRENT_SENDS, CONTENDERS, PAYLOAD, WARM_UP_SENDS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ROUNDS = int(os.environ.get("ROUNDS") or 3)
SENDS = 4000
REMOTE_RESPONSE_MS = 5
"""Response time of a remote server in milliseconds."""
NODE_WARM_UP_SENDS = WARM_UP_SENDS * 5
"""Node needs more sends than Python until its compiler has optimized the code."""
OFFICIAL = "official Node client 4.8.3"
BARE_POST, VALIDATED_JOB, SEND_JOB, BATCHES = (
    "bare POST, aiohttp",
    "cgk-jobs, a validated job",
    "cgk-jobs, send_job",
    "cgk-jobs, batches of 1000",
)


@contextmanager
def null_server(milliseconds: int = 0) -> Generator[str]:
    """Run the null server in a separate process, and yield its address."""
    command = [sys.executable, "-m", "benchmarks.trigger_dev.null_server", str(milliseconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


def sends_per_cpu_second(name: str, url: str) -> float:
    """Run one client and return its sends per CPU second."""
    sends = 20_000 if name == BATCHES else SENDS
    return sends / measure(name, url, sends)


def measure(name: str, url: str, count: int) -> float:
    """Run one measurement, of a number of sends or rounds, in a separate process; return its result."""
    command = [sys.executable, "-m", "benchmarks.trigger_dev.measure", name, url, str(count)]
    if name == OFFICIAL:
        arguments = json.dumps([url, count, PAYLOAD, CONCURRENT_SENDS, NODE_WARM_UP_SENDS])
        command = [sys.executable, str(ROOT / "tools" / "node.py"), "node", str(HERE / "official.mjs"), arguments]
    completed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if completed.returncode:
        raise SystemExit(f"{name} failed:\n{completed.stderr}")
    return float(completed.stdout.splitlines()[-1])


def main() -> None:
    """Run all measurements and write results.md."""
    rates_by_client: dict[str, list[float]] = {name: [] for name in [*CONTENDERS, OFFICIAL]}
    with null_server() as url:
        for _ in range(ROUNDS):
            for name, rates in rates_by_client.items():
                rates.append(sends_per_cpu_second(name, url))
        batch_speedup = measure("batch speedup", url, ROUNDS * 3)
    with null_server(REMOTE_RESPONSE_MS) as url:
        remote_batch_speedup = measure("batch speedup", url, 1)
    rate = {name: statistics.median(rates) for name, rates in rates_by_client.items()}
    lines = [
        "# Sending to Trigger.dev",
        "",
        f"Command: `make bench SUBJECT=trigger_dev`; rounds: {ROUNDS}. Each client runs in its own process and sends",
        f"{CONCURRENT_SENDS} jobs at a time to a local server that accepts everything, except that the raw socket, the",
        "batches and the single sends that a batch is compared with wait for each response. `httpx2` is the package of",
        "this name, not HTTP/2.",
        "",
        "| client | sends per CPU second | ratio to the bare POST |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {sends:,.0f} | {sends / rate[BARE_POST]:.2f} |" for name, sends in rate.items()),
        "",
        "| measurement | result | bound | |",
        "| --- | ---: | ---: | --- |",
    ]
    checks = [
        ("a validated job, compared with a bare POST of the same bytes", rate[VALIDATED_JOB] / rate[BARE_POST], 0.8),
        (
            "send_job with all its checks, compared with a bare POST of the same bytes",
            rate[SEND_JOB] / rate[BARE_POST],
            0.8,
        ),
        ("send_job, compared with the official Node client", rate[SEND_JOB] / rate[OFFICIAL], 1.0),
        ("a batch of 1000, compared with single sends, in elapsed time", batch_speedup, 20),
        (
            f"a batch of 1000, compared with single sends, with a response time of {REMOTE_RESPONSE_MS} ms",
            remote_batch_speedup,
            20,
        ),
    ]
    for name, result, bound in checks:
        verdict = "holds" if result >= bound else "**missed**"
        lines.append(f"| {name} | {result:.2f} | at least {bound:g} | {verdict} |")
    lines += [
        "",
        f"A batch sends {rate[BATCHES] / rate[SEND_JOB]:.1f} jobs in the CPU time of one single send. The rest of the",
        "speedup comes from waiting: each single send waits for the server's process. Without a response time, this",
        "wait is the time of switching between the two processes, which depends on the machine and its load.",
    ]
    text = "\n".join(lines) + "\n"
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
