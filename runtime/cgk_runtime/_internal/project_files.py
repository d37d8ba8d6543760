"""Where a project's files are: in the working directory, or above it within the same Git repository.

The paths are plain strings, for a send looks here first, and `pathlib` would cost it 2 ms.
"""
# ruff: noqa: PTH110, PTH113, PTH118, PTH120

from __future__ import annotations

import os
from typing import Final

DEV_FILE: Final = ".cgk/dev.json"
"""What says where `cgk dev` listens, from the project's root."""


def project_root(directory: str) -> str:
    """Give the root of a folder's Git repository, or the folder itself where there is none."""
    return _folders(directory)[-1]


def find_file(name: str, directory: str) -> str | None:
    """Find the nearest file of a name: in a folder, or in its parents up to the root of its Git repository."""
    for folder in _folders(directory):
        file = os.path.join(folder, name)
        if os.path.isfile(file):
            return file
    return None


def _folders(directory: str) -> list[str]:
    """Give a folder and its parents, up to the root of its Git repository; the folder alone where there is none."""
    folder = os.path.realpath(directory)
    folders = [folder]
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return folders[:1]
        folder = above
        folders.append(folder)
    return folders
