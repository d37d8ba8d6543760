"""After a kill, the output is the old or the new one, or `check` reports it and `generate` completes it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cgk_codegen.compiler import compile_catalog
from cgk_codegen.publish import is_interrupted
from support_commands import Run

ROUNDS = int(os.environ.get("ROUNDS") or 1)
NEW_EVENT = "  mail.lost: {category: mails, description: A mail came back., payload: {to: string?}}\n"


class Killed(BaseException):
    """Simulated end of the process; `except Exception` does not catch it."""


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by path, without the staging folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".publishing" not in path.parts
    }


def kill_after(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """Let a number of file operations succeed, then raise `Killed`."""
    remaining = steps

    def limited(operation: Callable[..., Any]) -> Callable[..., Any]:
        def run_or_kill(*arguments: Any, **options: Any) -> Any:
            nonlocal remaining
            if remaining == 0:
                raise Killed
            remaining -= 1
            return operation(*arguments, **options)

        return run_or_kill

    for name in ("mkdir", "write_bytes", "write_text", "replace", "unlink", "rmdir"):
        monkeypatch.setattr(Path, name, limited(getattr(Path, name)))
    monkeypatch.setattr("shutil.rmtree", limited(shutil.rmtree))


def test_kill_at_any_write_leaves_nothing_partial(
    tiny: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cgk_codegen.publish import Provenance, publish

    old = tree(Path("generated"))
    text = tiny.read_text(encoding="utf-8").replace("  order.created:", "  order.placed:") + NEW_EVENT
    tiny.write_text(text, encoding="utf-8")
    compile_catalog(tiny, tmp_path / "elsewhere")
    new = tree(tmp_path / "elsewhere")
    # The test is killed once after each file operation, so most folders are left out to save time.
    old, new = (
        {path: data for path, data in files.items() if not path.startswith(("tiny_jobs/", "typescript/"))}
        for files in (old, new)
    )
    files = {path: data.decode() for path, data in new.items() if path != "manifest.json"}
    assert old.keys() - new.keys(), "something is deleted"
    assert new.keys() - old.keys(), "something is added"
    states: set[str] = set()
    for steps in range(10_000):
        output = tmp_path / f"out{steps}"
        output.mkdir()
        for path, data in old.items():
            (output / path).parent.mkdir(parents=True, exist_ok=True)
            (output / path).write_bytes(data)
        with monkeypatch.context() as patched:
            kill_after(patched, steps)
            try:
                publish(files, output, Provenance())
            except Killed:
                is_complete = False
            else:
                is_complete = True
        if is_complete:
            break
        names = [name for name, expected in (("old", old), ("new", new)) if tree(output) == expected]
        state = names[0] if names else "between"
        states.add(state)
        if state == "between":
            assert is_interrupted(output)
        publish(files, output, Provenance())
        # The manifests differ: `new` was compiled with its provenance.
        assert {**tree(output), "manifest.json": b""} == {**new, "manifest.json": b""}
        assert not is_interrupted(output)
    assert states == {"old", "between"} or states == {"old", "between", "new"}


def test_generate_finishes_an_interrupted_change(tiny: Path, run: Run) -> None:
    stage = Path("generated/.publishing")
    stage.mkdir()
    code, _, err = run("check")
    assert code == 1
    assert "an earlier `generate` into generated was interrupted" in err
    assert stage.exists(), "check writes nothing"
    assert run("generate")[0] == 0
    assert not stage.exists()
    assert run("check")[0] == 0


@pytest.mark.soak
def test_real_kills_at_random_moments(tiny: Path) -> None:
    command = [sys.executable, "-m", "cgk_codegen", "generate", "--force"]
    texts = [tiny.read_text(encoding="utf-8"), tiny.read_text(encoding="utf-8") + NEW_EVENT]
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    usual_seconds = time.monotonic() - began
    rng = random.Random(17)  # noqa: S311  the same moments each time
    for turn in range(2 * ROUNDS):
        tiny.write_text(texts[turn % 2], encoding="utf-8")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(usual_seconds * rng.uniform(0.5, 1.1))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        subprocess.run(command, check=True, capture_output=True)
        subprocess.run([*command[:-2], "check"], check=True, capture_output=True)


def test_two_commands_at_once_do_not_mix(tiny: Path) -> None:
    tiny.write_text(tiny.read_text(encoding="utf-8") + NEW_EVENT, encoding="utf-8")
    command = [sys.executable, "-m", "cgk_codegen", "generate"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.wait(120) for process in processes] == [0, 0]
    for process in processes:
        process.communicate()
    subprocess.run([*command[:-1], "check"], check=True, capture_output=True)
