"""Files of the user's project, in the working directory or above it within the Git repository.

A parent folder that another user can write to may hold planted files, so files and repositories of other users are not
trusted. This is Git's rule; the owner of the working directory is trusted as well, because their code runs here.

Paths are plain strings, because every first send searches here and importing `pathlib` would take 2 ms.
"""
# ruff: noqa: PTH103, PTH110, PTH113, PTH114, PTH116, PTH118, PTH120

from __future__ import annotations

import os
from typing import Final

from cgk_runtime.errors import ConfigurationError

DEV_FILE: Final = ".cgk/dev.json"
"""The address file of `cgk dev`, relative to the project's root."""


def project_root(directory: str) -> str:
    """Return the root of a folder's Git repository, or the folder itself outside a repository."""
    return _folders(directory)[-1]


def find_file(name: str, directory: str) -> str | None:
    """Return the nearest file with a name, in a folder or its parents up to the root of its Git repository.

    Raises:
        ConfigurationError: The file belongs to another user.
    """
    trusted = _trusted_owners(directory)
    for folder in _folders(directory):
        file = os.path.join(folder, name)
        if os.path.isfile(file):
            owner = _foreign_owner(file, trusted)
            if owner is not None:
                raise ConfigurationError(
                    f"{file} belongs to another user (uid {owner}), so it is not read; delete it, or make it yours "
                    "with `chown`"
                )
            return file
    return None


def create_dev_folder(directory: str) -> str:
    """Create the folder of `cgk dev` in a project's root with mode 0700, ignored by Git, and return its path.

    Raises:
        ConfigurationError: It cannot be created, is a link, or belongs to another user, who could replace the files.
    """
    folder = os.path.join(project_root(directory), os.path.dirname(DEV_FILE))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot create {folder}: {error.strerror}; `cgk dev` keeps its address and history there"
        ) from None
    is_foreign = hasattr(os, "geteuid") and os.lstat(folder).st_uid != os.geteuid()
    if os.path.islink(folder) or is_foreign:
        raise ConfigurationError(f"{folder} is a link or belongs to another user; delete it, then try again")
    ignore = os.path.join(folder, ".gitignore")
    descriptor = os.open(ignore, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write("*\n")
    return folder


def _folders(directory: str) -> list[str]:
    """Return a folder and its parents up to the root of its Git repository, or just the folder outside one."""
    folder = os.path.realpath(directory)
    folders = [folder]
    trusted = _trusted_owners(folder)
    while not _is_repository(folder, trusted):
        parent = os.path.dirname(folder)
        if parent == folder:
            return folders[:1]
        folder = parent
        folders.append(folder)
    return folders


def _is_repository(folder: str, trusted: frozenset[int] | None) -> bool:
    marker = os.path.join(folder, ".git")
    if not os.path.exists(marker):
        return False
    return _foreign_owner(folder, trusted) is None and _foreign_owner(marker, trusted) is None


def _trusted_owners(directory: str) -> frozenset[int] | None:
    """Return the users whose files are trusted: the current user, root and the directory's owner; None on Windows."""
    if not hasattr(os, "geteuid"):
        return None
    trusted = {os.geteuid(), 0}
    if os.path.exists(directory):
        trusted.add(os.stat(directory).st_uid)
    return frozenset(trusted)


def _foreign_owner(path: str, trusted: frozenset[int] | None) -> int | None:
    """Return the untrusted owner of a file or of the link to it, or None."""
    if trusted is None:
        return None
    owners = (os.lstat(path).st_uid, os.stat(path).st_uid)
    return next((owner for owner in owners if owner not in trusted), None)
