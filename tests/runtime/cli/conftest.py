"""Fixtures that run `cgk` in a process of its own, or on a pseudo-terminal if it asks questions."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pexpect
import pytest
from forked_commands import ForkServer

Cgk = Callable[..., "subprocess.CompletedProcess[str]"]
"""Function that runs `cgk` with arguments and environment variables; the fixture `cgk`."""

NO_SERVER = "http://127.0.0.1:9"
"""An address without a server: requests to it fail at once and need no network."""
TRIGGER_KEY = "tr_dev_0123456789abcdefWXYZ"
EVENT_KEY = "evt-0123456789abcdefghijKLMN"
SIGNING_KEY = "signkey-test-0123456789abcdef0123456789abcdef"


class Terminal:
    """Running `cgk` on a terminal with 100 columns; `output` is the text that it has printed so far."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.child: pexpect.spawn[str] = pexpect.spawn(
            sys.executable,
            ["-m", "cgk_runtime.cli", *arguments],
            cwd=str(folder),
            env={
                "PATH": os.environ["PATH"],
                "TERM": "xterm",
                "NO_COLOR": "1",
                "PROMPT_TOOLKIT_NO_CPR": "1",  # pexpect does not answer cursor position requests (CPR)
                **environment,
            },
            dimensions=(50, 100),
            encoding="utf-8",
            timeout=60,
        )
        self.output = ""

    def expect(self, text: str) -> None:
        """Wait for a text in the output."""
        self.child.expect_exact(text)
        self.output += str(self.child.before) + text

    def answer(self, question: str, keys: str) -> None:
        """Wait for a question and type these keys."""
        self.expect(question)
        self.child.send(keys)

    def wait(self) -> int:
        """Wait for the process to end and return its exit status."""
        self.child.expect(pexpect.EOF)
        self.output += str(self.child.before)
        self.child.close()
        assert self.child.exitstatus is not None
        return int(self.child.exitstatus)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty project in its own Git repository, so files of parent folders are not read."""
    project = tmp_path / "project"
    project.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    return project


@pytest.fixture
def cgk(folder: Path, forked_cgk: ForkServer) -> Cgk:
    """Run `cgk` in the project with an empty environment."""

    def run(
        *arguments: str, cwd: Path = folder, stdin: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        variables = {"PATH": os.environ["PATH"], "COLUMNS": "80", **environment}
        return forked_cgk.run(*arguments, cwd=cwd, env=variables, stdin=stdin)

    return run


@pytest.fixture
def terminal(folder: Path) -> Generator[Callable[..., Terminal]]:
    """Start `cgk` on a terminal in the project; the fixture ends it after the test."""
    started: list[Terminal] = []

    def start(*arguments: str, **environment: str) -> Terminal:
        started.append(Terminal(folder, *arguments, **environment))
        return started[-1]

    yield start
    for running in started:
        running.child.close(force=True)


TASKS = """
from cgk_jobs import OrderCreatedPayload, ScheduleContext, schedule, task, tenant_source


@tenant_source
def tenants() -> list[str]:
    return ["rawdog", "acme"]


@task("order.created")
async def order_created(payload: OrderCreatedPayload) -> dict[str, str]:
    if payload.order_id == "bad":
        raise ValueError("no such order")
    return {"tenant": payload.tenant_id, "order": payload.order_id}


@schedule("0 2 * * *", name="own.nightly", timezone="Europe/Berlin")
def nightly() -> None: ...


@schedule("ab.testScheduler")
def start_and_end_tests(context: ScheduleContext) -> None: ...
"""


@pytest.fixture(scope="module")
def dev_folder(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """A project with a running `cgk dev`."""
    folder = tmp_path_factory.mktemp("dev")
    (folder / ".git").mkdir()
    (folder / "tasks.py").write_text(TASKS, encoding="utf-8")
    (folder / ".env.local").write_text("JOBS_PROVIDER=local\n", encoding="utf-8")
    dev = subprocess.Popen(
        [sys.executable, "-m", "cgk_runtime.cli", "dev", "tasks", "--no-reload", "--no-schedules"],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert dev.stdout is not None
    assert "ready" in dev.stdout.readline()
    yield folder
    dev.terminate()
    dev.stdout.close()
    dev.wait(60)
