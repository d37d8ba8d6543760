"""Writing the planned files: compared first, each written atomically, stale ones deleted.

`manifest.json` in the output folder lists what was generated, so that nothing else there is ever touched.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MANIFEST: Final = "manifest.json"


class OutputError(Exception):
    """The output folder cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How the output folder differs from the plan; paths below the output folder, sorted.

    Attributes:
        written: Files that are missing or differ.
        deleted: Files generated before that the catalog no longer makes.
    """

    written: tuple[str, ...]
    deleted: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.written or self.deleted)


def publish(files: Mapping[str, str], output: Path) -> Changes:
    """Bring the output folder to the plan.

    Args:
        files: Every file's text by its path below the output folder.
        output: The folder; made if absent.

    Raises:
        OutputError: The folder cannot be read or written.
    """
    complete = {**files, MANIFEST: _manifest(files)}
    changes = compare(files, output)
    try:
        for path in changes.written:
            _write(output / path, complete[path])
        for path in changes.deleted:
            (output / path).unlink(missing_ok=True)
            _remove_empty_folders((output / path).parent, output)
    except OSError as error:
        raise OutputError(f"cannot write {error.filename or output}: {error.strerror}") from error
    return changes


def compare(files: Mapping[str, str], output: Path) -> Changes:
    """Find how the output folder differs from the plan; see `publish`."""
    complete = {**files, MANIFEST: _manifest(files)}
    written = [path for path, text in complete.items() if _read(output / path) != text.encode()]
    stale = [path for path in _published_before(output) if path not in complete and (output / path).is_file()]
    return Changes(tuple(sorted(written)), tuple(sorted(stale)))


def _manifest(files: Mapping[str, str]) -> str:
    hashes = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in sorted(files.items())}
    return json.dumps({"files": hashes}, indent=2) + "\n"


def _published_before(output: Path) -> list[str]:
    data = _read(output / MANIFEST)
    if data is None:
        return []
    try:
        listed = json.loads(data)["files"]
        inside = [path for path in listed if (output / path).resolve().is_relative_to(output.resolve())]
    except (ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{output / MANIFEST} is damaged: {error}; delete it and generate again") from error
    return inside


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}") from error


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _remove_empty_folders(folder: Path, output: Path) -> None:
    while folder != output and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
