"""What stands in a generated file: its text, or that it is what is published already."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final, Protocol

GENERATED: Final = "Generated from the event catalog by cgk-codegen"
"""Stands in the first lines of generated files that can have comments."""


@dataclass(frozen=True, slots=True)
class Kept:
    """That a file would be made as it is published: its text has this hash."""

    hash: str


@dataclass(frozen=True, slots=True)
class Hashed:
    """A text as the bytes it is written as, whose hash is known already."""

    data: bytes
    hash: str

    @classmethod
    def of(cls, text: str) -> Hashed:
        """Hash a text."""
        data = text.encode()
        return cls(data, content_hash(data))


Content = str | Hashed | Kept


class Published(Protocol):
    """What is published in the output folder."""

    def hash(self, path: str, /) -> str | None:
        """Give the hash of the file at a path below the output folder, None where there is none."""
        ...

    def text(self, path: str, made: str, /) -> str | None:
        """Give the text of the file at a path, None where it has not this hash."""
        ...


class _Nothing:
    """Nothing is published."""

    def hash(self, _path: str, /) -> str | None:
        return None

    def text(self, _path: str, _made: str, /) -> str | None:
        return None


NOTHING_PUBLISHED: Final[Published] = _Nothing()


def content_hash(data: bytes) -> str:
    """Hash a file's content."""
    return hashlib.sha256(data).hexdigest()


def hash_of(content: Content) -> str:
    """Hash what stands in a file."""
    return content_hash(content.encode()) if isinstance(content, str) else content.hash
