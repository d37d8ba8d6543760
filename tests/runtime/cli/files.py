"""What is in a folder, to see that nothing of it changed."""

from __future__ import annotations

from pathlib import Path


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Give every file outside .git: its bytes and its mode."""
    return {
        str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mode & 0o777)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".git/" not in f"{file.relative_to(folder)}"
    }
