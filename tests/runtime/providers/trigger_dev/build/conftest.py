"""Project with generated tasks, and Trigger.dev's worker that runs them against a fake API."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable, Coroutine, Generator
from pathlib import Path
from typing import Any

import pytest
from forked_commands import ForkServer

from .fake_api import FakeApi
from .project import build as build_in_new_process
from .project import make_project
from .worker import TriggerWorker

Build = Callable[..., "subprocess.CompletedProcess[str]"]


class WorkerHarness:
    """Fake API and worker of a project, with an event loop on which tests run coroutines.

    Attributes:
        folder: Folder of the project.
        api: Fake API.
        worker: Trigger.dev's worker.
        built: Tasks and queues that the build found.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._runner = asyncio.Runner()
        self.api = self.run(FakeApi().__aenter__())
        self.worker = self.run(TriggerWorker(folder, self.api.url).__aenter__())
        self.built = self.run(self.worker.build())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine to its end."""
        return self._runner.run(work)

    def close(self) -> None:
        """End the worker, then the fake API."""
        self.run(self.worker.__aexit__())
        self.run(self.api.__aexit__())
        self._runner.close()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_project(tmp_path_factory.mktemp("trigger"))
    completed = build_in_new_process(folder)
    assert completed.returncode == 0, completed.stderr
    return folder


@pytest.fixture(scope="session")
def build(forked_cgk: ForkServer) -> Build:
    """Return a function that runs `cgk trigger:build` for a project's handlers in `app.tasks`."""

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
        return forked_cgk.run("trigger:build", "app.tasks", *arguments, cwd=folder, env=environment)

    return run


@pytest.fixture(scope="session")
def shared_harness(project: Path) -> Generator[WorkerHarness]:
    harness = WorkerHarness(project)
    yield harness
    harness.close()


@pytest.fixture
def harness(shared_harness: WorkerHarness) -> WorkerHarness:
    """The shared harness without records and files of earlier tests."""
    shared_harness.api.clear()
    for name in ("hanging.txt", "cleaned.txt", "closed.txt"):
        (shared_harness.folder / name).unlink(missing_ok=True)
    return shared_harness
