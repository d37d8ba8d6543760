"""Contents of a folder, to compare before and after."""

from __future__ import annotations

from pathlib import Path


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes and the mode of every file outside .git, by its relative path."""
    return {
        str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mode & 0o777)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".git/" not in f"{file.relative_to(folder)}"
    }
