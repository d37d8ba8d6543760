"""Address of the running `cgk dev`, in a file of the project that only its owner can read."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from cgk_runtime._internal.project_files import DEV_FILE, create_dev_folder, find_file, project_root
from cgk_runtime.errors import ConfigurationError

HOST: Final = "127.0.0.1"
"""Address that `cgk dev` listens on; only programs of this machine can reach it."""


@dataclass(frozen=True, slots=True)
class DevEndpoint:
    """Address of a running `cgk dev`.

    Attributes:
        port: The port it listens on.
        token: Bearer token of every request.
        pid: Its process id.
    """

    port: int
    token: str = field(repr=False)
    pid: int

    @property
    def url(self) -> str:
        """Origin of its HTTP server."""
        return f"http://{HOST}:{self.port}"

    def is_alive(self) -> bool:
        """Return whether a process listens there; the file remains if `cgk dev` was killed."""
        try:
            socket.create_connection((HOST, self.port), timeout=1).close()
        except OSError:
            return False
        return True


def find_endpoint(directory: Path) -> DevEndpoint | None:
    """Find the running `cgk dev` of a folder or of a parent within its Git repository.

    Raises:
        ConfigurationError: Its address cannot be read.
    """
    endpoint = read_endpoint(directory)
    return endpoint if endpoint is not None and endpoint.is_alive() else None


def require_endpoint(directory: Path) -> DevEndpoint:
    """Return the address of the project's `cgk dev`, without checking whether it still runs.

    Raises:
        ConfigurationError: It is not running, or its address cannot be read.
    """
    endpoint = read_endpoint(directory)
    if endpoint is None:
        raise ConfigurationError(
            "JOBS_PROVIDER=dev sends to `cgk dev`, which is not running for this project "
            f"({project_root(str(directory))}); start it in a terminal: `cgk dev app.tasks`, with the modules of your "
            "handlers"
        )
    return endpoint


def read_endpoint(directory: Path) -> DevEndpoint | None:
    """Read the address that `cgk dev` wrote for a folder or for a parent within its Git repository.

    Raises:
        ConfigurationError: The file cannot be read, or belongs to another user.
    """
    path = find_file(DEV_FILE, str(directory))
    if path is None:
        return None
    file = Path(path)
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
        # "host" is for other programs and ignored here, so a file from a repository cannot name another server.
        return DevEndpoint(int(fields["port"]), fields["token"], fields["pid"])
    except FileNotFoundError:  # `cgk dev` has just ended
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ConfigurationError(
            f"Cannot read the address of `cgk dev` from {file} ({type(error).__name__}); delete the file, then start "
            "`cgk dev` again"
        ) from None


def write_endpoint(endpoint: DevEndpoint, directory: Path) -> Path:
    """Write the file in the project's root with mode 0600, ignored by Git, and return its path.

    Raises:
        ConfigurationError: Another user may have created its folder.
    """
    folder = create_dev_folder(str(directory))
    # mkstemp creates the file with mode 0600, so the token is never readable by others.
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump({"host": HOST, **asdict(endpoint)}, stream)
    return Path(temporary).replace(Path(folder) / Path(DEV_FILE).name)
