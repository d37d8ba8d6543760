"""Changes to a project's files: all are planned and checked first, then each file is replaced."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.text_files import read_text


@dataclass(frozen=True, slots=True, repr=False)
class FileChange:
    """A planned change of one file.

    Attributes:
        path: The file; if it is a link, its target is changed.
        edit: Function from the current text, "" for a missing file, to the new text.
        summary: One line for the user.
        private: Whether only the owner may read the file.
    """

    path: Path
    edit: Callable[[str], str]
    summary: str
    private: bool = False

    def is_needed(self) -> bool:
        """Return whether the file differs from its planned state.

        Raises:
            CommandError: The file cannot be read or could not be written.
        """
        target = self.path.resolve()
        current = read_text(target, missing="")
        if self.edit(current) == current and target.is_file():
            return self.private and bool(stat.S_IMODE(target.stat().st_mode) & 0o077)
        if target.is_file() and not target.stat().st_mode & stat.S_IWUSR:
            raise CommandError(f"{self.path} is read-only; run `chmod u+w {self.path}`, then try again")
        if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
            raise CommandError(f"{target.parent} is not a writable directory")
        return True

    def apply(self) -> None:
        """Write the file; one that exists is replaced atomically, so that a full disk cannot empty it.

        Raises:
            CommandError: The file cannot be written.
        """
        target = self.path.resolve()
        data = self.edit(read_text(target, missing="")).encode("utf-8")
        try:
            if self.private:
                _replace(target, data, mode=0o600)
            elif target.exists():
                _replace(target, data, mode=stat.S_IMODE(target.stat().st_mode))
            else:
                target.write_bytes(data)
        except OSError as error:
            raise CommandError(f"Cannot write {self.path}: {error.strerror}") from None


def _replace(target: Path, data: bytes, mode: int) -> None:
    """Write a temporary file with this mode, and let it take the target's place."""
    # mkstemp creates the file with mode 0600, so others can never read a secret, not even for a moment.
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
