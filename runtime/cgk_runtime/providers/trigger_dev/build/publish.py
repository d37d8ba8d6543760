"""Publication of generated files next to the user's own: only changes are written, and user files stay untouched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from cgk_runtime.providers.trigger_dev.build.emit import MARK, is_generated
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError

_SKIPPED_FOLDERS: Final = frozenset({"node_modules", ".trigger"})

Change = Literal["missing", "changed", "stale"]
"""A file to create, a generated file with other content, or an outdated generated file."""


def compare(emitted: Mapping[str, str], folder: Path) -> dict[str, Change]:
    """Compare a folder with the generated files and return the changes by file name.

    Raises:
        TriggerBuildError: A user's file has the name of a generated one.
    """
    current = {name: _read(folder / name) for name in emitted}
    problems = [
        f"{folder / name} was not generated and is left alone; rename it, or the handler with this task id"
        for name, text in current.items()
        if text is not None and not text.startswith(MARK)
    ]
    if problems:
        raise TriggerBuildError(problems)
    changes: dict[str, Change] = {name: "missing" for name, text in current.items() if text is None}
    changes |= {name: "changed" for name, text in current.items() if text not in {None, emitted[name]}}
    changes |= {name: "stale" for name in _generated_files(folder) if name not in emitted}
    return changes


def publish(emitted: Mapping[str, str], folder: Path, changes: Mapping[str, Change]) -> None:
    """Write missing and changed files, and delete stale ones."""
    for name, change in changes.items():
        if change == "stale":
            (folder / name).unlink()
        else:
            write(folder / name, emitted[name])


def write(file: Path, text: str) -> None:
    """Write a file, and create its folder if necessary."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _generated_files(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [
        file.relative_to(folder).as_posix()
        for file in sorted(folder.rglob("*.ts"))
        if not _SKIPPED_FOLDERS & set(file.relative_to(folder).parts) and is_generated(file)
    ]


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
