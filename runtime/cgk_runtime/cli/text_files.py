"""Reading of text files and standard input, with errors that name the remedy."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cgk_runtime.cli.errors import CommandError

if TYPE_CHECKING:
    from pathlib import Path


def read_text(path: Path, *, missing: str | None = None) -> str:
    """Read a text file without converting its line ends.

    Args:
        path: The file.
        missing: The text to return if the file does not exist; None raises an error.

    Raises:
        CommandError: The file cannot be read, or is not UTF-8.
    """
    try:
        return _decode(path.read_bytes(), str(path))
    except OSError as error:
        if missing is not None and isinstance(error, FileNotFoundError):
            return missing
        raise CommandError(f"Cannot read {path}: {error.strerror}") from None


def read_stdin() -> str:
    """Read standard input.

    Raises:
        CommandError: It is not UTF-8.
    """
    return _decode(sys.stdin.buffer.read(), "standard input")


def _decode(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(f"{source} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
