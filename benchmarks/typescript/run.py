"""Benchmark of the TypeScript validators compared with zod, typebox and ajv; writes results.md."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ROUNDS = int(os.environ.get("ROUNDS") or 3)
OURS, ZOD = "cgk-jobs", "zod parse"
TITLES = {OURS: "cgk-jobs: `isPayload`", ZOD: "zod: `parse`", "zod safeParse": "zod: `safeParse`",
          "typebox": "typebox: `Check`", "ajv at run time": "ajv, compiled at run time"}  # fmt: skip


def measure() -> dict[str, dict[str, float]]:
    """Measure once in a separate process; return nanoseconds per payload by validator and by "valid" or "invalid"."""
    completed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), "node", str(HERE / "measure.mjs")],
        input=json.dumps({"folder": str(ROOT / "generated"), "rounds": ROUNDS}),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if completed.returncode:
        raise SystemExit(f"the measurement failed:\n{completed.stderr}")
    measurements: dict[str, dict[str, float]] = json.loads(completed.stdout)
    return measurements


def main() -> None:
    """Measure everything and write results.md."""
    runs = [measure() for _ in range(ROUNDS)]
    cost = {
        name: {kind: statistics.median(run[name][kind] for run in runs) for kind in ("valid", "invalid")}
        for name in runs[0]
    }
    lines = [
        "# Validators in TypeScript",
        "",
        f"Command: `make bench SUBJECT=typescript`; rounds: {ROUNDS}. Each of {ROUNDS} processes validates the",
        f"examples of all events in {ROUNDS} rounds, and reports each validator's fastest round. The table has",
        "the medians of the processes.",
        "",
        "| | valid payload | ratio to ours | invalid payload | ratio to ours |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, title in TITLES.items():
        valid, invalid = cost[name]["valid"], cost[name]["invalid"]
        ratios = valid / cost[OURS]["valid"], invalid / cost[OURS]["invalid"]
        lines.append(f"| {title} | {valid:.0f} ns | {ratios[0]:.2f} | {invalid:.0f} ns | {ratios[1]:.2f} |")
    lines += ["", "| measurement | result | bound | verdict |", "| --- | ---: | ---: | --- |"]
    for kind in ("valid", "invalid"):
        ratio = cost[OURS][kind] / cost[ZOD][kind]
        verdict = "holds" if ratio <= 1 else "**missed**"
        lines.append(f"| {kind} payload, ours to zod's parse | {ratio:.2f} | 1 | {verdict} |")
    text = "\n".join(lines) + "\n"
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
