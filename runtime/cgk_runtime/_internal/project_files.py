"""Files of the user's project, in the working directory or above it within the Git repository.

Paths are plain strings, because every first send searches here and importing `pathlib` would take 2 ms.
"""
# ruff: noqa: PTH110, PTH113, PTH118, PTH120

from __future__ import annotations

import os
from typing import Final

DEV_FILE: Final = ".cgk/dev.json"
"""The address file of `cgk dev`, relative to the project's root."""


def project_root(directory: str) -> str:
    """Return the root of a folder's Git repository, or the folder itself outside a repository."""
    return _folders(directory)[-1]


def find_file(name: str, directory: str) -> str | None:
    """Return the nearest file of a name, in a folder or its parents up to the root of its Git repository."""
    for folder in _folders(directory):
        file = os.path.join(folder, name)
        if os.path.isfile(file):
            return file
    return None


def _folders(directory: str) -> list[str]:
    """Yield a folder and its parents up to the root of its Git repository; only the folder outside a repository."""
    folder = os.path.realpath(directory)
    folders = [folder]
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return folders[:1]
        folder = above
        folders.append(folder)
    return folders
