"""Texts of the files in a folder, to compare generated folders."""

from __future__ import annotations

from pathlib import Path


def texts(folder: Path) -> dict[str, str]:
    """Return every file's text by its path, without Python's bytecode caches."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
