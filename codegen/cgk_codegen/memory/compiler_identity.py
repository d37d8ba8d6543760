"""Which compiler this is: its code, its templates, its tools. Imports nothing that costs time."""

from __future__ import annotations

import os
import sys
from functools import cache

from cgk_codegen import __version__

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  pathlib costs a fast start
_TOOLS = ("datamodel_code_generator-", "ruff-", "jinja2-", "pydantic-", "pydantic_core-", "pyyaml-", "jsonschema-")


@cache
def identity() -> str:
    """Tell this compiler from any other on this machine, by sizes and times of its files and its tools' versions."""
    parts = [__version__, sys.version]
    folders = [_HERE]
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    folders.append(entry.path)
            else:
                about = entry.stat()
                parts.append(f"{entry.path} {about.st_size} {about.st_mtime_ns}")
    parts += sorted(name for folder in sys.path if folder.endswith("-packages") for name in _tools(folder))
    return "\n".join(sorted(parts))


def version_of(distribution: str) -> str:
    """Give the version of an installed distribution, as `importlib.metadata` does, whose import costs a fast start."""
    start = distribution.replace("-", "_") + "-"
    for folder in sys.path:
        for name in _tools(folder):
            if name.startswith(start):
                return name.removeprefix(start).removesuffix(".dist-info")
    from importlib.metadata import version

    return version(distribution)


def _tools(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []
    return [name for name in names if name.endswith(".dist-info") and name.lower().startswith(_TOOLS)]
