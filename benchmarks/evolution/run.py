"""Benchmark of `cgk-codegen breaking` and `live-check`, each compared with its floor; writes results.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.compiler.catalogs import catalog, event_name
from benchmarks.compiler.run import ROUNDS, Cost, delete_output_and_cache, measure

HERE: Final = Path(__file__).parent
EVENTS: Final = 1000
JOBS: Final = 20_000
OURS: Final = (sys.executable, "-m", "cgk_codegen")
COMPILE_ROW: Final = "`generate`, cold"
FLOOR_OF_BREAKING: Final = "reading both catalogs, floor"
UNCHANGED, TENTH, ALL = (
    "`breaking`, nothing differs",
    "`breaking`, every tenth event differs",
    "`breaking`, every event differs",
)
LIVE_CHECK: Final = f"`live-check`, {JOBS} jobs"
FLOOR_OF_LIVE_CHECK: Final = f"json.loads and jsonschema alone, {JOBS} jobs, floor"
READ_CATALOGS: Final = """
import sys
from pathlib import Path
from cgk_codegen.compiler import read_catalog
for file in sys.argv[1:]:
    read_catalog(Path(file))
"""
VALIDATE_LOG: Final = """
import json, sys
from pathlib import Path
from cgk_codegen.compiler import read_catalog
from cgk_codegen.json_schema_validator import validator_of
from cgk_codegen.resolve.schema_documents import event_schema
catalog = read_catalog(Path(sys.argv[1])).catalog
validators = {name: validator_of(event_schema(catalog, event)) for name, event in catalog.events.items()}
for line in Path(sys.argv[2]).open():
    job = json.loads(line)
    if list(validators[job["event"]].iter_errors(job["payload"])):
        raise SystemExit(f"not valid: {line}")
"""


def change_events(text: str, every: int) -> str:
    """Change every n-th event of a catalog: add a field, rename one and narrow one."""

    def change(match: re.Match[str]) -> str:
        if int(match["number"]) % every:
            return match[0]
        body = (
            match[0]
            .replace("      note:", "      channelNote: string?\n      remark:")
            .replace("note: null", "remark: null")
        )
        return body.replace("minLength: 1", "minLength: 2")

    return re.sub(r"(?ms)^  \w+?(?P<number>\d+)\.changed:\n.*?(?=^  \w|^\w)", change, text).replace("1.0.0", "2.0.0", 1)


def jobs(count: int) -> Iterator[str]:
    """Yield the lines of a log with a number of valid jobs, of each event in turn."""
    for number in range(count):
        event = event_name(number % EVENTS)
        subject = re.match("[a-z]+", event)
        assert subject is not None
        payload = {
            "tenantId": "rawdog", f"{subject[0]}Id": f"{subject[0]}_{number}", "changedAt": "2026-01-02T03:04:05Z",
            "state": "paid", "total": {"amount": number, "currency": "EUR"}, "note": "Left at the door.",
            "tags": ["a", "b"],
        }  # fmt: skip
        yield json.dumps({"event": event, "payload": payload, "headers": {"catalog-version": "1.0.0"}})


def write_jobs(file: Path, count: int) -> Path:
    """Write a log with a number of jobs, and return its path."""
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in jobs(count))
    return file


def peak_bytes(command: tuple[str, ...], folder: Path) -> int:
    """Run a command and return its peak memory in bytes."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    peak: int = usage.ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024)  # in kilobytes, except on macOS


def breaking_command(file: str) -> tuple[str, ...]:
    """Return the command that compares a catalog with `events.yaml`; a shell turns its exit code 1 into success."""
    command = (*OURS, "breaking", "--against", "events.yaml", "--catalog", file, "--format", "json")
    return ("sh", "-c", '"$@" > out.json; test $? -le 1', "sh", *command)


def measure_commands(folder: Path) -> dict[str, Cost]:
    """Return the cost of each command by its row in the table."""
    text = catalog(EVENTS)
    for name in ("events.yaml", "same.yaml"):
        (folder / name).write_text(text, encoding="utf-8")
    for name, every in (("tenth.yaml", 10), ("all.yaml", 1)):
        (folder / name).write_text(change_events(text, every), encoding="utf-8")
    log = write_jobs(folder / "jobs.jsonl", JOBS)
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    subprocess.run((*OURS, "generate"), cwd=folder, capture_output=True, check=True)  # installs ajv
    return {
        COMPILE_ROW: measure((*OURS, "generate"), folder, lambda: delete_output_and_cache(folder)),
        FLOOR_OF_BREAKING: measure((sys.executable, "-c", READ_CATALOGS, "events.yaml", "all.yaml"), folder),
        UNCHANGED: measure(breaking_command("same.yaml"), folder),
        TENTH: measure(breaking_command("tenth.yaml"), folder),
        ALL: measure(breaking_command("all.yaml"), folder),
        FLOOR_OF_LIVE_CHECK: measure((sys.executable, "-c", VALIDATE_LOG, "events.yaml", str(log)), folder),
        LIVE_CHECK: measure((*OURS, "live-check", str(log)), folder),
    }


def count_changes(folder: Path, file: str) -> int:
    """Return the number of changes that `breaking` reports."""
    subprocess.run(breaking_command(file), cwd=folder, check=True)
    return len(json.loads((folder / "out.json").read_text(encoding="utf-8"))["changes"])


def main() -> None:
    """Run all measurements and write the results."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        costs = measure_commands(folder)
        changes = {"every tenth": count_changes(folder, "tenth.yaml"), "every event": count_changes(folder, "all.yaml")}
        small_peak = peak_bytes((*OURS, "live-check", str(write_jobs(folder / "small.jsonl", JOBS))), folder)
        large_peak = peak_bytes((*OURS, "live-check", str(write_jobs(folder / "large.jsonl", 10 * JOBS))), folder)
    compiled = costs[COMPILE_ROW]
    cpu = {name: cost.cpu / compiled.cpu for name, cost in costs.items()}
    checks = [
        ("`breaking`, every event differs, to `generate` (CPU)", cpu[ALL], 1),
        ("`breaking`, every event differs, to `generate` (wall)", costs[ALL].wall / compiled.wall, 1),
        ("`breaking`, nothing differs, to `generate` (CPU)", cpu[UNCHANGED], 1),
        ("`live-check`, to json.loads and jsonschema alone (CPU)", cpu[LIVE_CHECK] / cpu[FLOOR_OF_LIVE_CHECK], 1.5),
        (f"peak memory of `live-check` with {10 * JOBS} jobs, to {JOBS} jobs", large_peak / small_peak, 1.1),
    ]
    lines = [
        "# Comparing catalogs and reading logs",
        "",
        f"Command: `make bench SUBJECT=evolution`; rounds: {ROUNDS}. Times are seconds of a process with its children.",
        f"Catalogs have {EVENTS} events. `breaking` reports {changes['every tenth']} changes if every tenth event",
        f"differs, and {changes['every event']} if every event does.",
        "",
        "| | wall | CPU | CPU relative to compiling |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cpu[name]:.2f} |" for name, cost in costs.items()]
    lines += ["", "| measurement | result | bound | |", "| --- | ---: | ---: | --- |"]
    for name, ratio, bound in checks:
        verdict = "holds" if ratio <= bound else "**missed**"
        lines.append(f"| {name} | {ratio:.2f} | {bound:g} | {verdict} |")
    text = "\n".join(lines) + "\n"
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
