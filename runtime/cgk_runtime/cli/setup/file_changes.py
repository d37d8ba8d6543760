"""Changing files of a project: planned first, written at once, each of them whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_runtime.errors import ConfigurationError

_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True, repr=False)
class FileChange:
    """What is to become of one file.

    Attributes:
        path: The file; a link is followed, what it points to is changed.
        edit: Gives the new text for the one it has, "" where it does not exist.
        what: What people are told.
        private: Whether only its owner may read it.
    """

    path: Path
    edit: Callable[[str], str]
    what: str
    private: bool = False

    def is_needed(self) -> bool:
        """Whether the file is not yet as it shall be.

        Raises:
            ConfigurationError: It cannot be read, or could not be written.
        """
        target = self.path.resolve()
        before = _text(target)
        if self.edit(before) == before and target.is_file():
            return self.private and bool(stat.S_IMODE(target.stat().st_mode) & 0o077)
        if target.is_file() and not target.stat().st_mode & stat.S_IWUSR:
            raise ConfigurationError(
                f"{self.path} is read-only; `chmod u+w {self.path}`, and run this again", component="cgk"
            )
        if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
            raise ConfigurationError(f"{target.parent} is no folder that can be written to", component="cgk")
        return True

    def apply(self) -> None:
        """Write the file: beside it first, then in its place, so that nobody ever reads half of it.

        Raises:
            ConfigurationError: It cannot be written.
        """
        target = self.path.resolve()
        text = self.edit(_text(target))
        try:
            _replace(target, text.encode("utf-8"), private=self.private)
        except OSError as error:
            raise ConfigurationError(f"{self.path} cannot be written: {error.strerror}", component="cgk") from None


def apply_all(changes: Sequence[FileChange], directory: Path) -> None:
    """Write files, one after the other, while no other `cgk` changes files of this folder.

    Raises:
        ConfigurationError: One cannot be written, or another run does not end.
    """
    with _locked(directory):
        for change in changes:
            change.apply()


@contextlib.contextmanager
def _locked(directory: Path) -> Generator[None]:
    from filelock import FileLock, Timeout

    # Not in the project: a lock file stays behind, for who deletes one while another waits for it breaks the lock.
    name = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"cgk-{os.getuid() if hasattr(os, 'getuid') else os.getlogin()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        with FileLock(folder / f"{name}.lock", timeout=_SECONDS):
            yield
    except Timeout:
        raise ConfigurationError(
            f"Another cgk has been changing {directory} for {_SECONDS:g} s", component="cgk"
        ) from None


def _text(target: Path) -> str:
    try:
        return target.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except IsADirectoryError:
        raise ConfigurationError(f"{target} is a folder; move it away", component="cgk") from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{target} is not UTF-8 (byte {error.start}); save it as UTF-8", component="cgk"
        ) from None
    except OSError as error:
        raise ConfigurationError(f"{target} cannot be read: {error.strerror}", component="cgk") from None


def _replace(target: Path, data: bytes, *, private: bool) -> None:
    before = target.stat() if target.is_file() else None
    # mkstemp makes the file with mode 0600: a secret is never readable by others, not even for an instant.
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if before is not None and hasattr(os, "chown") and before.st_uid != os.geteuid():
            os.chown(temporary, before.st_uid, before.st_gid)  # `sudo cgk setup:jobs` must not take the file away
        if not private:
            Path(temporary).chmod(stat.S_IMODE(before.st_mode) if before else 0o666 & ~_umask())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
