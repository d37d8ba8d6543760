"""What stands in a generated file: its text, or that it is what is published already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """That a file would be made as it is published: its text has this hash."""

    hash: str


Content = str | Kept

Published = Callable[[str], str | None]
"""Gives the hash of what is published at a path below the output folder, None where nothing is."""


def nothing_published(_path: str) -> str | None:
    """Give the hash of what is published where nothing is."""
    return None


def content_hash(data: bytes) -> str:
    """Hash a file's content."""
    return hashlib.sha256(data).hexdigest()


def hash_of(content: Content) -> str:
    """Hash what stands in a file."""
    return content.hash if isinstance(content, Kept) else content_hash(content.encode())
