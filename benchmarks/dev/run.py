"""Benchmark of the dashboard of `cgk dev`: running queued jobs with and without it, and idling; writes results.md."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

HERE: Final = Path(__file__).parent
ROUNDS: Final = int(os.environ.get("ROUNDS") or 3)
JOBS: Final = int(os.environ.get("JOBS", "20000"))
IDLE_SECONDS: Final = 10.0
MODES: Final = {"without": ["--no-ui"], "history": [], "page": []}
"""Arguments of `cgk dev` by mode: without a dashboard, with its history, and with its page open in a browser."""
BOUNDS: Final = {"history": 0.95, "page": 0.7}
"""Smallest accepted ratio of a mode's rate to the rate without a dashboard."""
MAX_IDLE_SHARE: Final = 0.01
"""Largest accepted share of a core while no job runs."""
TASKS: Final = f"""
import time
from pathlib import Path

from cgk_jobs import OrderCreatedPayload, ProductSyncPayload, send_job, task

done = 0
began = 0.0


@task("product.sync")
async def fill(payload: ProductSyncPayload) -> None:
    # This job occupies the only worker until all jobs are queued.
    global began
    for number in range({JOBS}):
        await send_job("order.created", {{"tenantId": "rawdog", "orderId": f"order_{{number}}"}})
    began = time.perf_counter()


@task("order.created")
async def drain(payload: OrderCreatedPayload) -> None:
    global done
    done += 1
    if done == {JOBS}:
        Path("seconds").write_text(str(time.perf_counter() - began))
"""


class Dev:
    """A running `cgk dev` with its own project.

    Args:
        folder: Empty folder for the project.
        arguments: Additional arguments of the command.
    """

    def __init__(self, folder: Path, arguments: list[str]) -> None:
        self.folder = folder
        (folder / ".git").mkdir()  # marks the root of the project, where `cgk dev` keeps its files
        (folder / "tasks.py").write_text(TASKS, encoding="utf-8")
        self._output = folder / "output.txt"
        self._environment = {**os.environ, "JOBS_PROVIDER": "dev"}
        command = [sys.executable, "-m", "cgk_runtime.cli", "dev", "tasks", "--concurrency", "1", "--no-schedules"]
        with self._output.open("w") as stream:
            self._process = subprocess.Popen(
                [*command, *arguments], cwd=folder, env=self._environment, stdout=stream, stderr=subprocess.STDOUT
            )
        self._wait_for("ready" if "--no-ui" in arguments else "open http")

    @property
    def address(self) -> str:
        """The address of the dashboard, from the command's output; empty without a dashboard."""
        match = re.search(r"http://\S+", self._output.read_text())
        return match.group() if match else ""

    def drain(self) -> float:
        """Queue the jobs, and return the seconds in which the worker runs them."""
        send = [sys.executable, "-m", "cgk_runtime.cli", "send", "product.sync", "--tenant", "rawdog", "--data", "{}"]
        subprocess.run(send, cwd=self.folder, env=self._environment, check=True, capture_output=True)
        result = self.folder / "seconds"
        while not (result.exists() and result.read_text()):
            time.sleep(0.05)
        return float(result.read_text())

    def cpu_seconds(self) -> float:
        """Return the CPU seconds of the worker, the child of the command."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        fields = Path(f"/proc/{children[0]}/stat").read_text().rpartition(")")[2].split()
        user_ticks, system_ticks = int(fields[11]), int(fields[12])
        return (user_ticks + system_ticks) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """Stop the command."""
        self._process.terminate()
        self._process.wait(60)

    def _wait_for(self, words: str) -> None:
        while words not in self._output.read_text():
            time.sleep(0.05)


@contextlib.contextmanager
def running(mode: str) -> Generator[Dev]:
    """Run `cgk dev`, with a page in Chromium in the mode "page"."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        dev = Dev(Path(folder), MODES[mode])
        stack.callback(dev.stop)
        if mode == "page":
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            stack.callback(browser.close)
            page = browser.new_page()
            page.goto(dev.address)
            page.locator(".live[data-state=live]").wait_for()
        yield dev


def main() -> int:
    """Measure, write results.md, and return 1 if a bound is missed."""
    rates: dict[str, list[float]] = {mode: [] for mode in MODES}
    for _ in range(ROUNDS):
        for mode, mode_rates in rates.items():
            with running(mode) as dev:
                mode_rates.append(JOBS / dev.drain())
    with running("page") as dev:
        time.sleep(2)  # until the page has loaded everything
        before = dev.cpu_seconds()
        time.sleep(IDLE_SECONDS)
        idle = (dev.cpu_seconds() - before) / IDLE_SECONDS
    medians = {mode: statistics.median(mode_rates) for mode, mode_rates in rates.items()}
    ratios = {
        mode: statistics.median(rate / without for rate, without in zip(rates[mode], rates["without"], strict=True))
        for mode in BOUNDS
    }
    lines = [
        "# The dashboard of `cgk dev`",
        "",
        f"Command: `make bench SUBJECT=dev`; rounds: {ROUNDS}. One worker runs {JOBS} queued jobs that do",
        "nothing: without a dashboard, with its history, and with its page open in a browser.",
        "",
        "| | Jobs per second | Ratio to `--no-ui` | Bound, at least |",
        "|---|---|---|---|",
        f"| `--no-ui` | {medians['without']:.0f} | | |",
        *(f"| {mode} | {medians[mode]:.0f} | {ratios[mode]:.2f} | {BOUNDS[mode]} |" for mode in BOUNDS),
        "",
        f"Idle with an open page: {idle:.2%} of a core; bound: 1 %.",
        "",
    ]
    (HERE / "results.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return 0 if idle < MAX_IDLE_SHARE and all(ratios[mode] >= bound for mode, bound in BOUNDS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
