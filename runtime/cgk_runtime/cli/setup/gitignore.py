"""Keeping `.env.local` out of Git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def is_ignored(file: Path) -> bool:
    """Return whether Git ignores a file; outside a repository, whether the `.gitignore` next to it names the file."""
    if _in_repository(file):
        return _run_git(file, "check-ignore", "--quiet", "--no-index", file.name) == 0
    ignore_file = file.with_name(".gitignore")
    return ignore_file.is_file() and file.name in ignore_file.read_text(encoding="utf-8", errors="replace").splitlines()


def is_tracked(file: Path) -> bool:
    """Return whether a file is in Git's index, where ignoring it has no effect."""
    return _in_repository(file) and _run_git(file, "ls-files", "--error-unmatch", file.name) == 0


def append_line(text: str, name: str) -> str:
    """Return the text of a `.gitignore` with one more line."""
    end = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += end
    return f"{text}{name}{end}"


def _in_repository(file: Path) -> bool:
    return shutil.which("git") is not None and _run_git(file, "rev-parse", "--is-inside-work-tree") == 0


def _run_git(file: Path, *arguments: str) -> int:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=file.parent, capture_output=True, check=False).returncode  # noqa: S603  git
