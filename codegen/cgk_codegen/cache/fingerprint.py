"""Fingerprint of the installed compiler: its code, templates and tools. Imports only modules that load fast."""

from __future__ import annotations

import os
import sys
from functools import cache

from cgk_codegen import __version__
from cgk_codegen.hashing import hash_text

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  pathlib slows the start
_TOOLS = ("datamodel_code_generator-", "ruff-", "jinja2-", "pydantic-", "pydantic_core-", "pyyaml-", "jsonschema-")


@cache
def compiler_fingerprint() -> str:
    """Return a hash of this compiler: sizes and modification times of its files, and its tools' versions."""
    parts = [__version__, sys.version]
    folders = [_PACKAGE]
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    folders.append(entry.path)
            else:
                status = entry.stat()
                parts.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
    parts += sorted(name for folder in sys.path if folder.endswith("-packages") for name in _tools(folder))
    return hash_text("\n".join(sorted(parts)))


def _tools(folder: str) -> list[str]:
    """Return the metadata folders of the tools that a folder of packages has; their names end with the version."""
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []
    return [name for name in names if name.endswith(".dist-info") and name.lower().startswith(_TOOLS)]
