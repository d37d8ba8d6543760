"""Reading of text files, with errors that name the remedy."""

from __future__ import annotations

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
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        if missing is not None and isinstance(error, FileNotFoundError):
            return missing
        raise CommandError(f"Cannot read {path}: {error.strerror}") from None
