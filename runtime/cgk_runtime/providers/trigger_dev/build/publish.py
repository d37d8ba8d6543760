"""Writing what was emitted beside what people wrote: only what changed, and never what is theirs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_runtime.providers.trigger_dev.build.emit import MARK
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError

_SKIPPED: Final = frozenset({"node_modules", ".trigger"})


@dataclass(frozen=True, slots=True)
class Difference:
    """How a folder differs from what was emitted.

    Attributes:
        missing: Files that are to be written.
        changed: Files of ours that say something else.
        stale: Files of ours that nothing asks for any more.
    """

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    stale: tuple[str, ...]

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.missing or self.changed or self.stale)


def compare(emitted: Mapping[str, str], folder: Path) -> Difference:
    """Compare a folder with what was emitted.

    Raises:
        TriggerBuildError: A file that people wrote has the name of one that is to be written.
    """
    missing: list[str] = []
    changed: list[str] = []
    theirs: list[str] = []
    for name, text in emitted.items():
        there = _read(folder / name)
        if there is None:
            missing.append(name)
        elif not there.startswith(MARK):
            theirs.append(name)
        elif there != text:
            changed.append(name)
    if theirs:
        raise TriggerBuildError(
            [
                f"{folder / name} is not ours and is left alone; rename it, or the handler whose task it would be"
                for name in theirs
            ]
        )
    stale = [name for name in _ours(folder) if name not in emitted]
    return Difference(tuple(missing), tuple(changed), tuple(stale))


def publish(emitted: Mapping[str, str], folder: Path, difference: Difference) -> None:
    """Write what is missing or changed, each file at once, and delete what is stale."""
    for name in (*difference.missing, *difference.changed):
        write(folder / name, emitted[name])
    for name in difference.stale:
        (folder / name).unlink()


def write(file: Path, text: str) -> None:
    """Write a file so that nobody sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        half.write_text(text, encoding="utf-8", newline="\n")
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)


def _ours(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [
        str(file.relative_to(folder).as_posix())
        for file in sorted(folder.rglob("*.ts"))
        if not _SKIPPED & set(file.relative_to(folder).parts) and (_read(file) or "").startswith(MARK)
    ]


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""
