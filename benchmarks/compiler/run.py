"""Benchmark of the compiler, compared with other code generators and with `import yaml`; writes results.md."""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.compiler.catalogs import catalog
from benchmarks.compiler.contenders import generator_commands, glean_metrics

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
ROUNDS: Final = int(os.environ.get("ROUNDS") or 3)
SIZES: Final = (100, 1000, 5000)
COLD, EDITED, UNCHANGED = "cgk-codegen, cold", "cgk-codegen, one event edited", "cgk-codegen, nothing changed"
YAML, DATAMODEL = 'python -c "import yaml"', "datamodel-code-generator, unformatted"
IMPORT_PYDANTIC: Final = "from pydantic import BaseModel"
FIRST_SEND: Final = """
import os, sys
sys.path.insert(0, sys.argv[1])
os.environ["JOBS_PROVIDER"] = "local"
import asyncio, json
from importlib import import_module

async def main():
    package = import_module(sys.argv[2])
    await package.send_job_dynamic(sys.argv[3], json.loads(sys.argv[4]))

asyncio.run(main())
"""


@dataclass(frozen=True)
class Cost:
    """Cost of a command in seconds: elapsed time, and CPU time with its children."""

    wall: float
    cpu: float


def measure(command: Sequence[str], folder: Path | None = None, before: Callable[[], None] | None = None) -> Cost:
    """Return the median cost of a command over the rounds; `before` runs before each of them, unmeasured."""
    costs: list[Cost] = []
    for _ in range(ROUNDS):
        if before is not None:
            before()
        used, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        completed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        wall, now = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if completed.returncode:
            raise SystemExit(f"{' '.join(command[:4])} failed:\n{completed.stderr[-2000:]}{completed.stdout[-2000:]}")
        costs.append(Cost(wall, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime))
    return Cost(statistics.median(cost.wall for cost in costs), statistics.median(cost.cpu for cost in costs))


def delete_output_and_cache(folder: Path) -> None:
    """Delete the files that `generate` wrote, except ajv, which it installs into its cache only once."""
    cached = (folder / "cache" / "cgk-codegen").glob("*")
    for path in (folder / "generated", folder / ".cgk-codegen-cache", *cached):
        if path.is_file():
            path.unlink()
        elif not path.name.startswith("ajv-"):
            shutil.rmtree(path, ignore_errors=True)


def measure_compilers(folder: Path, events: int) -> dict[str, Cost]:
    """Measure the compiler and the other generators on one catalog."""
    source = folder / "events.yaml"
    source.write_text(catalog(events), encoding="utf-8")
    ours = (sys.executable, "-m", "cgk_codegen", "generate")
    edit_numbers = count(1)

    def edit_event() -> None:
        number = next(edit_numbers)
        text = catalog(events).replace("The order number 0 has changed.", f"Edit {number}.")
        source.write_text(text.replace("minLength: 1", f"minLength: {number % 5 + 1}", 1), encoding="utf-8")

    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder.parent / "bytecode")
    # These runs compile all modules to bytecode, as an installer does.
    for warm_up in (ours, (*ours, "--force")):
        subprocess.run(warm_up, cwd=folder, capture_output=True, check=True)
    costs = {
        COLD: measure(ours, folder, partial(delete_output_and_cache, folder)),
        EDITED: measure(ours, folder, edit_event),
        UNCHANGED: measure(ours, folder),
    }
    costs[YAML] = measure((sys.executable, "-c", "import yaml"))
    bundle = (folder / "generated" / "schema" / "bundle.json").read_text(encoding="utf-8")
    (folder / "bundle.json").write_text(bundle, encoding="utf-8")
    (folder / "metrics.yaml").write_text(glean_metrics(json.loads(bundle)), encoding="utf-8")
    for name, command in generator_commands(folder).items():
        costs[name] = measure(command, folder)
    return costs


