"""What a generated folder holds, to compare."""

from __future__ import annotations

from pathlib import Path


def texts(folder: Path) -> dict[str, str]:
    """Give every file's text by its path; other tests may have imported the package, and Python compiled it."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
