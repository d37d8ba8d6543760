"""Benchmark of the site of a catalog with 5000 events, in Chromium; writes results.md."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

from benchmarks.compiler.catalogs import catalog, event_name
from benchmarks.compiler.run import delete_output_and_cache

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE: Final = Path(__file__).parent
ROUNDS: Final = int(os.environ.get("ROUNDS") or 3)
EVENTS: Final = 5000
QUERIES: Final = (
    "o", "or", "order", "order1", "changed", "order changed", "paid", "tags", "amount currency", "group 7",
    "the feed number", "somebody wrote", "mail4999", "nothinghasthis", "x y z",
)  # fmt: skip
RUN_QUERIES: Final = """
queries => new Promise(resolve => {
  const began = performance.now();
  cgkSearch.load(() => {
    const ready = performance.now() - began;
    const times = [];
    for (let round = 0; round < 20; round++)
      for (const query of queries) {
        const start = performance.now();
        cgkSearch.find(query.toLowerCase().split(/\\s+/));
        times.push(performance.now() - start);
      }
    resolve({ ready, times: times.sort((a, b) => a - b) });
  });
})
"""
"""Function that loads the search index and measures each query."""
TYPE_QUERY: Final = """
() => new Promise(resolve => {
  const box = document.querySelector("#search");
  const start = performance.now();
  box.value = "order chan";
  box.dispatchEvent(new Event("input"));
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
})
"""
"""Function that types a query and measures the time until its results are drawn."""


@dataclass(frozen=True)
class Results:
    """Results of all measurements.

    Attributes:
        compiler: Seconds of CPU and of wall clock of `generate`, by round.
        site: The same of `site`.
        event_seconds: Seconds until an event's page is drawn.
        index_seconds: Seconds until the index is drawn.
        index_ready_ms: Milliseconds until the search index is loaded.
        query_ms: Milliseconds of each query, sorted in ascending order.
        typed_ms: Milliseconds from a typed query to its results.
        file_sizes: Bytes of each file of the site.
    """

    compiler: list[tuple[float, float]]
    site: list[tuple[float, float]]
    event_seconds: float
    index_seconds: float
    index_ready_ms: float
    query_ms: list[float]
    typed_ms: float
    file_sizes: list[int]


def measure_command(command: list[str], folder: Path) -> tuple[float, float]:
    """Return the seconds of CPU and of wall clock of a command, children included."""
    used, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime, time.perf_counter() - began


def seconds_to_open(browser: Browser, page: Path) -> float:
    """Return the median seconds until a page has loaded and is drawn, each time in a new browser context."""
    times: list[float] = []
    for _ in range(max(ROUNDS, 3)):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        began = time.perf_counter()
        tab.goto(page.as_uri())
        tab.evaluate("new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))")
        times.append(time.perf_counter() - began)
        context.close()
    return statistics.median(times)


def main() -> None:
    """Run all measurements and write the results; without Chromium nothing is measured."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("The site is not measured: Chromium is not installed (make browser)", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "events.yaml").write_text(catalog(EVENTS), encoding="utf-8")
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        ours = [sys.executable, "-m", "cgk_codegen"]
        compiler_costs: list[tuple[float, float]] = []
        site_costs: list[tuple[float, float]] = []
        measure_command([*ours, "generate"], folder)  # installs ajv
        for _ in range(ROUNDS):
            delete_output_and_cache(folder)
            shutil.rmtree(folder / "site", ignore_errors=True)
            compiler_costs.append(measure_command([*ours, "generate"], folder))
            site_costs.append(measure_command([*ours, "site"], folder))
        site = folder / "site"
        sizes = [file.stat().st_size for file in site.rglob("*") if file.is_file()]
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            event = seconds_to_open(browser, site / "events" / f"{event_name(2500)}.html")
            index = seconds_to_open(browser, site / "index.html")
            tab = browser.new_page()
            tab.goto((site / "index.html").as_uri())
            search: dict[str, Any] = tab.evaluate(RUN_QUERIES, list(QUERIES))
            typed: float = tab.evaluate(TYPE_QUERY)
            browser.close()
        text = report(Results(compiler_costs, site_costs, event, index, search["ready"], search["times"], typed, sizes))
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


def _median_wall(costs: list[tuple[float, float]]) -> float:
    return statistics.median(wall for _, wall in costs)


def report(results: Results) -> str:
    """Return the results as Markdown."""
    pairs = list(zip(results.site, results.compiler, strict=True))
    ratios = [
        statistics.median(site[clock] / compiler[clock] for site, compiler in pairs)
        for clock in (0, 1)  # CPU, wall
    ]
    query_ms, sizes = results.query_ms, results.file_sizes
    compiler_wall, site_wall = _median_wall(results.compiler), _median_wall(results.site)
    load = os.getloadavg()[0]
    rows = [
        ("`site` to a cold `generate` (CPU)", f"{ratios[0]:.2f}", "1", ratios[0] <= 1),
        ("`site` to a cold `generate` (wall)", f"{ratios[1]:.2f}", "1", ratios[1] <= 1),
        ("an event's page opens", f"{results.event_seconds:.2f} s", "0.5 s", results.event_seconds <= 0.5),
        ("the index opens", f"{results.index_seconds:.2f} s", "1 s", results.index_seconds <= 1),
        (f"a query, slowest of {len(query_ms)}", f"{query_ms[-1]:.1f} ms", "50 ms", query_ms[-1] <= 50),
        ("a typed query until its results are drawn", f"{results.typed_ms:.1f} ms", "50 ms", results.typed_ms <= 50),
    ]
    lines = [
        "# The site",
        "",
        f"Command: `make bench SUBJECT=site`; rounds: {ROUNDS}. The catalog has {EVENTS} events; Chromium opens",
        "the pages as files.",
        "",
        "| measurement | result | bound | |",
        "| --- | ---: | ---: | --- |",
        *(
            f"| {name} | {value} | {bound} | {'holds' if holds else '**missed**'} |"
            for name, value, bound, holds in rows
        ),
        "",
        f"`generate` took {compiler_wall:.1f} s and `site` {site_wall:.1f} s,",
        f"at a load average of {load:.0f}. The site has {len(sizes):,} files, {sum(sizes) / 1e6:.0f} MB.",
        f"The search index is loaded in {results.index_ready_ms:.0f} ms; the median query takes",
        f"{statistics.median(query_ms):.1f} ms.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
