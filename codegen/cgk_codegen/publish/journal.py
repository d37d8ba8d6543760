"""Atomic change of many files: all are staged, then a journal commits the change.

A process that is killed before the commit leaves the old tree; after it, the next `generate` finishes the change.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cgk_codegen.links import leads_outside
from cgk_codegen.publish.errors import OutputError

STAGE: Final = ".publishing"
"""The staging folder below the output folder; it exists only during a change."""

_JOURNAL: Final = "journal.json"
_FILES: Final = "files"


def is_interrupted(output: Path) -> bool:
    """Return True if an earlier change of the folder did not finish."""
    return (output / STAGE).exists()


def recover(output: Path) -> None:
    """Finish an interrupted change that was committed, or discard one that was not.

    Raises:
        OutputError: The folder cannot be written.
    """
    stage = output / STAGE
    if not stage.exists():
        return
    try:
        if (stage / _JOURNAL).exists():
            journal = json.loads((stage / _JOURNAL).read_text(encoding="utf-8"))
            _refuse_foreign_paths(output, journal)
            _apply(output, journal)
        shutil.rmtree(stage)
    except (OSError, ValueError) as error:
        raise _cannot_write(output, error) from error


def change(output: Path, written: Mapping[str, bytes], deleted: Sequence[str]) -> None:
    """Write and delete files of a folder in one change.

    Args:
        output: The folder; it is created if it is missing.
        written: The new contents by path below the folder; they are moved into place in this order.
        deleted: Paths below the folder.

    Raises:
        OutputError: The folder cannot be written; the tree is unchanged, or the next change finishes this one.
    """
    stage = output / STAGE
    try:
        (stage / _FILES).mkdir(parents=True)
        for number, data in enumerate(written.values()):
            (stage / _FILES / str(number)).write_bytes(data)
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


def _refuse_foreign_paths(output: Path, journal: Mapping[str, Any]) -> None:
    """Refuse a journal that changes other folders; it may come from someone else's branch."""
    for path in (*journal["written"], *journal["deleted"]):
        if leads_outside(output, path):
            raise ValueError(f"{path} is outside {output}")


def _apply(output: Path, journal: Mapping[str, Any]) -> None:
    """Apply a journal; skip the steps that are done already."""
    staged = {file.name: file for file in (output / STAGE / _FILES).glob("*")}
    for folder in {(output / path).parent for path in journal["written"]}:
        folder.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(journal["written"]):
        if str(number) in staged:
            staged[str(number)].replace(output / path)
    for path in journal["deleted"]:
        (output / path).unlink(missing_ok=True)
    for folder in {(output / path).parent for path in journal["deleted"]}:
        _remove_empty_folders(folder, output)


def _remove_empty_folders(folder: Path, output: Path) -> None:
    """Remove a folder and its parents if they hold only `__pycache__`, whose modules could still be imported."""
    while folder != output and folder.is_dir() and {path.name for path in folder.iterdir()} <= {"__pycache__"}:
        shutil.rmtree(folder)
        folder = folder.parent


def _cannot_write(output: Path, error: Exception) -> OutputError:
    if isinstance(error, OSError):
        message = f"cannot write {error.filename2 or error.filename or output}: {error.strerror}"
        if is_interrupted(output):
            message += f"; the next `generate` finishes this change, see {output / STAGE}"
        return OutputError(message)
    return OutputError(f"{output / STAGE / _JOURNAL} is damaged: {error}; delete {output / STAGE} and generate again")
