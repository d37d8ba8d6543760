"""Commands whose output goes to a broken pipe, is closed, or cannot be written."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from broken_pipe import with_broken_pipe
from cgk_runtime._internal.resilient_output import resilient_output
from cgk_runtime.providers.trigger_dev.run.channel import PROTOCOL

CGK = [sys.executable, "-m", "cgk_runtime.cli"]
TASKS = """
import os
from pathlib import Path

from cgk_jobs import OrderCreatedPayload, task

print("imported", flush=True)
Path("imported").write_text("")


@task("order.created")
def order_created(payload: OrderCreatedPayload) -> str:
    print(payload.order_id, flush=True)
    return payload.order_id
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a handler in `app.tasks`, which writes the file `imported` at its import."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "tasks.py").write_text(textwrap.dedent(TASKS))
    return tmp_path


def test_dev_reloads_and_stops(folder: Path) -> None:
    with with_broken_pipe([*CGK, "dev", "app.tasks"], folder, ready="ready: ") as process:
        (folder / "imported").unlink()
        tasks = folder / "app" / "tasks.py"
        while not (folder / "imported").exists():  # a save before the watch has begun has no effect
            assert process.poll() is None
            tasks.write_text(tasks.read_text() + "\n")
            deadline = time.monotonic() + 20
            while not (folder / "imported").exists() and time.monotonic() < deadline:
                time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_trigger_worker_reports_a_run(folder: Path) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [
            sys.executable, "-m", "cgk_runtime.providers.trigger_dev.run", "app.tasks",
            "--channel", str(theirs.fileno()), "--protocol", str(PROTOCOL),
        ]  # fmt: skip
        with with_broken_pipe(command, folder, ready="imported", descriptors=[theirs.fileno()]) as process:
            theirs.close()
            payload = json.dumps({"tenantId": "rawdog", "orderId": "o1"})
            run = {
                "type": "run", "kind": "task", "name": "order-created", "payload": payload, "runId": "run_1",
                "marker": "end of output",
            }  # fmt: skip
            messages = ours.makefile("rw", encoding="utf-8")
            messages.write(json.dumps(run) + "\n")
            messages.flush()
            ended = next(message for line in messages if (message := json.loads(line))["type"] in {"done", "failed"})
            assert (ended["type"], ended.get("output")) == ("done", '"o1"'), ended
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == -signal.SIGKILL  # at its end, it kills its own process group


@pytest.mark.parametrize("command", [["events"], ["--version"]])
def test_closed_output_does_not_crash(folder: Path, command: list[str]) -> None:
    with_closed_stdout = ["/bin/sh", "-c", 'exec "$@" >&-', "sh"]
    completed = subprocess.run(
        [*with_closed_stdout, *CGK, *command],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert (completed.returncode, completed.stderr) == (0, "")


def test_other_output_errors_are_raised() -> None:
    program = """
        import sys
        from cgk_runtime._internal.resilient_output import resilient_output

        with resilient_output():
            print("lost", flush=True)
    """
    with Path("/dev/full").open("w") as full:
        completed = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert "No space left on device" in completed.stderr


def test_replaced_output_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with resilient_output():
        sys.stdout.write("captured\n")
    assert capsys.readouterr().out == "captured\n"


@pytest.mark.parametrize(("arguments", "status"), [(("setup:jobs", "--verify-only"), 1), (("events",), 0)])
def test_exit_status_survives_a_closed_pipe(folder: Path, arguments: tuple[str, ...], status: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        environment = {"PATH": os.environ["PATH"], "JOBS_PROVIDER": "trigger.dev"}
        completed = subprocess.run(
            [*CGK, *arguments], cwd=folder, env=environment, stdout=writing, timeout=60, check=False
        )
    finally:
        os.close(writing)
    assert completed.returncode == status


@pytest.mark.parametrize("arguments", [("doctor",), ("events",), ("--help",)])
def test_full_disk_is_reported_in_one_line(folder: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        completed = subprocess.run(
            [*CGK, *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"]},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    line = "cgk: the output cannot be written: No space left on device\n"
    assert (completed.returncode, completed.stderr) == (1, line)
