"""Publication of generated files next to the user's own: only changes are written, and user files stay untouched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_runtime.providers.trigger_dev.build.emit import MARK
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError

_SKIPPED_FOLDERS: Final = frozenset({"node_modules", ".trigger"})


@dataclass(frozen=True, slots=True)
class Difference:
    """Difference between a folder and the generated files.

    Attributes:
        missing: Files to create.
        changed: Generated files with other content.
        stale: Generated files that are not needed any more.
    """

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    stale: tuple[str, ...]

    def __bool__(self) -> bool:
        """Return whether there is any difference."""
        return bool(self.missing or self.changed or self.stale)


def compare(emitted: Mapping[str, str], folder: Path) -> Difference:
    """Compare a folder with the generated files.

    Raises:
        TriggerBuildError: A user's file has the name of a generated one.
    """
    missing: list[str] = []
    changed: list[str] = []
    foreign: list[str] = []
    for name, text in emitted.items():
        current = _read(folder / name)
        if current is None:
            missing.append(name)
        elif not current.startswith(MARK):
            foreign.append(name)
        elif current != text:
            changed.append(name)
    if foreign:
        raise TriggerBuildError(
            [
                f"{folder / name} was not generated and is left alone; rename it, or the handler with this task id"
                for name in foreign
            ]
        )
    stale = [name for name in _generated_files(folder) if name not in emitted]
    return Difference(tuple(missing), tuple(changed), tuple(stale))


def publish(emitted: Mapping[str, str], folder: Path, difference: Difference) -> None:
    """Write missing and changed files, and delete stale ones."""
    for name in (*difference.missing, *difference.changed):
        write(folder / name, emitted[name])
    for name in difference.stale:
        (folder / name).unlink()


def write(file: Path, text: str) -> None:
    """Write a file atomically."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _generated_files(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [
        str(file.relative_to(folder).as_posix())
        for file in sorted(folder.rglob("*.ts"))
        if not _SKIPPED_FOLDERS & set(file.relative_to(folder).parts) and (_read(file) or "").startswith(MARK)
    ]


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""
