"""Benchmark of sending to Inngest, compared with aiohttp and Inngest's SDK; writes results.md."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS") or 3)
SEND_LOCALLY = """
import asyncio, sys
from cgk_jobs import create_job_client

async def main():
    async with create_job_client("local") as client:
        await client.send_job("order.created", {"tenantId": "rawdog", "orderId": "o1"})

asyncio.run(main())
print("inngest" in sys.modules or any(name.startswith("inngest.") for name in sys.modules))
"""


def ratio(rounds: dict[str, list[float]], ours: str, floor: str) -> float:
    """Return the median over the rounds of the ratio of the costs of two ways to send."""
    pairs = zip(rounds[ours], rounds[floor], strict=True)
    return statistics.median(our_cost / floor_cost for our_cost, floor_cost in pairs)


def main() -> None:
    """Run all measurements and write results.md."""
    command = [sys.executable, "-m", "benchmarks.inngest.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sink:
        assert sink.stdout is not None
        port = sink.stdout.readline().strip()
        measured = subprocess.run(
            [sys.executable, "-m", "benchmarks.inngest.measure", port, str(ROUNDS * 5)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        sink.communicate("")  # closes its standard input, so it ends
    rounds: dict[str, list[float]] = json.loads(measured.stdout)
    cost = {name: statistics.median(values) for name, values in rounds.items()}
    single_ratio = ratio(rounds, "cgk-jobs, one by one", "aiohttp, one by one")
    batch_ratio = ratio(rounds, "cgk-jobs provider, batch", "aiohttp, the same bytes")
    batch_speedup = cost["cgk-jobs, one by one"] / cost["cgk-jobs, batch"]
    local_send = subprocess.run(
        [sys.executable, "-c", SEND_LOCALLY], check=True, capture_output=True, text=True,
        env={**os.environ, "JOBS_PROVIDER": "local"},
    )  # fmt: skip
    is_imported = local_send.stdout.strip() == "True"
    checks = [
        ("speedup of a batch", f"{batch_speedup:.1f}", "at least 12", batch_speedup >= 12),
        ("one by one, to aiohttp with the same bytes", f"{single_ratio:.2f}", "1.2", single_ratio <= 1.2),
        ("the provider's batch, to aiohttp with the same bytes", f"{batch_ratio:.2f}", "1.2", batch_ratio <= 1.2),
        ("the local provider imports Inngest's SDK", "yes" if is_imported else "no", "no", not is_imported),
    ]
    lines = [
        "# Sending to Inngest",
        "",
        f"Command: `make bench SUBJECT=inngest`; rounds: {ROUNDS * 5}. A server in another process accepts every",
        "event.",
        "",
        "| client | microseconds per event | to aiohttp |",
        "| --- | ---: | ---: |",
    ]
    for name, microseconds in cost.items():
        floor = cost["aiohttp, one by one" if "one by one" in name else "aiohttp, the same bytes"]
        lines.append(f"| {name} | {microseconds:.1f} | {microseconds / floor:.2f} |")
    lines += [
        "",
        "| measurement | result | bound | |",
        "| --- | ---: | ---: | --- |",
        *(
            f"| {name} | {result} | {bound} | {'holds' if holds else '**missed**'} |"
            for name, result, bound, holds in checks
        ),
        "",
        "`cgk-jobs, batch` also validates each payload and creates its handle. `cgk-jobs provider, batch` sends",
        "payloads that are already validated.",
        "",
    ]
    text = "\n".join(lines)
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
