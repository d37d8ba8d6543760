"""A generated package loads only what is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOAD_IN_THREADS = """
import threading
import acme_jobs

names = [name for name in acme_jobs.__all__ if name.endswith(("Payload", "Dict"))]
start, problems = threading.Barrier(16), []

def load(offset):
    start.wait()
    try:
        for index in range(len(names)):
            getattr(acme_jobs, names[(index + offset) % len(names)])
    except BaseException as error:
        problems.append(error)

threads = [threading.Thread(target=load, args=(offset,)) for offset in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(problems)
"""
"""Program in which 16 threads load all types at the same time, each in another order."""


def loaded_by(program: str, output: Path) -> set[str]:
    """Run a program and return the modules that it has loaded."""
    code = f"{program}\nimport sys\nprint(*sys.modules)"
    completed = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(output)}, capture_output=True, text=True, check=True
    )
    return set(completed.stdout.split())


def test_import_loads_no_pydantic_or_http(small_output: Path) -> None:
    loaded = loaded_by("import acme_jobs", small_output)
    assert not loaded & {"pydantic", "aiohttp", "httpx", "asyncio", "acme_jobs.models", "acme_jobs._catalog"}


def test_payload_type_loads_its_category_only(small_output: Path) -> None:
    loaded = loaded_by("from acme_jobs import ParcelSentPayload", small_output)
    models = {name for name in loaded if name.startswith("acme_jobs.") and name != "acme_jobs.models"}
    assert models == {"acme_jobs.models.parcels", "acme_jobs.models.shared"}


def test_threads_may_import_at_once(small_output: Path) -> None:
    for _ in range(3):
        completed = subprocess.run(
            [sys.executable, "-c", LOAD_IN_THREADS],
            env={"PYTHONPATH": str(small_output)},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert completed.stdout.strip() == "[]"
