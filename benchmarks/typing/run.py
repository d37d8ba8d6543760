"""Benchmark of type-checking a thousand calls, compared with calls of a plain function; writes results.md."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.typing.project import ROOT, STYLES, create_project

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
ROUNDS = int(os.environ.get("ROUNDS") or 3)
SLOW_SECONDS = 20.0
"""Runs that take more CPU time are not repeated."""


@dataclass(frozen=True)
class Cost:
    """Cost of one run of a checker: CPU seconds, and peak memory in MB."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Row:
    """Costs of a checker for one style of calls: cold, and warm after one edit if the checker has a cache."""

    checker: str
    style: str
    cold: Cost
    warm: Cost | None


def run(command: list[str], folder: Path) -> Cost:
    """Run a checker, which must find no error."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{output.read().decode()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def commands(python: Path, style: str) -> dict[str, list[str]]:
    """Return the command line of every checker for one module."""
    module, environment = f"{style}.py", str(python.parents[1])
    mypy = [str(BIN / "mypy"), "--strict", "--python-executable", str(python), "--cache-dir", "cache"]
    return {
        "mypy with plugin": [*mypy, "--config-file", "plugin.ini", module],
        "mypy": [*mypy, "--config-file", "plain.ini", module],
        "pyright": [sys.executable, str(ROOT / "tools" / "node.py"), "pyright", "--pythonpath", str(python),
                    "-p", f"{style}.json"],
        "ty": [str(BIN / "ty"), "check", "--python", environment, module],
        "pyrefly": [str(BIN / "pyrefly"), "check", "--preset", "default", "--python-interpreter-path", str(python),
                    module],
        "zuban": [str(BIN / "zuban"), "mypy", "--strict", "--python-executable", str(python), module],
    }  # fmt: skip


def measure(folder: Path, python: Path, checker: str, style: str) -> Row:
    """Measure one style under one checker."""
    command = commands(python, style)[checker]
    cold: list[Cost] = []
    warm: list[Cost] = []
    for _ in range(ROUNDS):
        shutil.rmtree(folder / "cache", ignore_errors=True)
        cold.append(run(command, folder))
        if "mypy" in checker:
            with (folder / f"{style}.py").open("a", encoding="utf-8") as module:
                module.write("# an edit\n")
            warm.append(run(command, folder))
        if cold[-1].seconds > SLOW_SECONDS:
            break
    return Row(checker, style, _median(cold), _median(warm) if warm else None)


def _median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(cost.seconds for cost in costs), statistics.median(cost.megabytes for cost in costs))


def measure_project(events: int, *, installed: bool) -> list[Row]:
    """Measure all checkers and styles in one project; only mypy and pyright if the SDK is not installed."""
    with tempfile.TemporaryDirectory(prefix="cgk-typing-") as name:
        folder = Path(name) / "project"
        python = create_project(folder, events, installed=installed)
        (folder / "plain.ini").write_text("[mypy]\n", encoding="utf-8")
        (folder / "plugin.ini").write_text("[mypy]\nplugins = cgk_runtime.mypy_plugin\n", encoding="utf-8")
        for style in STYLES:
            (folder / f"{style}.json").write_text(f'{{"include": ["{style}.py"]}}', encoding="utf-8")
        checkers = list(commands(python, "plain"))
        if not installed:
            checkers = ["mypy with plugin", "mypy", "pyright"]
        return [measure(folder, python, checker, style) for checker in checkers for style in STYLES]


BOUNDS = {
    (92, "mypy with plugin", "send_job"): 2.1,
    (92, "mypy", "send_job"): 4.5,
    (92, "mypy", "jobs"): 1.3,
    (92, "pyright", "send_job"): 5.5,
    (1000, "mypy with plugin", "send_job"): 4.0,
    (1000, "mypy", "jobs"): 2.0,
}
"""Maximum ratio of the CPU time to that of `plain`, for an installed SDK, by number of events, checker and style."""


def table(events: int, rows: list[Row], *, installed: bool) -> list[str]:
    """Format the results of one project."""
    location = "installed" if installed else "as source next to the calls"
    lines = [
        "",
        f"## {events} events, the SDK {location}",
        "",
        "| checker | calls | cold | ratio | memory | warm, one edit | ratio | memory | bound | verdict |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        plain = next(other for other in rows if (other.checker, other.style) == (row.checker, "plain"))
        ratios = [row.cold.seconds / plain.cold.seconds]
        cells = [row.checker, row.style, *_cells(row.cold, plain.cold)]
        if row.warm and plain.warm:
            ratios.append(row.warm.seconds / plain.warm.seconds)
            cells += _cells(row.warm, plain.warm)
        else:
            cells += ["", "", ""]
        bound = BOUNDS.get((events, row.checker, row.style)) if installed else None
        cells += ["", ""] if bound is None else [f"{bound:g}", "holds" if max(ratios) <= bound else "**missed**"]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _cells(cost: Cost, plain: Cost) -> list[str]:
    return [f"{cost.seconds:.2f} s", f"{cost.seconds / plain.seconds:.2f}", f"{cost.megabytes:.0f} MB"]


def main() -> None:
    """Measure everything and write results.md."""
    lines = [
        "# Cost of type checking",
        "",
        f"Command: `make bench SUBJECT=typing`; rounds: {ROUNDS}, but runs over {SLOW_SECONDS:g} s are not repeated.",
        "Times are the CPU time of checking 1000 calls with dictionaries. A ratio compares a time with that of",
        "`plain`, the calls of a function with one TypedDict of the same SDK. A bound applies to both ratios,",
        "cold and warm.",
    ]
    for events in (92, 1000):
        for installed in (True, False):
            lines += table(events, measure_project(events, installed=installed), installed=installed)
            print("\n".join(lines[-30:]), flush=True)
    (HERE / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
