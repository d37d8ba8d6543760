"""Project with handlers, and its `cgk dev` in a separate process."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

TASKS = """
from cgk_jobs import OrderCreatedPayload, current_tenant, task


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> str:
    if payload.order_id == "bad":
        raise ValueError("no such order")
    return f"{current_tenant()} {payload.order_id} first"
"""


class Project:
    """Folder with handlers in `app/tasks.py`; the working directory of every process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tasks = folder / "app" / "tasks.py"
        (folder / ".git").mkdir()  # marks the root of the project
        self.tasks.parent.mkdir()
        self.tasks.write_text(TASKS, encoding="utf-8")
        self.environment = {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}},
            "JOBS_PROVIDER": "dev",
            "COLUMNS": "200",
        }

    def python(self, program: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a program in another process of the project."""
        return subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program)],
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


class Dev:
    """Running `cgk dev`; its output goes to a file."""

    def __init__(self, project: Project, *arguments: str) -> None:
        self.output_file = project.folder.parent / "output.txt"
        with self.output_file.open("w", encoding="utf-8") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cgk_runtime.cli", "dev", *arguments],
                cwd=project.folder,
                env=project.environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> str:
        return self.output_file.read_text(encoding="utf-8")

    def until(self, text: str, times: int = 1) -> str:
        """Wait until the output contains a text, `times` times, and return the output."""
        deadline = time.monotonic() + 60
        while self.output.count(text) < times:
            assert time.monotonic() < deadline, f"{text!r} is not there {times} times:\n{self.output}"
            time.sleep(0.02)
        return self.output

    def stop(self) -> int:
        """Stop it with SIGTERM, and return its exit status."""
        self.process.terminate()
        return self.process.wait(60)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "project"
    folder.mkdir()
    return Project(folder)


@pytest.fixture
def dev(project: Project) -> Generator[Callable[..., Dev]]:
    """Start `cgk dev`, by default with `app.tasks`; it is stopped after the test."""
    started: list[Dev] = []

    def start(*arguments: str) -> Dev:
        started.append(Dev(project, *(arguments or ("app.tasks",))))
        return started[-1]

    yield start
    for process in started:
        process.stop()
