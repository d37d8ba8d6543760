"""Pieces of the output by what they were made from: what is the same as last time is not made again."""

from __future__ import annotations

from typing import Final

from cgk_codegen.memory import folder
from cgk_codegen.memory.compiler_identity import identity
from cgk_codegen.memory.hashing import hash_text

_FILE: Final = "pieces.json"


class Pieces:
    """The pieces of one run; those of the last run can be taken over, those nobody took are forgotten."""

    def __init__(self, earlier: dict[str, str] | None = None) -> None:
        """Begin a run.

        Args:
            earlier: The pieces of the last run.
        """
        self._earlier = earlier or {}
        self._made: dict[str, str] = {}

    @classmethod
    def of(cls, catalog: str) -> Pieces:
        """Begin a run with what was kept for a catalog, if the same compiler kept it."""
        kept = folder.read(catalog, _FILE)
        if kept.get("compiler") != hash_text(identity()):
            return cls()
        pieces: dict[str, str] = kept.get("pieces", {})
        return cls(pieces) if kept.get("sum") == _sum(pieces) else cls()

    def keep(self, catalog: str) -> None:
        """Keep this run's pieces for the next one."""
        if self._made.keys() != self._earlier.keys():
            kept = {"compiler": hash_text(identity()), "sum": _sum(self._made), "pieces": self._made}
            folder.write(catalog, _FILE, kept)

    def get(self, key: str) -> str | None:
        """Take over a piece of the last run."""
        piece = self._made.get(key) or self._earlier.get(key)
        if piece is not None:
            self._made[key] = piece
        return piece

    def put(self, key: str, piece: str) -> None:
        """Hand in a piece that was made."""
        self._made[key] = piece


def _sum(pieces: dict[str, str]) -> str:
    return hash_text("\0".join(f"{key}\0{piece}" for key, piece in sorted(pieces.items())))
