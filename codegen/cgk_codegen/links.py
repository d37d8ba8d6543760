"""Paths that lead out of a folder, and symbolic links."""

from __future__ import annotations

from pathlib import Path, PurePath


def leads_outside(folder: Path, path: PurePath | str) -> bool:
    """Return whether a path below a folder leads out of it, through `..` or a symbolic link."""
    return not (folder / path).resolve().is_relative_to(folder.resolve())


def first_link(folder: Path, path: PurePath) -> str | None:
    """Return the first symbolic link among the parts of a path below a folder, None if there is none."""
    parts = path.parts
    return next((part for length, part in enumerate(parts, 1) if folder.joinpath(*parts[:length]).is_symlink()), None)
