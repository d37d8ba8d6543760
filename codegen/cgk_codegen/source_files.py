"""Writing of files that people edit: catalogs and project files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write_source_file(path: Path, text: str) -> None:
    """Write a file atomically: an error or a crash leaves the old content, which may be the only copy.

    Args:
        path: The file; missing folders are created, and a link keeps pointing to its target.
        text: The new content, written as UTF-8 with its own line ends.

    Raises:
        OSError: The file cannot be written.

    Example:
        `write_source_file(Path("events.yaml"), text)`
    """
    file = path.resolve()
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        temporary.write_bytes(text.encode("utf-8"))
        if file.exists():
            shutil.copymode(file, temporary)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
