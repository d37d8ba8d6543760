"""The applications in examples/ work as their READMEs show."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest
from paths import ROOT
from processes import start_process
from shop_database import APP_ROLE, running_server

EXAMPLES = ROOT / "examples"
MAX_LINES = 150
FASTAPI_REQUESTS = """
import time

from app import app
from fastapi.testclient import TestClient

with TestClient(app) as client:
    rawdog, acme = ({"Authorization": f"Bearer key-of-{tenant}"} for tenant in ("rawdog", "acme"))
    assert client.post("/orders", json={"id": "o1", "total_in_cents": 5}).status_code == 401
    assert client.post("/orders", json={"id": "o1", "total_in_cents": 5}, headers=rawdog).status_code == 201
    deadline = time.monotonic() + 30
    while not (orders := client.get("/orders", headers=rawdog).json())[0]["seen"] and time.monotonic() < deadline:
        time.sleep(0.02)
    print(orders, client.get("/orders", headers=acme).json())
"""


def copy_example(name: str, folder: Path) -> Path:
    """Return a copy of an example, in which tests may write."""
    return Path(shutil.copytree(EXAMPLES / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")))


def run_python(folder: Path, *arguments: str, **environment: str) -> str:
    completed = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
    return completed.stdout


@pytest.mark.parametrize("name", ["fastapi-postgresql", "django", "typescript-sender"])
def test_example_is_short_and_listed(name: str) -> None:
    files = [path for path in (EXAMPLES / name).iterdir() if path.is_file() and path.name != "README.md"]
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) < MAX_LINES
    assert f"]({name})" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def database() -> Generator[str]:
    """The address of a database with the example's table, for the application's role."""
    with running_server() as server:
        schema = (EXAMPLES / "fastapi-postgresql" / "schema.sql").read_text(encoding="utf-8")
        with psycopg.connect(server.admin, autocommit=True) as connection:
            connection.execute(schema.encode())
        yield server.address(APP_ROLE)


@pytest.mark.postgres
def test_fastapi_keeps_tenants_apart(database: str, tmp_path: Path) -> None:
    folder = copy_example("fastapi-postgresql", tmp_path)
    out = run_python(folder, "-c", FASTAPI_REQUESTS, DATABASE_URL=database, JOBS_PROVIDER="local")
    assert out == "[{'id': 'o1', 'total': 5, 'seen': True}] []\n"


def test_django_views_send_jobs(tmp_path: Path) -> None:
    out = run_python(copy_example("django", tmp_path), "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_jobs.py")
    assert "3 passed" in out


@pytest.mark.node
def test_python_handles_jobs_of_typescript(tmp_path: Path) -> None:
    folder = copy_example("typescript-sender", tmp_path)
    (folder / ".git").mkdir()  # makes this folder a project of its own
    package = folder / "node_modules" / "@cgk-platform" / "jobs"
    package.parent.mkdir(parents=True)
    package.symlink_to(ROOT / "generated" / "typescript", target_is_directory=True)
    environment = {"PATH": os.environ["PATH"], "JOBS_PROVIDER": "dev", "PYTHONUNBUFFERED": "1"}
    cgk = [sys.executable, "-m", "cgk_runtime.cli"]
    with start_process([*cgk, "dev", "tasks", "--no-schedules"], folder, environment) as dev:
        assert dev.stdout is not None
        assert any("ready: handlers for 1 event" in line for line in dev.stdout)
        job = run_python(folder, str(ROOT / "tools" / "node.py"), "node", "send.ts", "order_7", **environment).strip()
        assert any(job in line and "completed" in line for line in dev.stdout)
        output = run_python(folder, *cgk[1:], "runs", "show", job, **environment)
        dev.terminate()
        dev.wait(60)
    assert "order_7" in output
