"""Hashes of texts and files. Imports nothing that costs time."""

from __future__ import annotations

import hashlib


def hash_text(text: str) -> str:
    """Hash a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_file(path: str) -> str:
    """Hash a file's content; line ends and a byte order mark count alike on every machine."""
    with open(path, "rb") as file:  # noqa: PTH123  pathlib costs a fast start
        return hashlib.sha256(file.read().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")).hexdigest()
