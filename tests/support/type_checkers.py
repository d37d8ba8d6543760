"""Five type checkers, and mypy with its plugin: each runs once over a project and reports its errors by line."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class CheckerMessage:
    """One error: its text, and its column from 0 if the checker reports it."""

    text: str
    column: int | None = None


Errors: TypeAlias = dict[tuple[str, int], list[CheckerMessage]]
"""Errors of a checker by file (its path in the project) and line (from 1)."""


@dataclass(frozen=True)
class Project:
    """Folder with code in `cases` and an environment; checkers treat the environment's packages as installed ones."""

    folder: Path
    packages: tuple[Path, ...] = ()

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.folder / ".venv" / "bin" / "python"

    def install(self) -> None:
        """Create the environment with copies of the given packages and links to those of the tests' environment."""
        venv.create(self.folder / ".venv", with_pip=False)
        site = next((self.folder / ".venv" / "lib").glob("python*/site-packages"))
        for package in self.packages:
            shutil.copytree(package, site / package.name, ignore=shutil.ignore_patterns("__pycache__"))
        installed = [path for path in sys.path if path.endswith("site-packages")]
        paths = [*installed, str(ROOT / "runtime"), str(ROOT / "generated")]
        (site / "others.pth").write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")

    def run(self, *command: str | Path) -> str:
        """Run a checker and return its output; errors in the code are not a failure."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("MYPY", "VIRTUAL"))}
        # mypy names several keys in the order of a set.
        environment["PYTHONHASHSEED"] = "0"
        completed = subprocess.run(
            [str(part) for part in command],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        if completed.returncode not in {0, 1} or not completed.stdout:
            raise AssertionError(f"{command[0]} failed: {completed.stdout}{completed.stderr}")
        return completed.stdout


def mypy(project: Project, *, plugin: bool) -> Errors:
    """Run mypy, strict."""
    settings = project.folder / ("plugin.ini" if plugin else "plain.ini")
    lines = ["[mypy]", "strict = True", *(["plugins = cgk_runtime.mypy_plugin"] if plugin else [])]
    settings.write_text("\n".join(lines), encoding="utf-8")
    options: list[str | Path] = [
        "--config-file",
        settings,
        "--python-executable",
        project.python,
        "--cache-dir",
        os.devnull,  # from a cache, mypy names the keys of a TypedDict in another order
    ]
    return _parse_lines(project.run(BIN / "mypy", *options, "cases"))


def zuban(project: Project) -> Errors:
    """Run zuban in its mypy mode, strict."""
    return _parse_lines(project.run(BIN / "zuban", "mypy", "--strict", "--python-executable", project.python, "cases"))


def _parse_lines(reported: str) -> Errors:
    errors: defaultdict[tuple[str, int], list[CheckerMessage]] = defaultdict(list)
    for path, line, message in re.findall(r"^(\S+\.py):(\d+): (.*)$", reported, re.MULTILINE):
        errors[path, int(line)].append(CheckerMessage(message))
    return dict(errors)


def pyright(project: Project) -> Errors:
    """Run pyright, strict."""
    settings = {"include": ["cases"], "typeCheckingMode": "strict", "venvPath": ".", "venv": ".venv"}
    (project.folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    reported = json.loads(project.run(sys.executable, ROOT / "tools" / "node.py", "pyright", "--outputjson"))
    errors: defaultdict[tuple[str, int], list[CheckerMessage]] = defaultdict(list)
    for entry in reported["generalDiagnostics"]:
        if entry["severity"] == "error":
            start, text = entry["range"]["start"], entry["message"].replace("\u00a0", " ")
            path = os.path.relpath(entry["file"], project.folder)
            errors[path, start["line"] + 1].append(CheckerMessage(f"{text} ({entry['rule']})", start["character"]))
    return dict(errors)


def ty(project: Project) -> Errors:
    """Run ty with its defaults; warnings do not count."""
    options: list[str | Path] = ["--python", project.python, "--output-format", "gitlab"]
    entries = json.loads(project.run(BIN / "ty", "check", *options, "cases"))
    return _group_by_line(
        (entry["location"]["path"], entry["location"]["positions"]["begin"]["line"], entry["description"])
        for entry in entries
        if entry["severity"] in {"major", "critical", "blocker"}
    )


def pyrefly(project: Project) -> Errors:
    """Run pyrefly with the preset `default`; its own choice, `basic`, does not report a missing key."""
    options: list[str | Path] = [
        "--preset",
        "default",
        "--python-interpreter-path",
        project.python,
        "--output-format",
        "json",
    ]
    entries = json.loads(project.run(BIN / "pyrefly", "check", *options, "cases"))["errors"]
    return _group_by_line(
        (os.path.relpath(project.folder / entry["path"], project.folder), entry["line"],
         f"{entry['description']} [{entry['name']}]")
        for entry in entries
        if entry["severity"] == "error"
    )  # fmt: skip


def _group_by_line(entries: Any) -> Errors:  # read from JSON: path, line and text
    errors: defaultdict[tuple[str, int], list[CheckerMessage]] = defaultdict(list)
    for path, line, text in entries:
        errors[path, line].append(CheckerMessage(text))
    return dict(errors)


CHECKERS: dict[str, Callable[[Project], Errors]] = {
    "mypy with plugin": lambda project: mypy(project, plugin=True),
    "mypy": lambda project: mypy(project, plugin=False),
    "pyright": pyright,
    "ty": ty,
    "pyrefly": pyrefly,
    "zuban": zuban,
}
"""Every checker by its name in the documentation's table."""
