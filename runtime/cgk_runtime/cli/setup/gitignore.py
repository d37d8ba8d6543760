"""Keeping `.env.local` out of Git: Git itself says whether a file is ignored, where there is Git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

_IGNORES: Final = {".env.local", "/.env.local", ".env*", ".env*.local", ".env.*", "*.local", ".env.*.local"}


def is_ignored(file: Path) -> bool:
    """Whether Git ignores a file; without Git, whether the `.gitignore` beside it has a line that says so."""
    if _in_repository(file):
        return _git(file, "check-ignore", "--quiet", "--no-index", file.name) == 0
    return bool(_IGNORES & {line.strip() for line in _lines(file.parent / ".gitignore")})


def is_tracked(file: Path) -> bool:
    """Whether Git has a file in its index: ignoring it no longer helps."""
    return _in_repository(file) and _git(file, "ls-files", "--error-unmatch", file.name) == 0


def append_line(text: str, name: str) -> str:
    """Give the text of a `.gitignore` with one more line."""
    end = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += end
    return f"{text}{name}{end}"


def _in_repository(file: Path) -> bool:
    return shutil.which("git") is not None and _git(file, "rev-parse", "--is-inside-work-tree") == 0


def _git(file: Path, *arguments: str) -> int:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=file.parent, capture_output=True, check=False).returncode  # noqa: S603  git


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
