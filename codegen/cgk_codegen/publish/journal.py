"""Changing many files as one: all are staged, a journal commits, and whoever comes next finishes what was committed.

Killed before the journal stands, the tree is the old one; after it, the next `generate` makes it the new one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cgk_codegen.publish.errors import OutputError

STAGE: Final = ".publishing"
"""The folder below the output folder; it is there only while a change is under way."""

_JOURNAL: Final = "journal.json"
_FILES: Final = "files"


def is_interrupted(output: Path) -> bool:
    """Say whether an earlier change of the folder has not ended."""
    return (output / STAGE).exists()


def recover(output: Path) -> bool:
    """Finish a change that was committed, or clear away one that was not.

    Returns:
        Whether there was one.

    Raises:
        OutputError: The folder cannot be written.
    """
    stage = output / STAGE
    if not stage.exists():
        return False
    try:
        journal = stage / _JOURNAL
        if journal.exists():
            _apply(output, json.loads(journal.read_text(encoding="utf-8")))
        shutil.rmtree(stage)
    except (OSError, ValueError) as error:
        raise _cannot_write(output, error) from error
    return True


def change(output: Path, written: Mapping[str, bytes], deleted: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Write and delete files of a folder as one change.

    Args:
        output: The folder; made if absent.
        written: The new contents by path below the folder; they take effect in this order.
        deleted: Paths below the folder.

    Returns:
        Size and time of change in nanoseconds of each written file, taken before anybody else could change it.

    Raises:
        OutputError: The folder cannot be written; the tree is as it was, or the next change finishes this one.
    """
    stage = output / STAGE
    try:
        (stage / _FILES).mkdir(parents=True)
        made: dict[str, tuple[int, int]] = {}
        for number, (path, data) in enumerate(written.items()):
            staged = stage / _FILES / str(number)
            staged.write_bytes(data)
            about = staged.stat()
            made[path] = (about.st_size, about.st_mtime_ns)
        journal: dict[str, Any] = {"written": list(written), "deleted": list(deleted)}
        temporary = stage / f"{_JOURNAL}.new"
        temporary.write_text(json.dumps(journal), encoding="utf-8")
        temporary.replace(stage / _JOURNAL)
    except OSError as error:
        shutil.rmtree(stage, ignore_errors=True)
        raise _cannot_write(output, error) from error
    try:
        _apply(output, journal)
        shutil.rmtree(stage)
    except OSError as error:
        raise _cannot_write(output, error) from error
    return made


def _apply(output: Path, journal: Mapping[str, Any]) -> None:
    """Do what a journal says; what was done already is passed over."""
    for number, path in enumerate(journal["written"]):
        staged, target = output / STAGE / _FILES / str(number), output / path
        if staged.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(target)
    for path in journal["deleted"]:
        (output / path).unlink(missing_ok=True)
        _remove_empty_folders((output / path).parent, output)


def _remove_empty_folders(folder: Path, output: Path) -> None:
    """Remove a folder, and those above it, in which nothing is but what Python has compiled: it could be imported."""
    while folder != output and folder.is_dir() and {path.name for path in folder.iterdir()} <= {"__pycache__"}:
        shutil.rmtree(folder)
        folder = folder.parent


def _cannot_write(output: Path, error: Exception) -> OutputError:
    if isinstance(error, OSError):
        said = f"cannot write {error.filename2 or error.filename or output}: {error.strerror}"
        begun = f"; the next `generate` ends what was begun, see {output / STAGE}" if is_interrupted(output) else ""
        return OutputError(said + begun)
    return OutputError(f"{output / STAGE / _JOURNAL} is damaged: {error}; delete {output / STAGE} and generate again")
