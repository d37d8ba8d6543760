"""Pieces of the output by what they were made from: what is the same as last time is not made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cgk_codegen.memory import folder
from cgk_codegen.memory.compiler_identity import identity
from cgk_codegen.memory.hashing import hash_text

_FILE: Final = "pieces"
"""Its first line tells the compiler, the second is the hash of what follows, which is JSON."""


class Pieces:
    """The pieces of one run; those of the last run can be taken over, those nobody took are forgotten."""

    def __init__(self, earlier: dict[str, str] | None = None, published: dict[str, Any] | None = None) -> None:
        """Begin a run.

        Args:
            earlier: The pieces of the last run.
            published: What the last run published: `{"output": folder, "files": signatures}`.
        """
        self._earlier = earlier or {}
        self._published = published or {}
        self._made: dict[str, str] = {}

    @classmethod
    def of(cls, catalog: str) -> Pieces:
        """Begin a run with what was kept for a catalog, if the same compiler kept it."""
        compiler, _line, rest = folder.read_text(catalog, _FILE).partition("\n")
        total, _line, text = rest.partition("\n")
        if compiler != hash_text(identity()) or total != hash_text(text):
            return cls()
        kept: dict[str, dict[str, Any]] = json.loads(text)
        return cls(kept["pieces"], kept["published"])

    def keep(self, catalog: str, output: Path, signatures: Mapping[str, tuple[int, int, str]]) -> None:
        """Keep this run's pieces for the next one.

        Args:
            catalog: The catalog's first file.
            output: The output folder.
            signatures: What its files are now.
        """
        published = {"output": str(output.resolve()), "files": signatures}
        text = json.dumps({"pieces": self._made, "published": published})
        folder.write_text(catalog, _FILE, "\n".join((hash_text(identity()), hash_text(text), text)))

    def output(self) -> Path | None:
        """Give the folder the last run published to, None where nothing is known of it."""
        folder = self._published.get("output")
        return None if folder is None else Path(folder)

    def signatures(self, output: Path) -> dict[str, tuple[int, int, str]]:
        """Give what the files of a folder were after the last run."""
        if self._published.get("output") != str(output.resolve()):
            return {}
        files: dict[str, list[Any]] = self._published["files"]
        return {path: (size, changed, made) for path, (size, changed, made) in files.items()}

    def get(self, key: str) -> str | None:
        """Take over a piece of the last run."""
        piece = self._made.get(key) or self._earlier.get(key)
        if piece is not None:
            self._made[key] = piece
        return piece

    def put(self, key: str, piece: str) -> None:
        """Hand in a piece that was made."""
        self._made[key] = piece