def first_send(output: Path, package: str, event: str) -> float:
    """Return the CPU time of importing an SDK and sending a first job, relative to importing pydantic."""
    schema = json.loads((output / "schema" / "events" / f"{event}.json").read_text(encoding="utf-8"))
    payload = json.dumps(schema["examples"][0])
    ours, pydantic = (
        (sys.executable, "-c", FIRST_SEND, str(output), package, event, payload),
        (sys.executable, "-c", IMPORT_PYDANTIC),
    )
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Without cached bytecode, Python would compile every module in each round.
    for command in (ours, pydantic):
        subprocess.run(command, capture_output=True, check=True)
    costs = [(measure(ours).cpu, measure(pydantic).cpu) for _ in range(3)]
    return statistics.median(sdk / pydantic_alone for sdk, pydantic_alone in costs)


def main() -> None:
    """Run all measurements and write the results."""
    with tempfile.TemporaryDirectory() as name:
        folders = {events: Path(name) / str(events) for events in SIZES}
        costs: dict[int, dict[str, Cost]] = {}
        for events, folder in folders.items():
            folder.mkdir()
            costs[events] = measure_compilers(folder, events)
        first_sends = {  # by the number of events
            92: first_send(ROOT / "generated", "cgk_jobs", "order.created"),
            1000: first_send(folders[1000] / "generated", "bench_jobs", "order0.changed"),
        }
    thousand, datamodel = costs[1000], costs[1000][DATAMODEL]
    yaml_wall = statistics.median(cost[YAML].wall for cost in costs.values())
    checks = [
        ("1000 events, nothing changed, relative to `import yaml` (wall)", thousand[UNCHANGED].wall / yaml_wall, 2),
        ("1000 events, one edited, relative to a cold run (wall)", thousand[EDITED].wall / thousand[COLD].wall, 0.45),
        ("1000 events, one edited, relative to a cold run (CPU)", thousand[EDITED].cpu / thousand[COLD].cpu, 0.45),
        (
            "1000 events, cold, relative to datamodel-code-generator, unformatted (wall)",
            thousand[COLD].wall / datamodel.wall,
            1.3,
        ),
        (
            "1000 events, cold, relative to datamodel-code-generator, unformatted (CPU)",
            thousand[COLD].cpu / datamodel.cpu,
            1.3,
        ),
        (
            "5000 events, cold, relative to five times a cold run of 1000 (CPU)",
            costs[5000][COLD].cpu / thousand[COLD].cpu / 5,
            1.15,
        ),
        ("SDK of 92 events: import and first send, relative to importing pydantic (CPU)", first_sends[92], 1.4),
        ("SDK of 1000 events: import and first send, relative to importing pydantic (CPU)", first_sends[1000], 1.4),
    ]
    lines = [
        "# The compiler",
        "",
        f"Command: `make bench SUBJECT=compiler`; rounds: {ROUNDS}. Catalogs have 100, 1000 and 5000 events.",
        "Times are seconds of a process with its children. A cold run has an empty cache and writes all",
        "artifacts, ajv's validators included; another generator writes one. All programs are installed beforehand.",
        "",
        "| | " + " | ".join(f"{events}: wall | CPU" for events in SIZES) + " |",
        "| --- |" + " ---: |" * 2 * len(SIZES),
    ]
    for contender in thousand:
        costs_by_size = [costs[events][contender] for events in SIZES]
        cells = [f"{cost.wall:.2f} | {cost.cpu:.2f}" for cost in costs_by_size]
        lines.append(f"| {contender} | {' | '.join(cells)} |")
    lines += ["", "| measurement | result | bound | |", "| --- | ---: | ---: | --- |"]
    for subject, measured, bound in checks:
        verdict = "holds" if measured <= bound else "**missed**"
        lines.append(f"| {subject} | {measured:.2f} | {bound:g} | {verdict} |")
    text = "\n".join(lines) + "\n"
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
