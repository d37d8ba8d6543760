"""Whether anything has changed since the last `generate`, told without compiling. Imports nothing that costs time.

Inputs count by their content. An output counts as untouched if its size and time of change are what they were.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cgk_codegen.memory import folder
from cgk_codegen.memory.compiler_identity import identity
from cgk_codegen.memory.hashing import hash_file, hash_text

_STAGE = ".publishing"


def _name(catalog: str, arguments: Sequence[str | None]) -> str:
    """Name the file of a command line: what is remembered has the names of files as they were given, and from where."""
    given = (catalog, os.getcwd(), *arguments)  # noqa: PTH109  pathlib costs a fast start
    return f"state-{hash_text(repr(given))[:16]}.json"


def unchanged(catalog: str, arguments: Sequence[str | None]) -> dict[str, Any] | None:
    """Give what was remembered about the last run with these arguments, if it would do nothing now.

    Args:
        catalog: The catalog's first file.
        arguments: What else decides what is generated, and where.

    Returns:
        What `remember` was given as `said`, or None where the catalog has to be compiled.
    """
    state = folder.read(catalog, _name(catalog, arguments))
    if state.get("compiler") != hash_text(identity()):
        return None
    try:
        intact = (
            all(hash_file(path) == made for path, made in state["inputs"].items())
            and all(os.stat(path).st_mtime_ns == made for path, made in state["folders"].items())  # noqa: PTH116
            and _signatures(state["output"], state["files"]) == state["files"]
            and not os.path.exists(os.path.join(state["output"], _STAGE))  # noqa: PTH110, PTH118
        )
    except (OSError, KeyError, TypeError, AttributeError):
        return None
    said: dict[str, Any] = state.get("said", {})
    return said if intact else None


def remember(
    catalog: str,
    arguments: Sequence[str | None],
    *,
    inputs: Mapping[str, str],
    folders: Mapping[str, int],
    output: str,
    files: Mapping[str, tuple[int, int]],
    said: dict[str, Any],
) -> None:
    """Remember a run that has ended well.

    Args:
        catalog: The catalog's first file.
        arguments: As for `unchanged`.
        inputs: The hash of every file of the catalog as it was read: it may have been saved again meanwhile.
        folders: The time of change, before, of every folder in which an `include` looked for files.
        output: The output folder.
        files: Size and time of change in nanoseconds of the generated files, by their paths below it.
        said: What the next run is to say if nothing has changed.
    """
    output = os.path.abspath(output)  # noqa: PTH100
    state = {
        "compiler": hash_text(identity()),
        "inputs": {os.path.abspath(path): made for path, made in inputs.items()},  # noqa: PTH100
        "folders": {os.path.abspath(path): changed for path, changed in folders.items()},  # noqa: PTH100
        "output": output,
        "files": files,
        "said": said,
    }
    folder.write(catalog, _name(catalog, arguments), state)


def _signatures(output: str, paths: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for path in paths:
        about = os.stat(f"{output}/{path}")  # noqa: PTH116
        found[path] = [about.st_size, about.st_mtime_ns]
    return found
