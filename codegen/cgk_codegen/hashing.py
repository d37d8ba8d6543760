"""SHA-256 hashes of texts, bytes and files. Imports only modules that load fast."""

from __future__ import annotations

import hashlib


def hash_bytes(data: bytes) -> str:
    """Return the hash of bytes."""
    return hashlib.sha256(data).hexdigest()


def hash_text(text: str) -> str:
    """Return the hash of a text, encoded as UTF-8."""
    return hash_bytes(text.encode())


def hash_file(path: str) -> str:
    """Return the hash of a file's text, without its byte order mark and with Unix line ends."""
    with open(path, "rb") as file:  # noqa: PTH123  importing pathlib would slow the start
        return hash_bytes(file.read().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n"))
