"""Provenance of generated output, as its manifest records it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from cgk_codegen import __version__
from cgk_codegen.hashing import hash_text
from cgk_codegen.load import Sources
from cgk_codegen.publish import Provenance
from cgk_codegen.resolve import Overrides


def provenance_of(sources: Sources, overrides: Overrides) -> Provenance:
    """Return hashes of a catalog's inputs, the same on every machine."""
    folder = sources.documents[0].path.parent
    lines = [f"{document.path.relative_to(folder).as_posix()} {document.digest}" for document in sources.documents]
    return Provenance(hash_text("\n".join([*lines, repr(overrides)])), _hash_templates(), _tool_versions())


@cache
def _hash_templates() -> str:
    folder = Path(__file__).parent / "plan"
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}]
    lines = [f"{path.relative_to(folder).as_posix()} {hash_text(path.read_text(encoding='utf-8'))}" for path in paths]
    return hash_text("\n".join(sorted(lines)))


@cache
def _tool_versions() -> dict[str, str]:
    """Return the versions that affect the output."""
    return {
        "cgk-codegen": __version__,
        "datamodel-code-generator": version("datamodel-code-generator"),
        "ruff": ".".join(version("ruff").split(".")[:2]),  # its formatting changes in minor versions only
    }
