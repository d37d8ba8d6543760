"""Symbolic links, which could lead out of the catalog's folder."""

from __future__ import annotations

from pathlib import Path, PurePath


def first_link(folder: Path, path: PurePath) -> str | None:
    """Return the first part of a path below a folder that is a symbolic link, None if no part is one."""
    parts = path.parts
    return next((part for length, part in enumerate(parts, 1) if folder.joinpath(*parts[:length]).is_symlink()), None)
