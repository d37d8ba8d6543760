"""Benchmark of the importer, compared with a cold compilation of the same catalog; writes results.md."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.compiler.catalogs import catalog
from benchmarks.compiler.run import ROUNDS, Cost, delete_output_and_cache, measure

HERE: Final = Path(__file__).parent
EVENTS: Final = 1000
BOUND: Final = 2
"""Maximum ratio of the cost of an import to that of the compilation."""
COMPILE: Final = (sys.executable, "-m", "cgk_codegen", "generate")
SOURCES: Final = {"JSON Schema": "generated/schema/events", "AsyncAPI": "generated/asyncapi.json"}


def measure_imports(folder: Path) -> dict[str, Cost]:
    """Return the costs of a cold compilation, and of importing the files that it wrote."""
    (folder / "events.yaml").write_text(catalog(EVENTS), encoding="utf-8")
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    subprocess.run(COMPILE, cwd=folder, capture_output=True, check=True)
    costs = {"compile, cold": measure(COMPILE, folder, lambda: delete_output_and_cache(folder))}
    target = folder / "imported.yaml"
    for name, source in SOURCES.items():
        command = (sys.executable, "-m", "cgk_codegen", "import", source, "--catalog", target.name, "--report", "json")
        target.unlink(missing_ok=True)
        subprocess.run(command, cwd=folder, capture_output=True, check=True)  # compiles its modules to bytecode
        costs[f"import of {name}"] = measure(command, folder, lambda: target.unlink(missing_ok=True))
    return costs


def main() -> None:
    """Run all measurements and write the results."""
    with tempfile.TemporaryDirectory() as name:
        costs = measure_imports(Path(name))
    cold = costs.pop("compile, cold")
    lines = [
        "# The importer",
        "",
        f"Command: `make bench SUBJECT=importing`; rounds: {ROUNDS}. The catalog has {EVENTS} events. Times are",
        "seconds. A cold compilation writes all artifacts with an empty cache; an import reads the JSON Schemas,",
        "or the AsyncAPI document, that it wrote.",
        "",
        "| | wall | CPU | wall, relative to compiling | CPU, relative to compiling | bound | |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
        f"| compile, cold | {cold.wall:.2f} | {cold.cpu:.2f} | 1 | 1 | | |",
    ]
    for name, cost in costs.items():
        wall, cpu = cost.wall / cold.wall, cost.cpu / cold.cpu
        verdict = "holds" if max(wall, cpu) <= BOUND else "**missed**"
        lines.append(f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {wall:.2f} | {cpu:.2f} | {BOUND} | {verdict} |")
    text = "\n".join(lines) + "\n"
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
