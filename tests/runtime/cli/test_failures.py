"""Failures of commands: reported on stderr, without a traceback for user errors, and without secrets."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cgk_runtime.cli import events, main
from cgk_runtime.cli.secrets import mask_secret, redact_secrets, remember_secret

from .conftest import EVENT_KEY, SIGNING_KEY, TASKS, TRIGGER_KEY, Cgk


def test_internal_error_hides_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / ".env.local").write_text(f"INNGEST_SIGNING_KEY='{SIGNING_KEY}'\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIGGER_SECRET_KEY", TRIGGER_KEY)
    remember_secret(EVENT_KEY)  # as typed at a prompt

    def fail(_options: object) -> int:
        raise RuntimeError(f"POST https://inn.gs/e/{EVENT_KEY} with {TRIGGER_KEY} and {SIGNING_KEY}")

    monkeypatch.setattr(events, "run", fail)
    assert main.main(["events"]) == 1
    reported = capsys.readouterr()
    assert reported.out == ""
    assert "RuntimeError: POST https://inn.gs/e/…KLMN with tr_dev_…WXYZ and signkey-test-…cdef" in reported.err
    assert "this is a bug in cgk; please report it" in reported.err
    for secret in (TRIGGER_KEY, SIGNING_KEY, EVENT_KEY):
        assert secret not in reported.err


def test_ctrl_c_exits_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(events, "run", interrupt)
    assert main.main(["events"]) == 130
    assert capsys.readouterr().err == "interrupted\n"
    monkeypatch.setattr(main, "load_command", interrupt)
    assert main.main(["events"]) == 130


def test_wrong_command_line_exits_with_2(cgk: Cgk) -> None:
    for arguments in (("send",), ("events", "--no-such-option"), ("setup:jobs", "--provider", "kafka"), ("nope",)):
        completed = cgk(*arguments)
        assert (completed.returncode, completed.stdout) == (2, ""), arguments
        assert completed.stderr
        assert "Traceback" not in completed.stderr


def test_bare_command_prints_the_help(cgk: Cgk) -> None:
    completed = cgk()
    assert (completed.returncode, completed.stderr) == (0, "")
    assert completed.stdout == cgk("--help").stdout


@pytest.mark.parametrize(("argument", "status"), [("no-such-command", 2), ("--version", 0)])
def test_exit_status_survives_a_broken_pipe(argument: str, status: int) -> None:
    command = f"{shlex.quote(sys.executable)} -m cgk_runtime.cli {argument} 2>&1 | true; exit ${{PIPESTATUS[0]}}"
    assert subprocess.run(["bash", "-c", command], check=False).returncode == status


@pytest.mark.parametrize(
    ("arguments", "right_word"),
    [
        (("evnts",), "events"),
        (("outbox", "lsit"), "list"),
        (("setup:jobs", "--provider", "ingest"), "inngest"),
    ],
)
def test_misspelled_word_lists_the_choices(cgk: Cgk, arguments: tuple[str, ...], right_word: str) -> None:
    completed = cgk(*arguments)
    assert completed.returncode == 2
    choices = completed.stderr.partition(f"invalid choice: '{arguments[-1]}' (choose from ")[2]
    assert right_word in re.findall("[a-z:]+", choices)


def test_secrets_are_found_and_redacted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env.local").write_text(f"INNGEST_EVENT_KEY={EVENT_KEY}\nOTHER=plain\n")
    monkeypatch.setenv("TRIGGER_SECRET_KEY", TRIGGER_KEY)
    assert redact_secrets(f"a plain {TRIGGER_KEY} b {EVENT_KEY}") == "a plain tr_dev_…WXYZ b …KLMN"
    assert mask_secret("tr_prod_sk_0123456789abcdefghijABCD") == "tr_prod_sk_…ABCD"
    assert mask_secret("a-short-one") == "…"
    assert mask_secret("postgresql://shop:password@db") == "…"


def test_invalid_pyproject_is_reported(cgk: Cgk, folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.cgk\n")
    completed = cgk("events")
    assert completed.returncode == 1
    assert "pyproject.toml cannot be read" in completed.stderr
    assert "Traceback" not in completed.stderr


@pytest.mark.parametrize(
    "arguments",
    [("setup:jobs",), ("setup:jobs", "--stdin"), ("doctor", "-"), ("send", "order.created", "--data", "-")],
)
@pytest.mark.parametrize("redirection", ["<&-", r"< <(printf '\xff')"])
def test_unreadable_standard_input_is_no_crash(folder: Path, arguments: tuple[str, ...], redirection: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m cgk_runtime.cli {shlex.join(arguments)} {redirection}"
    environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8:strict"}
    completed = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert completed.returncode == 1
    assert completed.stderr.startswith("[cgk] ")
    assert "Traceback" not in completed.stderr


def test_file_that_cannot_be_written_is_no_crash(cgk: Cgk, folder: Path) -> None:
    (folder / "tasks.py").write_text(TASKS, encoding="utf-8")
    completed = cgk("trigger:build", "tasks", "--out", "tasks.py")
    assert completed.returncode == 1
    assert re.fullmatch(r"\[cgk\] \S+/tasks\.py/\S+\.ts: Not a directory", completed.stderr.splitlines()[-1])
