"""Address of the running `cgk dev`, in a file of the project that only its owner can read."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from cgk_runtime._internal.project_files import DEV_FILE, find_file, project_root
from cgk_runtime.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class DevEndpoint:
    """Address of a running `cgk dev`.

    Attributes:
        host: A loopback address.
        port: The port it listens on.
        token: Bearer token of every request.
        pid: Its process id.
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
        """Return True if something listens there; the file may have outlived its process."""
        try:
            socket.create_connection((self.host, self.port), timeout=1).close()
        except OSError:
            return False
        return True


def find_endpoint(directory: Path) -> DevEndpoint | None:
    """Find the running `cgk dev` of a folder or of a parent within its Git repository.

    Raises:
        ConfigurationError: The file cannot be read.
    """
    found = find_file(DEV_FILE, str(directory))
    if found is None:
        return None
    file = Path(found)
    try:
        endpoint = DevEndpoint(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ConfigurationError(
            f"Cannot read the address of `cgk dev` from {file} ({type(error).__name__}); delete the file, or start "
            "`cgk dev` again"
        ) from None
    return endpoint if endpoint.is_alive() else None


def write_endpoint(endpoint: DevEndpoint, directory: Path) -> Path:
    """Write the file in the project's root with mode 0600, ignored by Git, and return its path."""
    file = Path(project_root(str(directory))) / DEV_FILE
    folder = file.parent
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    # mkstemp creates the file with mode 0600, so the token is never readable by others.
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(endpoint), stream)
    Path(temporary).replace(file)
    return file


def remove_endpoint(file: Path) -> None:
    """Delete the file, and its folder if nothing else is in it."""
    file.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        if {entry.name for entry in file.parent.iterdir()} <= {".gitignore"}:
            (file.parent / ".gitignore").unlink(missing_ok=True)
            file.parent.rmdir()
