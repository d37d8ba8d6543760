"""Where `cgk dev` listens: a file in the project that only its owner can read."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from cgk_runtime._internal.project_files import DEV_FILE, find_file, project_root
from cgk_runtime.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class DevEndpoint:
    """How to reach a running `cgk dev`.

    Attributes:
        host: A loopback address.
        port: Where it listens.
        token: What every request carries as its bearer token.
        pid: Its process.
    """

    host: str
    port: int
    token: str
    pid: int

    def __repr__(self) -> str:
        """Leave the token out."""
        return f"DevEndpoint({self.url}, pid={self.pid})"

    @property
    def url(self) -> str:
        """Its origin."""
        return f"http://{self.host}:{self.port}"

    def is_alive(self) -> bool:
        """Whether something listens there; the file may have outlived its process."""
        import socket

        try:
            socket.create_connection((self.host, self.port), timeout=1).close()
        except OSError:
            return False
        return True


def find_endpoint(directory: Path) -> DevEndpoint | None:
    """Find the `cgk dev` that runs for a folder or a parent of it within its Git repository.

    Raises:
        ConfigurationError: There is a file, but it cannot be read.
    """
    file = find_file(DEV_FILE, str(directory))
    return None if file is None else read_endpoint(Path(file))


def announce(endpoint: DevEndpoint, directory: Path) -> Path:
    """Write the file, with mode 0600, in the project's root, and keep it out of Git.

    Returns:
        The file; `withdraw` deletes it.
    """
    import tempfile

    file = Path(project_root(str(directory))) / DEV_FILE
    folder = file.parent
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    # mkstemp makes the file with mode 0600, so the token is never readable by others, not even for an instant.
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(endpoint), stream)
    Path(temporary).replace(file)
    return file


def withdraw(file: Path) -> None:
    """Delete the file; its folder too, once nothing else is in it."""
    file.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        if {entry.name for entry in file.parent.iterdir()} <= {".gitignore"}:
            (file.parent / ".gitignore").unlink(missing_ok=True)
            file.parent.rmdir()


def read_endpoint(file: Path) -> DevEndpoint | None:
    """Read what a file says; None where its `cgk dev` has ended without deleting it.

    Raises:
        ConfigurationError: It cannot be read.
    """
    try:
        endpoint = DevEndpoint(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ConfigurationError(
            f"{file} should say where `cgk dev` listens, but cannot be read ({type(error).__name__}); "
            "delete it, or start `cgk dev` again"
        ) from None
    return endpoint if endpoint.is_alive() else None
