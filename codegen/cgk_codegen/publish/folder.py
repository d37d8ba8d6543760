"""The output folder as it is: every file is read once, and again only when its size or time of change differs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from cgk_codegen.content import content_hash
from cgk_codegen.publish.errors import OutputError

Signatures = dict[str, tuple[int, int, str]]
"""Size, time of change in nanoseconds and hash of files by their paths below a folder."""


class PublishedFolder:
    """The hashes of an output folder's files."""

    def __init__(self, output: Path, known: Mapping[str, tuple[int, int, str]] | None = None) -> None:
        """Look at a folder.

        Args:
            output: The folder; it need not be there.
            known: What its files were; those whose size and time of change are the same are not read again.
        """
        self._root = str(output)
        self._known: Signatures = dict(known or {})

    def hash(self, path: str) -> str | None:
        """Give the hash of the file at a path, None where there is none.

        Raises:
            OutputError: It cannot be read.
        """
        place = f"{self._root}/{path}"
        try:
            about = os.stat(place)  # noqa: PTH116  thousands of files: pathlib costs more than the system does
            size, changed, made = self._known.get(path, (-1, -1, ""))
            if (about.st_size, about.st_mtime_ns) != (size, changed):
                with open(place, "rb") as file:  # noqa: PTH123
                    made = content_hash(file.read())
                self._known[path] = (about.st_size, about.st_mtime_ns, made)
        except FileNotFoundError:
            return None
        except IsADirectoryError:
            raise OutputError(f"{place} is a folder where a file belongs; move it away and generate again") from None
        except NotADirectoryError:
            raise OutputError(f"{_file_above(place)} is a file where a folder belongs; move it away") from None
        except OSError as error:
            raise OutputError(f"cannot read {place}: {error.strerror}") from error
        return made

    def text(self, path: str, made: str) -> str | None:
        """Give the text of the file at a path, None where it has not this hash or cannot be read."""
        try:
            data = Path(self._root, path).read_bytes()
        except OSError:
            return None
        return data.decode() if content_hash(data) == made else None

    def has_got(self, path: str, size: int, changed: int, made: str) -> None:
        """Take note of what a file is now."""
        self._known[path] = (size, changed, made)

    def signatures(self, paths: Iterable[str]) -> Signatures:
        """Give what is known of files that were asked for or taken note of."""
        return {path: self._known[path] for path in paths}


def _file_above(place: str) -> Path:
    """Give what stands in the way of a path: the nearest folder above it that is a file."""
    return next(path for path in Path(place).parents if path.exists())
